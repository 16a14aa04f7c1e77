using Spectre.Console;
using Thymus.Modeling;

namespace Thymus.Cli;

/// <summary>The two streams a command writes: results on standard output, everything else on standard error.</summary>
/// <param name="IsInteractive">A person looks at standard error: progress may rewrite its line.</param>
internal sealed record Screen(TextWriter Output, TextWriter Error, bool IsInteractive, int Width, TimeProvider Clock)
{
    /// <summary>Wide enough that no row of a table breaks in a file.</summary>
    public const int FileWidth = 200;

    public static Screen OfConsole() => new(
        Console.Out, Console.Error, !Console.IsErrorRedirected, Console.IsOutputRedirected ? FileWidth : Math.Max(60, Console.WindowWidth), TimeProvider.System);

    /// <summary>Prints every fault with its place; colours only where a person looks.</summary>
    public void Print(DiagnosticBag diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            if (IsInteractive && diagnostic.Severity == Severity.Error) Error.WriteLine($"\u001b[31m{diagnostic}\u001b[0m");
            else Error.WriteLine(diagnostic);
        }
        var errors = diagnostics.Count(d => d.Severity == Severity.Error);
        var warnings = diagnostics.Count - errors;
        if (errors > 1) Error.WriteLine($"{errors} errors{(warnings > 0 ? $", {warnings} warning{(warnings > 1 ? "s" : "")}" : "")}.");
    }

    public void Print(CommandFault fault)
    {
        Error.WriteLine($"thymus: {fault.Message}");
        if (fault.Advice is not null) Error.WriteLine("  " + fault.Advice);
    }

    /// <summary>Draws a table on standard output; without colours or box characters where it goes into a file.</summary>
    public void Print(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = IsInteractive && ReferenceEquals(Output, Console.Out) && !Console.IsOutputRedirected ? AnsiSupport.Detect : AnsiSupport.No,
        });
        console.Profile.Width = Width;
        console.Write(table);
    }
}
