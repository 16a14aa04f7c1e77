using Thymus.Statistics;

namespace Thymus.Reporting;

/// <summary>One arm as the figures need it.</summary>
internal sealed class ArmData(int index, string id, string label)
{
    public int Index { get; } = index;
    public string Id { get; } = id;
    public string Label { get; } = label;
    public string Colour => Palette.Arm(Index);

    /// <summary>All patients of the arm in the order of their numbers, the failed ones included.</summary>
    public List<PatientCourse> Patients { get; } = [];

    /// <summary>Times to event by PARAMCD, of the patients that were analysed.</summary>
    public Dictionary<string, EventTimes> Events { get; } = new(StringComparer.Ordinal);

    public IEnumerable<PatientCourse> Analysed => Patients.Where(patient => !patient.Failed);
}

/// <summary>Times in months and whether each was an event.</summary>
internal sealed class EventTimes
{
    private readonly List<double> _months = [];
    private readonly List<bool> _isEvent = [];
    private readonly List<bool> _isOther = [];
    private SurvivalCurve? _curve;

    public int Count => _months.Count;

    public int Events => _isEvent.Count(isEvent => isEvent);

    /// <summary>Patients in whom an event came first that competes with the one that is waited for.</summary>
    public int Others => _isOther.Count(isOther => isOther);

    public double Longest => _months.Count == 0 ? 0 : _months.Max();

    public void Add(double months, bool isEvent, bool isOther = false)
    {
        _months.Add(months);
        _isEvent.Add(isEvent);
        _isOther.Add(isOther);
    }

    /// <summary>Cumulative incidence of the event; time in months.</summary>
    public IncidenceCurve Incidence => CumulativeIncidence.Estimate([.. _months], [.. _isEvent], [.. _isOther]);

    /// <summary>That of all that competes with it.</summary>
    public IncidenceCurve Other => CumulativeIncidence.Estimate([.. _months], [.. _isOther], [.. _isEvent]);

    /// <summary>Kaplan–Meier with 95 % log-log intervals; time in months.</summary>
    public SurvivalCurve Curve => _curve ??= KaplanMeier.Estimate(
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_months), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_isEvent));
}

/// <summary>What the figures say of one patient. Times in months since randomisation, NaN where something did not happen.</summary>
internal sealed class PatientCourse
{
    public required string Id { get; init; }
    public required bool Failed { get; init; }
    public required string? FailedReason { get; init; }
    public required string? Status { get; init; }
    public required double TreatmentEnd { get; init; }
    public required double Last { get; init; }
    public required bool Died { get; init; }
    public required double[] Covariates { get; init; }
    /// <summary>Best overall response (CR, PR, SD, PD, NE), confirmed where the trial confirms.</summary>
    public string? Best { get; set; }
    /// <summary>Smallest percent change of the sum of diameters after baseline.</summary>
    public double BestChange { get; set; } = double.NaN;
    public double FirstResponse { get; set; } = double.NaN;
    public double Progression { get; set; } = double.NaN;
    /// <summary>Percent change by month; filled for the patients that are drawn.</summary>
    public List<(double Month, double Change)>? Course { get; set; }
}
