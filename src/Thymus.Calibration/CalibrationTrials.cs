using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>The trials of a calibration, compiled once, run as often as the search asks.</summary>
public sealed class CalibrationTrials : IDisposable
{
    private readonly CalibrationSpecification _specification;
    private readonly ImmutableArray<PreparedTrial> _trials;

    private CalibrationTrials(CalibrationSpecification specification, ImmutableArray<PreparedTrial> trials) =>
        (_specification, _trials) = (specification, trials);

    /// <summary>Reads and compiles every trial and checks names against them; null after an error.</summary>
    public static CalibrationTrials? Prepare(CalibrationSpecification specification, DiagnosticBag diagnostics)
    {
        var trials = ImmutableArray.CreateBuilder<PreparedTrial>();
        foreach (var trial in specification.Trials)
        {
            // What this calibration found before must not be needed to run it again.
            var held = specification.Frozen is { } frozen ? Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(trial.File))!, Path.GetFullPath(frozen)) : "none";
            var set = trial.Set.SetItem("model.fitted", held);
            foreach (var (name, value) in specification.Structure?.Values ?? []) set = set.SetItem(name, value.ToString("R", CultureInfo.InvariantCulture));
            var read = TrialSpecification.Read(trial.File, set);
            diagnostics.Add(read.Diagnostics);
            if (read.Trial is not null && PreparedTrial.Prepare(read.Trial, diagnostics) is { } prepared) trials.Add(prepared);
        }
        if (!diagnostics.HasErrors) CheckNames(specification, trials.ToImmutable(), diagnostics);
        if (!diagnostics.HasErrors) return new CalibrationTrials(specification, trials.ToImmutable());
        foreach (var trial in trials) trial.Dispose();
        return null;
    }

    /// <summary>The targets' simulated numbers at these values, averaged over the replicates.</summary>
    public ImmutableArray<SimulatedNumber> Simulate(ImmutableArray<double> values, int threads, CancellationToken cancellation)
    {
        var parameters = _specification.Parameters.Select((p, i) => (p.Name, Value: values[i])).ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        var sums = new double[_specification.Targets.Length];
        var variances = new double[sums.Length];
        for (var replicate = 0; replicate < _specification.Replicates; replicate++)
        {
            var summaries = _trials.Select(trial => Summarise(trial, parameters, (uint)replicate, threads, cancellation)).ToArray();
            for (var t = 0; t < sums.Length; t++)
            {
                var target = _specification.Targets[t];
                var (value, error) = Find(summaries[target.Trial], target);
                sums[t] += value;
                variances[t] += error * error;
            }
        }
        var n = _specification.Replicates;
        return [.. sums.Select((s, t) => new SimulatedNumber(s / n, Math.Sqrt(variances[t]) / n))];
    }

    /// <summary>The calibration by weights over these trials; null after an error.</summary>
    public PoolCalibrator? Pool(DiagnosticBag diagnostics) => PoolCalibrator.Prepare(_specification, _trials, diagnostics);

    /// <summary>Values, fitted or held, that the model of some trial does not have: of one tumour or product, where others are fitted beside it. Where a study is left out, whose model
    /// is not here, all of them.</summary>
    public IReadOnlySet<string> NotInAll => _specification.FrozenValues.Select(v => v.Name).Concat(_specification.Structure?.Values.Select(v => v.Name) ?? []).Concat(_specification.Parameters.Select(p => p.Name))
        .Where(n => _specification.LeftOut is not null || _trials.Any(t => t.Model.ParameterIndex(n) < 0)).ToHashSet(StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (var trial in _trials) trial.Dispose();
    }

    private TrialSummary Summarise(PreparedTrial trial, Dictionary<string, double> parameters, uint replicate, int threads, CancellationToken cancellation)
    {
        var options = new RunOptions
        {
            PatientsPerArm = _specification.Patients, Seed = _specification.Seed, Replicate = replicate, Threads = threads,
            Parameters = parameters.Where(p => trial.Model.ParameterIndex(p.Key) >= 0).ToDictionary(StringComparer.Ordinal),
        };
        var summariser = new TrialSummariser(trial, options);
        var result = TrialRunner.Run(trial, options, summariser.Add, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return summariser.Summarise(result.Screening);
    }

    private static (double Value, double Error) Find(TrialSummary summary, CalibrationTarget target)
    {
        if (target.Reference is null)
        {
            var endpoint = summary.Arms.First(a => a.Id == target.Arm).Endpoints.First(e => e.Id == target.Endpoint);
            return (endpoint.Estimate, endpoint.MonteCarloError);
        }
        var contrast = summary.Contrasts.First(c => c.Id == target.Endpoint && c.Arm == target.Arm && c.Reference == target.Reference);
        return (contrast.Estimate, contrast.MonteCarloError);
    }

    private static void CheckNames(CalibrationSpecification specification, ImmutableArray<PreparedTrial> trials, DiagnosticBag diagnostics)
    {
        foreach (var target in specification.Targets)
        {
            var arms = trials[target.Trial].Trial.Arms.Select(a => a.Id).ToList();
            foreach (var arm in new[] { target.Arm, target.Reference }.OfType<string>().Where(a => !arms.Contains(a)))
                diagnostics.Error("TE0201", target.Span, $"The trial has no arm '{arm}'.", Advice.DidYouMean(arm, "arms", arms));
        }
        // Where a study is left out, nobody may be left who has a parameter: it stands at its prior.
        if (specification.LeftOut is not null) return;
        foreach (var parameter in specification.Parameters)
            if (trials.All(t => t.Model.ParameterIndex(parameter.Name) < 0))
                diagnostics.Error("TE0202", parameter.Span, $"No trial's model has a parameter '{parameter.Name}' to fit.",
                    Advice.DidYouMean(parameter.Name, "parameters", [.. trials.SelectMany(t => t.Model.ParameterNames).Distinct(StringComparer.Ordinal)]));
    }
}
