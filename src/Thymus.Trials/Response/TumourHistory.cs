using System.Collections.Immutable;
using System.Globalization;

namespace Thymus.Trials;

/// <summary>
/// What the scans of one patient have shown so far: rows of ADTR and ADRS, and what decisions and endpoints need of them.
/// </summary>
internal sealed class TumourHistory(ImmutableArray<LesionMap> lesions, RecistRules recist, double newLesionSize, Scanner scanner)
{
    /// <param name="phase">Begins the purposes of the random numbers; empty in the trial itself.</param>
    public TumourHistory(TrialSpecification trial, Candidate candidate, string phase = "")
        : this(
            trial.Map.Lesions, trial.Recist, trial.Measurement.NewLesion, candidate.NewScanner(trial.Measurement, trial.Map.Lesions, phase))
    {
    }

    private readonly LesionRole[] _roles = new LesionRole[lesions.Length];
    private readonly double[] _baseline = new double[lesions.Length];
    private readonly double[] _nadir = new double[lesions.Length];
    private readonly bool[] _isNew = new bool[lesions.Length];
    private readonly double[] _measured = new double[lesions.Length];
    private readonly List<TimePointResponse> _points = [];
    private readonly ImmutableArray<TumourMeasurement>.Builder _measurements = ImmutableArray.CreateBuilder<TumourMeasurement>();
    private readonly ImmutableArray<ResponseAssessment>.Builder _responses = ImmutableArray.CreateBuilder<ResponseAssessment>();
    private double _targetBaseline = double.NaN;
    private double _targetNadir = double.NaN;
    private double _nonTargetNadir = double.NaN;

    /// <summary>The visits after baseline.</summary>
    public ReadOnlySpan<TimePointResponse> Points => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_points);

    /// <summary>The visits up to and including a day: what came before new treatment, which the best response is taken from.</summary>
    public ReadOnlySpan<TimePointResponse> PointsUntil(double day)
    {
        var count = _points.Count;
        while (count > 0 && _points[count - 1].Day > day) count--;
        return Points[..count];
    }

    public ImmutableArray<TumourMeasurement> Measurements => _measurements.ToImmutable();

    public ImmutableArray<ResponseAssessment> Responses => _responses.ToImmutable();

    /// <summary>The last visit after baseline; there was one.</summary>
    public ResponseAssessment LastResponse => _responses[^1];

    /// <summary>Day of the first scan with progression; NaN before.</summary>
    public double ProgressionDay { get; private set; } = double.NaN;

    /// <summary>Last day on which a scan could be evaluated; 0 where only the baseline was.</summary>
    public double LastEvaluableDay { get; private set; }

    public bool IsMeasurable => _roles.Contains(LesionRole.Target);

    /// <summary>Reads the scan of day 0 and chooses the target lesions from it.</summary>
    public void Baseline(ReadOnlySpan<double> diameters)
    {
        // Before targets are chosen, the reader's error is that of the lesions that would be, by their true size.
        TargetSelection.Choose(lesions, diameters, recist, _roles);
        scanner.Read(diameters, _roles, 0, _measured);
        TargetSelection.Choose(lesions, _measured, recist, _roles);
        _measured.CopyTo(_baseline, 0);
        _measured.CopyTo(_nadir, 0);
        _targetBaseline = _targetNadir = Sum(LesionRole.Target, _measured);
        _nonTargetNadir = Sum(LesionRole.NonTarget, _measured);
        WriteMeasurements("BASELINE", 0, diameters, atBaseline: true);
    }

    /// <summary>Reads the scan of a visit.</summary>
    /// <param name="newLesionOnset">True where the hazard of new lesions has struck since baseline.</param>
    public void Scan(double scheduledDay, double day, ReadOnlySpan<double> diameters, bool newLesionOnset)
    {
        scanner.Read(diameters, _roles, scheduledDay, _measured);
        var newLesion = newLesionOnset;
        for (var i = 0; i < _roles.Length; i++)
        {
            if (_roles[i] is not (LesionRole.Occult or LesionRole.Normal)) continue;
            _isNew[i] |= _measured[i] >= newLesionSize;
            newLesion |= _isNew[i] && _measured[i] > 0;
        }
        Response? target = Has(LesionRole.Target)
            ? Recist.Target(Readings(LesionRole.Target), _targetBaseline, _targetNadir) : null;
        Response? nonTarget = Has(LesionRole.NonTarget)
            ? Recist.NonTarget(Readings(LesionRole.NonTarget), _nonTargetNadir, recist) : null;
        var overall = Recist.Overall(target, nonTarget, newLesion);
        var visit = VisitName(scheduledDay);
        WriteMeasurements(visit, day, diameters, atBaseline: false);
        _targetNadir = Math.Min(_targetNadir, Sum(LesionRole.Target, _measured));
        _nonTargetNadir = Math.Min(_nonTargetNadir, Sum(LesionRole.NonTarget, _measured));
        Add(new ResponseAssessment(visit, day, overall, target ?? Response.NotEvaluable, nonTarget, newLesion));
    }

    /// <summary>A scan that was due and not done.</summary>
    public void Miss(double scheduledDay) =>
        Add(new ResponseAssessment(
            VisitName(scheduledDay), scheduledDay, Response.NotEvaluable, Response.NotEvaluable, null, NewLesion: false));

    /// <summary>"WEEK 12", or "DAY 45" where the day is not a whole week.</summary>
    public static string VisitName(double scheduledDay)
    {
        var weeks = scheduledDay / 7;
        return Math.Abs(weeks - Math.Round(weeks)) < 1e-9
            ? "WEEK " + Math.Round(weeks).ToString("F0", CultureInfo.InvariantCulture)
            : "DAY " + scheduledDay.ToString("0.##", CultureInfo.InvariantCulture);
    }

    private void Add(ResponseAssessment assessment)
    {
        _responses.Add(assessment);
        _points.Add(new TimePointResponse(assessment.Day, assessment.Overall));
        if (assessment.Overall == Response.NotEvaluable) return;
        LastEvaluableDay = assessment.Day;
        if (assessment.Overall == Response.ProgressiveDisease && double.IsNaN(ProgressionDay)) ProgressionDay = assessment.Day;
    }

    private bool Has(LesionRole role) => Array.IndexOf(_roles, role) >= 0;

    private double Sum(LesionRole role, double[] values)
    {
        var sum = 0.0;
        for (var i = 0; i < _roles.Length; i++)
            if (_roles[i] == role) sum += values[i];
        return sum;
    }

    private LesionReading[] Readings(LesionRole role)
    {
        var readings = new List<LesionReading>();
        for (var i = 0; i < _roles.Length; i++)
            if (_roles[i] == role) readings.Add(new LesionReading(_measured[i], lesions[i].Node));
        return [.. readings];
    }

    private void WriteMeasurements(string visit, double day, ReadOnlySpan<double> diameters, bool atBaseline)
    {
        var trueSum = 0.0;
        for (var i = 0; i < _roles.Length; i++)
        {
            var kind = _roles[i] switch
            {
                LesionRole.Target => "target",
                LesionRole.NonTarget => "non-target",
                _ => _isNew[i] ? "new" : null,
            };
            if (_roles[i] == LesionRole.Target) trueSum += diameters[i];
            if (kind is null) continue;
            var known = !atBaseline && kind != "new";
            _measurements.Add(new TumourMeasurement(lesions[i].Id, kind, visit, day, _measured[i], diameters[i],
                known ? PercentChange(_measured[i], _baseline[i]) : double.NaN,
                known ? PercentChange(_measured[i], _nadir[i]) : double.NaN));
            _nadir[i] = Math.Min(_nadir[i], _measured[i]);
        }
        if (!IsMeasurable) return;
        var sum = Sum(LesionRole.Target, _measured);
        _measurements.Add(new TumourMeasurement("SUM", "sum", visit, day, sum, trueSum,
            atBaseline ? double.NaN : PercentChange(sum, _targetBaseline),
            atBaseline ? double.NaN : PercentChange(sum, _targetNadir)));
    }

    /// <summary>NaN from 0, where no percentage exists.</summary>
    private static double PercentChange(double value, double from) => from > 0 ? 100 * (value - from) / from : double.NaN;
}
