using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Where a calibration by weights stands.</summary>
/// <param name="Effective">Least effective number of patients of an arm at the values found.</param>
/// <param name="Distance">Longest way of a value from where the pool was simulated, in its standard errors.</param>
public sealed record PoolRound(int Round, double ChiSquared, ImmutableArray<double> Values, double Effective, double Distance, double Tau);

/// <summary>
/// Fits typical values so that published numbers are met, by weighting patients instead of simulating them anew: each round simulates one pool around the values
/// at hand and searches among the weights for better ones.
/// </summary>
/// <remarks>
/// A patient is kept with the values it was drawn with and counts as much as it is likelier elsewhere (<see cref="LocationShift"/>). Patients have no weight of
/// their own: all weights follow from the few values that are fitted. All rounds count in the end.
/// </remarks>
public sealed class PoolCalibrator
{
    /// <summary>A round that moves no value by more of its standard error is the last: the error of the values is that of the published numbers, not of the search.</summary>
    private const double Settled = 0.5;

    /// <summary>Of all patients simulated, so many must go on counting where the search goes. Where few do, their chance differences look like a better fit, and a search that may go
    /// there goes there: it wandered by 2 to 3 standard errors a round when only an absolute number was asked for.</summary>
    private const double KeptShare = 0.5;

    /// <summary>A fold moves farther than a round, and no round follows that would be simulated there.</summary>
    private const double KeptShareOfFold = 0.25;

    /// <summary>A search that ends with hardly more patients than it must leave was stopped by them.</summary>
    private const double AtFloor = 1.01;

    private (ImmutableArray<PatientPool> Pools, PooledTargets Targets, LeastSquaresResult Fit, double Tau)? _found;

    private readonly CalibrationSpecification _specification;
    private readonly ImmutableArray<PreparedTrial> _trials;
    private readonly ImmutableArray<int[]> _own;
    private readonly ImmutableArray<LocationShift> _shifts;
    private readonly TrialValues _values;

    private PoolCalibrator(CalibrationSpecification specification, ImmutableArray<PreparedTrial> trials, ImmutableArray<int[]> own, ImmutableArray<LocationShift> shifts) =>
        (_specification, _trials, _own, _shifts, _values) = (specification, trials, own, shifts, new TrialValues(specification));

    /// <summary>Null after an error: a parameter has no spread in some trial's population.</summary>
    internal static PoolCalibrator? Prepare(CalibrationSpecification specification, ImmutableArray<PreparedTrial> trials, DiagnosticBag diagnostics)
    {
        var own = trials.Select(t => specification.Parameters.Select((p, i) => (p, i))
            .Where(p => t.Model.ParameterIndex(p.p.Name) >= 0 && (p.p.OnlyIn.IsEmpty || p.p.OnlyIn.Contains(t.Trial.File))).Select(p => p.i).ToArray()).ToImmutableArray();
        LocationShift?[] shifts =
        [
            .. trials.Select((t, s) => LocationShift.Of(
                t.Cohort, [.. own[s].Select(k => specification.Parameters[k].Spread!)], [.. own[s].Select(k => specification.Parameters[k].Span)], diagnostics)),
        ];
        return shifts.Contains(null) ? null : new PoolCalibrator(specification, trials, own, [.. shifts.OfType<LocationShift>()]);
    }

    /// <param name="progress">Told after each round.</param>
    /// <param name="simulating">Told of patients while a pool is simulated: round, finished, all.</param>
    /// <returns>Null after a fault: weights cannot give a target.</returns>
    public CalibrationResult? Fit(int threads, DiagnosticBag diagnostics, Action<PoolRound>? progress = null, Action<int, long, long>? simulating = null, CancellationToken cancellation = default)
    {
        var settings = _specification.Pool!;
        var parameters = _specification.Parameters;
        double[] x = [.. parameters.Select(p => p.ToScale(p.Start)), .. new double[_values.Effects]];
        var tau = _specification.Between?.PriorScale ?? 0;
        var pools = NewPools();
        for (var round = 1; ; round++)
        {
            var centre = _values.Of(x);
            Simulate(pools, centre, round, threads, simulating, cancellation);
            if (PooledTargets.Of(_specification, _trials, pools, diagnostics) is not { } targets) return null;
            var fitter = FitterOf(_specification, targets, centre, diagnostics);
            if (diagnostics.HasErrors) return null;
            var floor = Math.Max(settings.Effective, KeptShare * settings.Patients * round);
            var (fit, found) = fitter.Search(x, tau, floor);
            cancellation.ThrowIfCancellationRequested();
            double[] to = [.. fit.Parameters];
            var effective = targets.At(_values.Of(to)).Effective;
            var distance = Enumerable.Range(0, to.Length).Max(i => Math.Abs(to[i] - x[i]) / Spread(fit, i));
            progress?.Invoke(new PoolRound(round, fit.Cost, [.. parameters.Select((p, i) => p.FromScale(to[i]))], effective, distance, found));
            var settled = round > 1 && distance < Settled && effective > AtFloor * floor;
            if (settled || round == settings.Rounds)
            {
                _found = (pools, targets, fit, found);
                return Describe(_specification, targets, fit, found, round, effective, settled ? SearchEnd.Settled : SearchEnd.RoundsRanOut);
            }
            (x, tau) = (to, found);
        }
    }

    /// <summary>The fit to all numbers but those of a study, with the pool that <see cref="Fit"/> left: its patients stay, and are weighted anew.</summary>
    /// <returns>The calibration without the study, and what it found; it has not settled where too few patients stopped it. Null where no
    /// target, or no other target, is of the study.</returns>
    /// <exception cref="InvalidOperationException"><see cref="Fit"/> has not been called.</exception>
    public (CalibrationSpecification Fold, CalibrationResult Result)? LeaveOut(string study, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (pools, _, whole, tau) = _found ?? throw new InvalidOperationException("There is no fit to leave a study out of.");
        var kept = _specification.Targets.RemoveAll(t => t.Published.Row.Arms.Studies.Contains(study));
        if (kept.Length == 0 || kept.Length == _specification.Targets.Length) return null;
        var fold = _specification with { Targets = kept, LeftOut = study };
        var targets = PooledTargets.Of(fold, _trials, pools, new DiagnosticBag())!;
        var fitter = FitterOf(fold, targets, _values.Of([.. whole.Parameters]), new DiagnosticBag());
        var floor = Math.Max(PatientPool.Fewest, KeptShareOfFold * fold.Pool!.Patients * pools[0].Rounds);
        var (fit, found) = fitter.Search([.. whole.Parameters], tau, floor);
        var effective = targets.At(_values.Of([.. fit.Parameters])).Effective;
        return (fold, Describe(fold, targets, fit, found, pools[0].Rounds, effective,
            effective > AtFloor * floor ? SearchEnd.Settled : SearchEnd.TooFewPatients));
    }

    /// <summary>Fits synthetic data sets of the published sizes with the pool that the fit left.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Fit"/> has not been called.</exception>
    public ImmutableArray<RecoveredParameter> Recover(int sets, int threads, Action<int>? finished = null, CancellationToken cancellation = default)
    {
        var (_, targets, fit, tau) = _found ?? throw new InvalidOperationException("There is no fit to recover.");
        var sizes = _trials.Select(t => t.Trial.Arms.Select(a => a.Patients).ToImmutableArray()).ToImmutableArray();
        return new Recovery(_specification, targets.At, (scaled, chance) => targets.Resampled(scaled, sizes, chance), fit, tau).Run(sets, threads, finished, cancellation);
    }

    /// <summary>The targets' numbers from one pool simulated at <paramref name="centre"/> and weighted to other values.</summary>
    internal (double[] Numbers, double Effective) Numbers(double[] centre, double[] to, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        IReadOnlyList<double[]> Scaled(double[] values) => [.. _trials.Select(_ => _specification.Parameters.Select((p, i) => p.ToScale(values[i])).ToArray())];
        var pools = NewPools();
        Simulate(pools, Scaled(centre), 1, 0, null, cancellation);
        return PooledTargets.Of(_specification, _trials, pools, diagnostics)!.At(Scaled(to));
    }

    private static PoolFit FitterOf(CalibrationSpecification specification, PooledTargets targets, IReadOnlyList<double[]> centre, DiagnosticBag diagnostics)
    {
        double[] published = [.. specification.Targets.Select(t => t.Published.Scaled)];
        var start = targets.At(centre).Numbers;
        var monteCarlo = targets.MonteCarloErrors(centre);
        Calibrator.ReportUnknown(specification, [.. start.Select((n, t) => new SimulatedNumber(n, monteCarlo[t]))], diagnostics);
        double[] errors = [.. specification.Targets.Select((t, i) => Combined(t.Published, start[i], monteCarlo[i]))];
        return new PoolFit(specification, targets.At, published, errors, scaled => Calibrator.PriorResiduals(specification.Parameters, scaled));
    }

    private ImmutableArray<PatientPool> NewPools() => [.. _trials.Select((t, s) => new PatientPool(t, _specification, _shifts[s], _own[s]))];

    private void Simulate(ImmutableArray<PatientPool> pools, IReadOnlyList<double[]> centre, int round, int threads, Action<int, long, long>? simulating, CancellationToken cancellation)
    {
        var all = _trials.Sum(t => (long)t.Trial.Arms.Length * _specification.Pool!.Patients);
        var before = 0L;
        for (var s = 0; s < _trials.Length; s++)
        {
            var done = before;
            var progress = simulating is null ? null : new ProgressRelay(p => simulating(round, done + p.Finished, all));
            pools[s].Simulate(centre[s], threads, progress, cancellation);
            before += (long)_trials[s].Trial.Arms.Length * _specification.Pool!.Patients;
        }
    }

    private CalibrationResult Describe(CalibrationSpecification specification, PooledTargets targets, LeastSquaresResult fit, double tau, int rounds, double effective, SearchEnd end)
    {
        var at = _values.Of([.. fit.Parameters]);
        var numbers = targets.At(at).Numbers;
        var monteCarlo = targets.MonteCarloErrors(at);
        var parameters = _specification.Parameters;
        return new CalibrationResult(
            [.. parameters.Select((p, i) => Calibrator.Describe(p, fit, i, p.FromScale(fit.Parameters[i]), p.ToScale(p.Lower), p.ToScale(p.Upper)))],
            Calibrator.TargetResiduals(specification, [.. numbers.Select((n, t) => new SimulatedNumber(n, monteCarlo[t]))]), fit.Cost, rounds, end)
        {
            Correlation = Calibrator.CorrelationOf(fit.Covariance, parameters.Length),
            Effective = effective,
            Between = _specification.Between is not { } between ? null : new TrialEffects(between.Parameters, tau,
                [.. _trials.Select((t, s) => (t.Trial.Study.Id, fit.Parameters[parameters.Length + s], Math.Sqrt(fit.Covariance[parameters.Length + s, parameters.Length + s])))]),
        };
    }

    /// <summary>On the scale that the target is compared on.</summary>
    private static double Combined(PublishedNumber published, double simulated, double monteCarlo)
    {
        var own = published.IsRatio ? monteCarlo / simulated : monteCarlo;
        return Math.Sqrt(published.StandardError * published.StandardError + own * own);
    }

    private static double Spread(LeastSquaresResult fit, int i) =>
        double.IsFinite(fit.Covariance[i, i]) && fit.Covariance[i, i] > 0 ? Math.Sqrt(fit.Covariance[i, i]) : 1;
}
