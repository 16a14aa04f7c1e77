using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Cli;

/// <summary>What <c>thymus simulate --method ssa|tau</c> does: many runs of a jump process, as means and deviations or one by one.</summary>
internal static class StochasticSimulation
{
    public const string Exact = "ssa";
    public const string Leaping = "tau";

    private const int DefaultRuns = 1000;

    /// <summary>The options that ask for a jump process.</summary>
    public sealed record Options(string Method, int? Runs, ulong Seed, int? Threads, bool EveryRun)
    {
        public bool IsStochastic => Method is Exact or Leaping;

        public StochasticSettings Settings => new()
        {
            Times = [],
            Method = Method == Leaping ? StochasticMethod.TauLeaping : StochasticMethod.Exact,
            Runs = Runs ?? DefaultRuns,
            Seed = Seed,
            Threads = Threads ?? 0,
        };

        /// <exception cref="CommandFault">An option of a jump process stands beside another method.</exception>
        public void Check()
        {
            if (IsStochastic) return;
            var option = Runs is not null ? "--runs" : Threads is not null ? "--threads" : EveryRun ? "--every-run" : null;
            if (option is not null)
                throw new CommandFault(ExitCode.Usage, $"{option} belongs to a stochastic simulation.", $"Add --method {Exact} (exact) or --method {Leaping} (tau-leaping).");
        }
    }

    /// <summary>Simulates and writes; <paramref name="settings"/> has the times, columns and values.</summary>
    public static int Simulate(Screen screen, ModelDefinition definition, StochasticSettings settings, Options options, string file, Action<Action<TextWriter>> deliver, CancellationToken cancellation)
    {
        var faults = new DiagnosticBag();
        using var model = CompiledModel.Compile(definition, new CompileOptions { Stochastic = true }, faults);
        if (model is not null) faults.Add(StochasticSimulator.Check(model, settings, file));
        screen.Print(faults);
        if (model is null || faults.HasErrors) return ExitCode.InputFault;

        StochasticSummary? summary = null;
        using var progress = new ProgressLine(screen, Path.GetFileNameWithoutExtension(file));
        void Tell(int done) => progress.Report(done, settings.Runs);
        deliver(writer =>
        {
            if (!options.EveryRun)
            {
                StochasticCsv.Write(summary = StochasticSimulator.Run(model, settings, null, Tell, cancellation), writer);
                return;
            }
            StochasticCsv.WriteHeading(StochasticSimulator.ColumnsOf(model, settings), writer);
            summary = StochasticSimulator.Run(model, settings, run => StochasticCsv.WriteRun(run, settings.Times.AsSpan(), writer), Tell, cancellation);
        });
        return Conclude(screen, summary!);
    }

    public static int SimulateSuiteCase(Screen screen, ModelDefinition definition, SbmlSuiteSettings settings, DiagnosticBag faults, Options options, string file, Action<Action<TextWriter>> deliver)
    {
        if (options.EveryRun) throw new CommandFault(ExitCode.Usage, "--every-run does not go with --sbml-settings, whose results are means and deviations.");
        var summary = SbmlSuiteRunner.RunMany(definition, settings, options.Settings, file, faults);
        screen.Print(faults);
        if (summary is null) return ExitCode.InputFault;
        deliver(writer => StochasticCsv.Write(summary, writer));
        return Conclude(screen, summary);
    }

    private static int Conclude(Screen screen, StochasticSummary summary)
    {
        if (summary.Failed == 0) return ExitCode.Success;
        screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"thymus: {summary.Failed} of {summary.Failed + summary.Completed} runs stopped early; means and deviations are those of the others."));
        foreach (var reason in summary.Failures.Select(f => f.Reason).Distinct()) screen.Error.WriteLine($"  {reason}");
        return ExitCode.Failure;
    }
}
