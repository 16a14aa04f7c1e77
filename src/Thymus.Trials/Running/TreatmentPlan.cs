using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>What one patient receives: courses that begin at randomisation or by a decision, and what has stopped them.</summary>
internal sealed class TreatmentPlan(PreparedTrial trial, BodySize body)
{
    private readonly List<Course> _courses = [];
    private int _initial;
    private double _stopDay = double.PositiveInfinity;
    private string? _stopReason;

    /// <summary>First dose that a decision gave; +∞ for none.</summary>
    public double NewTreatmentDay { get; private set; } = double.PositiveInfinity;

    /// <summary>Begins the arm's regimens on day 0.</summary>
    public IEnumerable<Course> Begin(ImmutableArray<Regimen> regimens)
    {
        foreach (var regimen in regimens) _courses.Add(NewCourse(regimen, 0));
        _initial = _courses.Count;
        return _courses;
    }

    /// <summary>Adds regimens that a decision gives from a day on.</summary>
    public IEnumerable<Course> Give(ImmutableArray<Regimen> regimens, double day)
    {
        var added = regimens.Select(r => NewCourse(r, day)).ToList();
        foreach (var course in added) NewTreatmentDay = Math.Min(NewTreatmentDay, course.Regimen.DayOf(0, course.Origin));
        _courses.AddRange(added);
        return added;
    }

    /// <summary>
    /// No dose of these drugs (null: of any) from a day on. The courses that still had one to give are stopped.
    /// </summary>
    public void Stop(ImmutableArray<string>? drugs, double day, string reason)
    {
        for (var i = 0; i < _courses.Count; i++)
        {
            var course = _courses[i];
            if (drugs is { } names && !names.Contains(course.Drug.Name)) continue;
            var due = course.StoppedAt > day && course.Regimen.DayOf(course.Regimen.Doses - 1, course.Origin) >= day;
            course.Stop(day);
            if (!due || i >= _initial || _stopReason is not null) continue;
            (_stopDay, _stopReason) = (day, reason);
        }
    }

    /// <summary>Courses that are not stopped and have a dose to give on or after a day.</summary>
    public IEnumerable<Course> Running(double day) =>
        _courses.Where(c => double.IsPositiveInfinity(c.StoppedAt) && c.FirstDoseFrom(day) < c.Regimen.Doses);

    /// <summary>Whether the patient got a dose of a drug before a day.</summary>
    public bool Received(string drug, double day) => _courses.Exists(c => c.Drug.Name == drug && c.DosesBefore(day).Any());

    /// <summary>Days on which a drug was given before <paramref name="end"/>, in order.</summary>
    public IEnumerable<double> DosesOf(string drug, double end) =>
        _courses.Where(c => c.Drug.Name == drug).SelectMany(c => c.DosesBefore(end)).Order();

    /// <summary>Day of the first dose of a drug before <paramref name="end"/>; NaN where there was none.</summary>
    public double FirstDose(string drug, double end) => DosesOf(drug, end).DefaultIfEmpty(double.NaN).First();

    /// <summary>Rows of ADEX in order of time; equal times keep the order of the courses.</summary>
    public ImmutableArray<Exposure> Exposures(double end) => [.. _courses.SelectMany(c => c.Exposures(end)).OrderBy(e => e.Day)];

    /// <summary>
    /// End of the treatment that was begun at randomisation (ADSL: TRTEDT and why); NaN where nothing was given.
    /// </summary>
    public (double Day, string Reason) EndOfTreatment(StudyEnd reason, double end)
    {
        var last = double.NaN;
        var complete = true;
        foreach (var course in _courses.Take(_initial))
        {
            var given = 0;
            foreach (var day in course.DosesBefore(end))
            {
                given++;
                var finished = Math.Min(end, day + course.Regimen.InfusionDays);
                if (!(last >= finished)) last = finished;
            }
            complete &= given == course.Regimen.Doses;
        }
        if (_initial == 0) return (double.NaN, "NOT TREATED");
        if (complete) return (last, "COMPLETED");
        if (_stopReason is not null && _stopDay <= end) return (last, _stopReason);
        return (last, reason switch { StudyEnd.Death => "DEATH", StudyEnd.DropOut => "WITHDRAWN FROM STUDY", _ => "ONGOING" });
    }

    private Course NewCourse(Regimen regimen, double day)
    {
        var drug = trial.Trial.Map.Drug(regimen.Drug)!;
        var amount = DoseArithmetic.Amount(regimen.Dose, body);
        return new Course(
            regimen, drug, day, amount, amount * trial.Bindings.DoseFactors[(drug.Name, regimen.Dose.Unit.Text)]);
    }
}
