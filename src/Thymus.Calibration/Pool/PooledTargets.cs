using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>All targets of a calibration as functions of the values that are fitted, from one pool of patients a trial.</summary>
internal sealed class PooledTargets
{
    /// <summary>Parts of an arm that the Monte Carlo error is taken from.</summary>
    private const int Parts = 20;

    private readonly CalibrationSpecification _specification;
    private readonly ImmutableArray<PatientPool> _pools;
    private readonly ImmutableArray<(PooledNumber Number, int Arm, int Reference)> _numbers;

    /// <summary>Arms of each trial.</summary>
    private readonly ImmutableArray<int> _arms;

    /// <summary>Arms that some target reads.</summary>
    private readonly ImmutableArray<(int Trial, int Arm)> _read;

    /// <summary>A derivative moves one value, and most trials do not know it.</summary>
    private readonly ImmutableArray<LastPlaces<(double[] Numbers, double Effective)>> _known;

    private PooledTargets(CalibrationSpecification specification, ImmutableArray<PatientPool> pools, ImmutableArray<(PooledNumber, int, int)> numbers, ImmutableArray<int> arms)
    {
        (_specification, _pools, _numbers, _arms, _known) = (specification, pools, numbers, arms, [.. pools.Select(_ => new LastPlaces<(double[], double)>())]);
        _read = [.. _numbers.SelectMany((n, t) => new[] { n.Arm, n.Reference }.Select(arm => (specification.Targets[t].Trial, Arm: arm))).Where(n => n.Arm >= 0).Distinct()];
    }

    /// <returns>Null after a fault: weights cannot give a target's number.</returns>
    public static PooledTargets? Of(CalibrationSpecification specification, ImmutableArray<PreparedTrial> trials, ImmutableArray<PatientPool> pools, DiagnosticBag diagnostics)
    {
        var numbers = ImmutableArray.CreateBuilder<(PooledNumber, int, int)>();
        foreach (var target in specification.Targets)
        {
            var (trial, pool) = (trials[target.Trial].Trial, pools[target.Trial]);
            var arm = IndexOf(trial, target.Arm);
            var reference = target.Reference is { } other ? IndexOf(trial, other) : -1;
            if (PooledNumber.Of(target.Endpoint, trial, pool.Arm(arm), reference < 0 ? null : pool.Arm(reference)) is { } number) numbers.Add((number, arm, reference));
            else
                diagnostics.Error("TE0206", target.Span, $"Weights cannot give '{target.Endpoint}' of '{target.Arm}'.",
                    "A calibration with 'pool:' takes shares (ORR, CR, …, findings), NAME.rate@TIME, NAME.median, NAME.rmst@TIME, NAME.incidence@TIME and NAME.hr; leave 'pool:' out for others.");
        }
        return diagnostics.HasErrors ? null : new PooledTargets(specification, pools, numbers.ToImmutable(), [.. trials.Select(t => t.Trial.Arms.Length)]);
    }

    /// <param name="scaled">For each trial, the values of all parameters on their scales.</param>
    /// <returns>The numbers of the targets, and the least effective number of patients of an arm that some target reads.</returns>
    public (double[] Numbers, double Effective) At(IReadOnlyList<double[]> scaled)
    {
        // Each trial's numbers are its own, so that threads change no bit.
        var found = new (double[] Numbers, double Effective)[_pools.Length];
        Parallel.For(0, found.Length, s => found[s] = TrialAt(s, scaled[s]));
        double[] numbers = [.. _numbers.Select((_, t) => found[_specification.Targets[t].Trial].Numbers[t])];
        return (numbers, found.Min(f => f.Effective));
    }

    /// <returns>Numbers of the trial's targets, in the places of all; a trial without any has no least number of patients.</returns>
    private (double[] Numbers, double Effective) TrialAt(int trial, double[] scaled)
    {
        var own = _pools[trial].Own;
        var place = new double[own.Length];
        for (var k = 0; k < place.Length; k++) place[k] = scaled[own[k]];
        if (_known[trial].TryFind(place, out var known)) return known;
        var weights = new double[]?[_arms[trial]];
        var effective = double.PositiveInfinity;
        foreach (var (read, arm) in _read.Where(r => r.Trial == trial))
        {
            weights[arm] = _pools[read].Weights(arm, scaled);
            effective = Math.Min(effective, PatientPool.Effective(weights[arm]!));
        }
        var numbers = new double[_numbers.Length];
        for (var t = 0; t < numbers.Length; t++)
            if (_specification.Targets[t].Trial == trial) numbers[t] = Number(t, weights);
        return _known[trial].Keep(place, (numbers, effective));
    }

    /// <summary>Standard errors of the numbers from the finite pool: each is estimated again from parts of its patients.</summary>
    public double[] MonteCarloErrors(IReadOnlyList<double[]> scaled)
    {
        var whole = WeightsAt(scaled);
        double[][] parts = [.. Enumerable.Range(0, Parts).Select(part => Numbers([.. whole.Select(t => t.Select(w => w?.Select((v, i) => i % Parts == part ? v : 0).ToArray()).ToArray())]))];
        return [.. _numbers.Select((_, t) => Error([.. parts.Select(p => IsRatio(t) ? Math.Log(p[t]) : p[t])], IsRatio(t) ? parts.Average(p => p[t]) : 1))];
    }

    /// <summary>The numbers that trials of stated sizes would have published, had these values made them: patients are drawn with their weights, with replacement.</summary>
    /// <param name="sizes">Patients of each arm of each trial.</param>
    /// <returns>Null where the pool does not reach these values, or a number is not there (a median that was not reached).</returns>
    public double[]? Resampled(IReadOnlyList<double[]> scaled, ImmutableArray<ImmutableArray<int>> sizes, Thymus.Numerics.RandomStream chance)
    {
        var weights = WeightsAt(scaled);
        if (weights.SelectMany(t => t).OfType<double[]>().Min(PatientPool.Effective) < PatientPool.Fewest) return null;
        var number = 0UL;
        for (var s = 0; s < weights.Length; s++)
            for (var arm = 0; arm < weights[s].Length; arm++)
                if (weights[s][arm] is { } w) weights[s][arm] = Drawn(w, sizes[s][arm]);
        var numbers = Numbers(weights);
        return numbers.All(double.IsFinite) ? numbers : null;

        double[] Drawn(double[] w, int patients)
        {
            var cumulative = new double[w.Length];
            var sum = 0.0;
            for (var i = 0; i < w.Length; i++) cumulative[i] = sum += w[i];
            var times = new double[w.Length];
            for (var i = 0; i < patients; i++)
            {
                var at = Array.BinarySearch(cumulative, chance.Uniform(number++) * sum);
                times[Math.Min(at < 0 ? ~at : at, w.Length - 1)]++;
            }
            return times;
        }
    }

    private bool IsRatio(int target) => _specification.Targets[target].Published.IsRatio;

    private static double Error(double[] values, double factor)
    {
        var known = values.Where(double.IsFinite).ToList();
        if (known.Count < Parts / 2) return double.NaN;
        var mean = known.Average();
        return factor * Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Count - 1.0) / known.Count);
    }

    private double[]?[][] WeightsAt(IReadOnlyList<double[]> scaled)
    {
        var weights = _arms.Select(arms => new double[]?[arms]).ToArray();
        // Each arm's weights are its own, so that threads change no bit.
        Parallel.ForEach(_read, r => weights[r.Trial][r.Arm] = _pools[r.Trial].Weights(r.Arm, scaled[r.Trial]));
        return weights;
    }

    private double[] Numbers(double[]?[][] weights) => [.. _numbers.Select((_, t) => Number(t, weights[_specification.Targets[t].Trial]))];

    private double Number(int target, double[]?[] weights)
    {
        var (number, arm, reference) = _numbers[target];
        return number.At(weights[arm], reference < 0 ? [] : weights[reference]);
    }

    private static int IndexOf(TrialSpecification trial, string arm) => trial.Arms.Select((a, i) => (a.Id, i)).First(a => a.Id == arm).i;
}
