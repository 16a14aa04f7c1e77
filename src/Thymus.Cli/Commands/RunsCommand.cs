using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Thymus.Modeling;
using Thymus.Runs;

namespace Thymus.Cli;

/// <summary><c>thymus runs [NAME]</c>: the runs there are.</summary>
internal static class RunsCommand
{
    public static Command Create(Screen screen)
    {
        var name = new Argument<string?>("name") { Description = "How a run's folder or id begins.", Arity = ArgumentArity.ZeroOrOne };
        var root = new Option<string>("--root") { Description = "Folder that holds the runs.", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var command = new Command("runs", "List the runs there are.") { name, root };
        command.SetAction(parsed => List(screen, parsed.GetRequiredValue(root), parsed.GetValue(name)));
        return command;
    }

    private static int List(Screen screen, string root, string? name)
    {
        if (!Directory.Exists(root))
        {
            screen.Output.WriteLine($"There is no run yet: './thymus run trials/melanoma-pembrolizumab.yaml' makes one in '{root}'.");
            return ExitCode.Success;
        }
        using var index = RunIndex.Open(root);
        var runs = name is null ? index.List() : index.Find(name);
        if (runs.IsEmpty)
        {
            screen.Output.WriteLine(name is null ? "There is no run yet." : $"No run is called '{name}'.");
            if (name is not null) screen.Output.WriteLine("  " + Advice.DidYouMean(name, "runs", index.List().Select(r => r.Folder)));
            return ExitCode.Success;
        }
        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "title", "seed", "patients", "status", "started");
        foreach (var run in runs)
            table.AddRow(Markup.Escape(run.Folder), Markup.Escape(run.Title), run.Seed.ToString(CultureInfo.InvariantCulture),
                run.Patients.ToString(CultureInfo.InvariantCulture), run.Status.ToString().ToLowerInvariant(),
                run.Started.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        screen.Print(table);
        return ExitCode.Success;
    }
}
