using System.Collections.Immutable;
using Thymus.Populations;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>The patients of one trial, simulated once around some values, and how likely each would be around others.</summary>
internal sealed class PatientPool
{
    private readonly LocationShift _shift;

    /// <summary>Which of the calibration's parameters the trial's model has.</summary>
    private readonly int[] _own;

    private readonly double[] _centre;

    private PatientPool(LocationShift shift, int[] own, double[] centre, ImmutableArray<ImmutableArray<PooledPatient>> arms) =>
        (_shift, _own, _centre, Arms) = (shift, own, centre, arms);

    public ImmutableArray<ImmutableArray<PooledPatient>> Arms { get; }

    /// <param name="centre">Values of all parameters of the calibration, on their scales, that the patients are simulated with.</param>
    /// <param name="own">Positions of those that the trial's model has.</param>
    public static PatientPool Simulate(
        PreparedTrial trial, CalibrationSpecification specification, LocationShift shift, int[] own, double[] centre, int threads,
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var options = new RunOptions
        {
            PatientsPerArm = specification.Pool!.Patients, Seed = specification.Seed, Threads = threads, Progress = progress,
            Parameters = own.ToDictionary(k => specification.Parameters[k].Name, k => specification.Parameters[k].FromScale(centre[k]), StringComparer.Ordinal),
        };
        var draws = new CohortDraws(trial.Cohort, specification.Seed, options.Replicate);
        var arms = trial.Trial.Arms.Select(_ => ImmutableArray.CreateBuilder<PooledPatient>()).ToArray();
        TrialRunner.Run(trial, options, Keep, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new PatientPool(shift, own, centre, [.. arms.Select(a => a.ToImmutable())]);

        void Keep(PatientOutcome outcome)
        {
            if (outcome.Subject.Status != "ok") return;
            draws.Draw(outcome.Candidate);
            arms[outcome.Subject.ArmIndex].Add(PooledPatient.Of(outcome, draws.Scores));
        }
    }

    /// <summary>Weights of an arm's patients at other values; the largest is 1, unless none can be.</summary>
    public double[] Weights(int arm, double[] scaled)
    {
        Span<double> shifts = stackalloc double[_own.Length];
        for (var k = 0; k < shifts.Length; k++) shifts[k] = _centre[_own[k]] - scaled[_own[k]];
        var patients = Arms[arm];
        var weights = new double[patients.Length];
        var moved = new double[patients.IsEmpty ? 0 : patients[0].Scores.Length];
        var most = double.NegativeInfinity;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = _shift.LogRatio(patients[i].Scores.AsSpan(), shifts, moved);
            most = Math.Max(most, weights[i]);
        }
        for (var i = 0; i < weights.Length; i++) weights[i] = double.IsNegativeInfinity(weights[i]) ? 0 : Math.Exp(weights[i] - most);
        return weights;
    }

    /// <summary>(Σw)²/Σw²: so many patients of equal weight would tell as much (Kish 1965).</summary>
    public static double Effective(double[] weights)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var w in weights)
        {
            sum += w;
            squares += w * w;
        }
        return squares > 0 ? sum * sum / squares : 0;
    }
}
