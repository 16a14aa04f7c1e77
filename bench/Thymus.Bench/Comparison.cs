using System.Diagnostics;
using Thymus.Solvers;

namespace Thymus.Bench;

/// <summary>Sets Thymus beside its peers on one workload, each at equal error or better.</summary>
/// <remarks>
/// A ratio stands only where all four figures of <see cref="Errors"/> are no worse than the peer's. Thymus's tolerance is the loosest of a
/// grid of eight to the decade that meets this; outputs are ends of steps or samples of the continuous extension, whichever is faster then.
/// </remarks>
internal static class Comparison
{
    private const int Repetitions = 7;
    private const double Loosest = 1e-1;
    private const double Tightest = 1e-12;

    /// <summary>Prints the rows of a table and the lines RATIO.</summary>
    /// <param name="peak">Peak arithmetic of a core, in 10⁹ operations a second.</param>
    public static void Print(Workload asked, double[] table, string folder, double peak)
    {
        var clock = Stopwatch.StartNew();
        var model = BenchModel.Compile(asked);
        var workload = BenchModel.WithStates(asked, model);
        var run = new PopulationRun(workload, model, table);
        run.Run(Loosest, 1);
        var compileSeconds = clock.Elapsed.TotalSeconds;
        var file = Path.Combine(folder, workload.Name.ToLowerInvariant());
        var reference = BenchModel.ReadOutputs($"{file}-reference.bin");
        Console.WriteLine($"Workload {workload.Name}: {model.StateCount} states, {model.JacobianEntryCount} Jacobian entries, {model.FactorEntryCount} factor entries, " +
            $"{table.Length / workload.Parameters.Length} patients; Thymus {string.Join(" and ", workload.Methods)}, lanes of {model.Width}; read, compile and first run {compileSeconds:F2} s (not in the figures)");
        Console.WriteLine("| | rtol | ms/patient | patients/s | steps | observed median | observed 99 % | all states median | all states 99 % | share of peak |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var ratios = new List<string>();
        foreach (var peer in PeerFigures.Read($"{file}-peers.txt"))
        {
            var peerErrors = Errors.Between(workload, BenchModel.ReadOutputs(peer.OutputFile), reference);
            Row(peer.Name, peer.RelativeTolerance, peer.Seconds / peer.Patients, peer.Steps, peerErrors, "");
            if (Best(workload, run, reference, peerErrors) is not { } best)
            {
                ratios.Add($"No ratio {workload.Name} {peer.Name}: no tolerance of Thymus down to {Tightest:0e0} is as exact in all four figures.");
                continue;
            }
            var (figures, errors, method, landed) = best;
            Row($"Thymus ({method}, {(landed ? "landed" : "samples")}), as exact as {peer.Name}", figures.RelativeTolerance, figures.Seconds / figures.Patients, figures.Steps, errors,
                $"{Arithmetic.PerStep(model, method) * (figures.Steps + figures.Rejections) * figures.Patients / figures.Seconds / (1e9 * peak):P0}");
            ratios.Add($"RATIO {workload.Name} {peer.Name} {peer.Seconds / peer.Patients / (figures.Seconds / figures.Patients):F1}");
        }
        Console.WriteLine();
        foreach (var ratio in ratios) Console.WriteLine(ratio);
    }

    private sealed record Setting(RunFigures Figures, Errors Errors, Method Method, bool Landed);

    /// <summary>The fastest of the workload's methods, with outputs at ends of steps or within them.</summary>
    private static Setting? Best(Workload workload, PopulationRun run, double[] reference, Errors goal)
    {
        var settings = from method in workload.Methods
                       from landed in new[] { false, true }
                       select Search(workload, run, reference, goal, method, landed);
        return settings.OfType<Setting>().MinBy(s => s.Figures.Seconds);
    }

    private static Setting? Search(Workload workload, PopulationRun run, double[] reference, Errors goal, Method method, bool landed)
    {
        for (var step = 0; ; step++)
        {
            var tolerance = Loosest * Math.Pow(10, -step / 16.0);
            if (tolerance < Tightest) return null;
            if (run.Run(tolerance, 1, landed, method).Failed > 0) continue;
            var errors = Errors.Between(workload, run.Outputs, reference);
            if (errors.NoWorseThan(goal)) return new Setting(run.Run(tolerance, Repetitions, landed, method), errors, method, landed);
        }
    }

    private static void Row(string name, double tolerance, double seconds, double steps, Errors e, string share) =>
        Console.WriteLine($"| {name} | {tolerance:0.0e0} | {1e3 * seconds:G4} | {1 / seconds:F0} | {(double.IsNaN(steps) ? "" : $"{steps:F0}")} | {e.ObservedMedian:0.0e0} | {e.Observed99:0.0e0} | {e.Median:0.0e0} | {e.P99:0.0e0} | {share} |");
}
