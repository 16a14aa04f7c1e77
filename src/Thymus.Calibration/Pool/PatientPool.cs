using System.Collections.Immutable;
using Thymus.Populations;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>The patients of one trial, simulated around one set of values after another, and how likely each would be around any.</summary>
/// <remarks>
/// All rounds count: a patient's weight is its density around the values asked for over the mean of its densities in all rounds (adaptive multiple importance
/// sampling, Cornuet, Marin, Mira and Robert 2012, 10.1111/j.1467-9469.2011.00756.x). The density of the enrolled around some values is that of the drawn over the
/// share that was enrolled there; around those asked for that share is left out, since weights are relative.
/// </remarks>
internal sealed class PatientPool(PreparedTrial trial, CalibrationSpecification specification, LocationShift shift, int[] own)
{
    /// <summary>Below so many effective patients an arm's numbers are noise.</summary>
    public const double Fewest = 200;

    /// <summary>Values that each round was simulated with (own parameters, on their scales), and the logarithm of patients over the share enrolled.</summary>
    private readonly List<(double[] Centre, double LogFactor)> _rounds = [];

    private readonly List<(PooledPatient Patient, int Round)>[] _arms = [.. trial.Trial.Arms.Select(_ => new List<(PooledPatient, int)>())];

    /// <summary>Logarithm of Σ over rounds of factor × density, relative to the patient's own round.</summary>
    private double[][] _mixtures = [];

    public int Rounds => _rounds.Count;

    /// <summary>Of all values, those that weights of this trial's patients depend on.</summary>
    public ReadOnlySpan<int> Own => own;

    public ImmutableArray<PooledPatient> Arm(int arm) => [.. _arms[arm].Select(p => p.Patient)];

    /// <summary>Simulates one round more.</summary>
    /// <param name="values">Of all parameters of the calibration, on their scales.</param>
    public void Simulate(double[] values, int threads, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var options = new RunOptions
        {
            PatientsPerArm = specification.Pool!.Patients, Seed = specification.Seed, Replicate = (uint)_rounds.Count, Threads = threads, Progress = progress,
            Parameters = Enumerable.Range(0, values.Length).Where(k => trial.Model.ParameterIndex(specification.Parameters[k].Name) >= 0)
                .ToDictionary(k => specification.Parameters[k].Name, k => specification.Parameters[k].FromScale(values[k]), StringComparer.Ordinal),
        };
        var draws = new CohortDraws(trial.Cohort, specification.Seed, options.Replicate);
        var round = _rounds.Count;
        var result = TrialRunner.Run(trial, options, Keep, cancellation);
        cancellation.ThrowIfCancellationRequested();
        _rounds.Add(([.. own.Select(k => values[k])], -Math.Log((double)result.Screening.Accepted / result.Screening.Drawn)));
        _mixtures = [.. _arms.Select(Mixtures)];

        void Keep(PatientOutcome outcome)
        {
            if (outcome.Subject.Status != "ok") return;
            draws.Draw(outcome.Candidate);
            _arms[outcome.Subject.ArmIndex].Add((PooledPatient.Of(outcome, draws.Scores), round));
        }
    }

    /// <summary>Weights of an arm's patients at other values; the largest is 1, unless none can be.</summary>
    public double[] Weights(int arm, double[] values)
    {
        var patients = _arms[arm];
        var weights = new double[patients.Count];
        if (weights.Length == 0) return weights;
        double[] to = [.. own.Select(k => values[k])];
        double[][] shifts = [.. _rounds.Select(r => ShiftTo(r.Centre, to))];
        var moved = new double[patients[0].Patient.Scores.Length];
        var most = double.NegativeInfinity;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = shift.LogRatio(patients[i].Patient.Scores.AsSpan(), shifts[patients[i].Round], moved) - _mixtures[arm][i];
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

    private double[] Mixtures(List<(PooledPatient Patient, int Round)> patients)
    {
        if (patients.Count == 0) return [];
        var moved = new double[patients[0].Patient.Scores.Length];
        var mixtures = new double[patients.Count];
        double[][][] shifts = [.. _rounds.Select(from => _rounds.Select(to => ShiftTo(from.Centre, to.Centre)).ToArray())];
        for (var i = 0; i < mixtures.Length; i++)
        {
            var (patient, at) = patients[i];
            var sum = 0.0;
            // Around its own round the ratio is 1, so the sum is never 0.
            for (var to = 0; to < _rounds.Count; to++) sum += Math.Exp(_rounds[to].LogFactor + shift.LogRatio(patient.Scores.AsSpan(), shifts[at][to], moved));
            mixtures[i] = Math.Log(sum);
        }
        return mixtures;
    }

    private static double[] ShiftTo(double[] from, double[] to) => [.. from.Select((f, k) => f - to[k])];
}
