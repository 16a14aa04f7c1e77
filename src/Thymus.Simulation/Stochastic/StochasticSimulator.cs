using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Thymus.Modeling;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Runs a model many times as a jump process of counts, and sums the runs up.</summary>
/// <remarks>
/// The model is compiled with <see cref="CompileOptions.Stochastic"/>. Run i is a function of the seed and i; runs are summed up in blocks of
/// fixed size, in order, so a result has the same bits for any number of threads.
/// </remarks>
public static class StochasticSimulator
{
    /// <summary>Runs of a block, which one thread does in order.</summary>
    private const int Block = 32;

    /// <summary>Every fault of the settings against the model.</summary>
    public static DiagnosticBag Check(CompiledModel model, StochasticSettings settings, string file)
    {
        var observables = Observables(model, settings);
        var diagnostics = Simulator.Check(model, new SimulationSettings
        {
            Times = settings.Times,
            Observables = [.. observables.Select(o => o.Observable)],
            Parameters = settings.Parameters,
        }, file);
        if (settings.Runs < 1) diagnostics.Error("TC0207", SourceSpan.WholeFile(file), $"{settings.Runs} runs are asked for.", "Ask for one or more.");
        if (!(settings.LeapTolerance is > 0 and < 1))
            diagnostics.Error("TC0208", SourceSpan.WholeFile(file), $"The tolerance of a leap is {settings.LeapTolerance:R}.", "Give a number between 0 and 1; 0.03 is usual.");
        return diagnostics;
    }

    /// <param name="model">Compiled with <see cref="CompileOptions.Stochastic"/>.</param>
    /// <param name="each">Told every run, in order.</param>
    /// <param name="progress">Told how many runs are done.</param>
    /// <exception cref="ArgumentException">The settings have a fault; <see cref="Check"/> tells all of them beforehand.</exception>
    /// <exception cref="OperationCanceledException">Between two blocks of runs.</exception>
    public static StochasticSummary Run(
        CompiledModel model, StochasticSettings settings, Action<StochasticRun>? each = null, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        if (model.Program.Stochastic is null) throw new ArgumentException("The model was compiled without CompileOptions.Stochastic.", nameof(model));
        var faults = Check(model, settings, "settings");
        if (faults.HasErrors) throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(settings));

        var columns = Observables(model, settings);
        var threads = settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount;
        var summary = new StochasticSummary([.. columns.Select(c => c.Name)], settings.Times);
        using var walkers = new Walkers(() => new Walker(model, settings, columns));
        for (var first = 0; first < settings.Runs; first += threads * Block)
        {
            var blocks = new StochasticRun[Math.Min(threads, (settings.Runs - first + Block - 1) / Block)][];
            try
            {
                Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, b =>
                {
                    var from = first + b * Block;
                    blocks[b] = walkers.Use(walker => walker.Runs(from, Math.Min(Block, settings.Runs - from)));
                });
            }
            catch (AggregateException many)
            {
                // A caller expects the fault itself, not the wrapping of threads that it does not see.
                ExceptionDispatchInfo.Throw(many.InnerExceptions[0]);
            }
            foreach (var run in blocks.SelectMany(b => b))
            {
                summary.Add(run);
                each?.Invoke(run);
            }
            progress?.Invoke(Math.Min(settings.Runs, first + threads * Block));
        }
        return summary;
    }

    /// <summary>Headings of the columns that the settings ask for.</summary>
    public static ImmutableArray<string> ColumnsOf(CompiledModel model, StochasticSettings settings) => [.. Observables(model, settings).Select(c => c.Name)];

    /// <summary>The columns: what was asked for, else everything that can differ between two runs.</summary>
    private static ImmutableArray<Column> Observables(CompiledModel model, StochasticSettings settings)
    {
        if (!settings.Observables.IsDefaultOrEmpty) return [.. settings.Observables.Select(Column.Of)];
        var changing = model.Definition.Rules.OfType<AssignmentRule>().Select(r => r.Variable)
            .Concat(model.StateNames).Concat(model.Events.SelectMany(e => e.Targets).Select(t => t.Symbol)).ToHashSet(StringComparer.Ordinal);
        return [.. model.ObservableNames.Where(changing.Contains).Select(Column.Of)];
    }

    private readonly record struct Column(string Name, string Observable, bool IsLogarithm)
    {
        public static Column Of(string name) => name.StartsWith("ln(", StringComparison.Ordinal) && name.EndsWith(')')
            ? new Column(name, name[3..^1], true)
            : new Column(name, name, false);
    }

    /// <summary>What one thread needs to walk.</summary>
    private sealed class Walker(CompiledModel model, StochasticSettings settings, ImmutableArray<Column> columns) : IDisposable
    {
        private readonly RootProbe _probe = new(model);
        private readonly int[] _rows = [.. columns.Select(c => model.ObservableIndex(c.Observable))];
        private StochasticWalk? _walk;

        public StochasticRun[] Runs(int from, int count)
        {
            _walk ??= new StochasticWalk(model, settings, _probe);
            var runs = new StochasticRun[count];
            for (var i = 0; i < count; i++) runs[i] = Run(_walk, from + i);
            return runs;
        }

        private StochasticRun Run(StochasticWalk walk, int number)
        {
            var values = new double[settings.Times.Length * _rows.Length];
            walk.Begin(number);
            var reached = 0;
            while (reached < settings.Times.Length && walk.GoTo(settings.Times[reached]))
            {
                for (var c = 0; c < _rows.Length; c++)
                {
                    var value = model.Observe(_rows[c], walk.Now, walk.State, walk.Parameters);
                    values[reached * _rows.Length + c] = columns[c].IsLogarithm ? Numerics.LaneMath.Log(value) : value;
                }
                reached++;
            }
            return new StochasticRun(number, values, reached, reached == settings.Times.Length ? IntegrationStatus.Completed : walk.Status, walk.Reason);
        }

        public void Dispose() => _probe.Dispose();
    }

    /// <summary>Walkers that wait for work; as many as threads ever worked at once.</summary>
    private sealed class Walkers(Func<Walker> create) : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<Walker> _idle = [];

        public T Use<T>(Func<Walker, T> work)
        {
            if (!_idle.TryTake(out var walker)) walker = create();
            var result = work(walker);
            _idle.Add(walker);
            return result;
        }

        public void Dispose()
        {
            foreach (var walker in _idle) walker.Dispose();
        }
    }
}
