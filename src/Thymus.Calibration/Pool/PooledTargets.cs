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

    private PooledTargets(CalibrationSpecification specification, ImmutableArray<PatientPool> pools, ImmutableArray<(PooledNumber, int, int)> numbers, ImmutableArray<int> arms) =>
        (_specification, _pools, _numbers, _arms) = (specification, pools, numbers, arms);

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
                    "A calibration with 'pool:' takes shares (ORR, CR, …, findings), NAME.rate@TIME, NAME.median, NAME.rmst@TIME and NAME.hr; leave 'pool:' out for others.");
        }
        return diagnostics.HasErrors ? null : new PooledTargets(specification, pools, numbers.ToImmutable(), [.. trials.Select(t => t.Trial.Arms.Length)]);
    }

    /// <param name="scaled">For each trial, the values of all parameters on their scales.</param>
    /// <returns>The numbers of the targets, and the least effective number of patients of an arm that some target reads.</returns>
    public (double[] Numbers, double Effective) At(IReadOnlyList<double[]> scaled)
    {
        var weights = WeightsAt(scaled);
        return (Numbers(weights), weights.SelectMany(t => t).OfType<double[]>().Min(PatientPool.Effective));
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
        var read = _numbers.Select((n, t) => (_specification.Targets[t].Trial, n.Arm, n.Reference)).SelectMany(n => new[] { (n.Trial, n.Arm), (n.Trial, Arm: n.Reference) }).Where(n => n.Arm >= 0).ToHashSet();
        var weights = _arms.Select(arms => new double[]?[arms]).ToArray();
        // Each arm's weights are its own, so that threads change no bit.
        Parallel.ForEach(read, r => weights[r.Trial][r.Arm] = _pools[r.Trial].Weights(r.Arm, scaled[r.Trial]));
        return weights;
    }

    private double[] Numbers(double[]?[][] weights) =>
        [.. _numbers.Select((n, t) => n.Number.At(weights[_specification.Targets[t].Trial][n.Arm], n.Reference < 0 ? [] : weights[_specification.Targets[t].Trial][n.Reference]))];

    private static int IndexOf(TrialSpecification trial, string arm) => trial.Arms.Select((a, i) => (a.Id, i)).First(a => a.Id == arm).i;
}
