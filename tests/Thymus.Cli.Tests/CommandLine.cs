using System.Diagnostics;
using Thymus.Tests;

namespace Thymus.Cli.Tests;

/// <summary>What a command said and how it ended.</summary>
internal sealed record Said(int ExitCode, string Output, string Error);

/// <summary>Runs the program as a user does: in this process where that tells the same, else as a process of its own.</summary>
internal static class CommandLine
{
    public static Said Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    public static Said Run(CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var screen = new Screen(output, error, IsInteractive: false, Screen.FileWidth, TimeProvider.System);
        var exit = Application.Run(arguments, screen, cancellation);
        return new Said(exit, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>A command that must succeed; what it complained about otherwise is the message of the test.</summary>
    public static string Succeed(params string[] arguments)
    {
        var said = Run(arguments);
        Assert.True(said.ExitCode == ExitCode.Success, said.Error);
        return said.Output;
    }

    /// <summary>Starts the program in a folder, with changed environment variables.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "thymus.dll"), .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static Said RunProcess(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return Finish(process);
    }

    public static Said Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Said(process.ExitCode, output, error.Result);
    }

    /// <summary>The fixture trial: two lesions in closed form, one drug, no guess of biology; a second for hundreds of patients.</summary>
    public static string LesionTrial => Repository.Fixture("trials", "lesions.yaml");

    public static string LesionModel => Repository.Fixture("trials", "lesions.ant");
}

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("thymus-cli-").FullName;

    public string this[params string[] segments] => System.IO.Path.Combine([Path, .. segments]);

    /// <summary>A copy of the fixture trial with its model, changed as a test wants; every text to find must be there.</summary>
    public string Trial(params (string Find, string Replace)[] changes)
    {
        File.Copy(CommandLine.LesionModel, this["lesions.ant"]);
        return Write("trial.yaml", Changed(File.ReadAllText(CommandLine.LesionTrial), changes));
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public static string Changed(string text, params (string Find, string Replace)[] changes)
    {
        foreach (var (find, replace) in changes)
        {
            Assert.Contains(find, text, StringComparison.Ordinal);
            text = text.Replace(find, replace, StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>Names below a folder, hidden ones too.</summary>
    public string[] Names(string folder = "") => [.. Directory.EnumerateFileSystemEntries(this[folder]).Select(f => System.IO.Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
