using System.Collections.Immutable;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>One subject of a data file on its way through a lane.</summary>
/// <remarks>
/// Each record is carried out and then shown, in file order. Values beside the records change between them: under the rule backward right
/// after the record before, under the rule forward right before their own record.
/// </remarks>
internal sealed class SubjectCourse
{
    /// <summary>Tag of a stop at which values change; records have their index, times that were asked for a tag below this.</summary>
    private const int Change = -1;

    private readonly SubjectPlan _plan;
    private readonly PatientBatch _batch;
    private readonly int _lane;
    private readonly EventSubject _subject;
    private readonly double[][] _values;
    private readonly ImmutableArray<double>[] _recordRows;
    private readonly ImmutableArray<double>[] _timeRows;
    private int _record = -1;
    private int _open;

    public SubjectCourse(SubjectPlan plan, int subject, PatientBatch batch, int lane)
    {
        (_plan, Subject, _batch, _lane) = (plan, subject, batch, lane);
        _subject = plan.Data.Subjects[subject];
        _values = plan.Values(_subject);
        var (records, times) = (_subject.Rows, plan.Settings.Times);
        _recordRows = new ImmutableArray<double>[records.Length];
        _timeRows = new ImmutableArray<double>[times.Length];
        _open = records.Length + times.Length;

        var start = records[0].Record.Time;
        if (times.Length > 0) start = Math.Min(start, times[0]);
        batch.Load(lane, new PatientStart { Id = subject, Seed = plan.Settings.Seed, Time = start, Parameters = plan.Parameters(_values) });
        for (var i = 1; i < records.Length; i++)
            if (plan.Settings.Covariates == CovariateRule.Forward && Time(i) > Time(i - 1) && Differs(i)) batch.VisitAt(lane, Time(i), Change);
        for (var k = 0; k < times.Length; k++) batch.VisitAt(lane, times[k], Change - 1 - k);
        for (var i = 0; i < records.Length; i++) batch.Schedule(lane, records[i].Record, i);
    }

    /// <summary>Its place in the file.</summary>
    public int Subject { get; }

    /// <summary>Does what an arrival asks for; the finished course where that was the last.</summary>
    public SubjectTrajectory? Handle()
    {
        var arrival = _batch.ArrivalOf(_lane);
        switch (arrival.Kind)
        {
            case PatientArrivalKind.Failed:
                return Finish(arrival);
            case PatientArrivalKind.Visit when arrival.Index < Change:
                _timeRows[Change - 1 - arrival.Index] = Observe();
                _open--;
                break;
            case PatientArrivalKind.Visit when arrival.Index == Change:
                Set(_record + 1);
                break;
            case PatientArrivalKind.Visit:
                _record = arrival.Index;
                _recordRows[_record] = Observe();
                _open--;
                var next = _record + 1;
                if (next < _subject.Rows.Length && (_plan.Settings.Covariates == CovariateRule.Backward || Time(next) == Time(_record))) Set(next);
                break;
        }
        return _open == 0 ? Finish(arrival) : null;
    }

    private double Time(int record) => _subject.Rows[record].Record.Time;

    private bool Differs(int record) => !_values[record].AsSpan().SequenceEqual(_values[record - 1]);

    /// <summary>The values beside a record begin to hold.</summary>
    private void Set(int record)
    {
        for (var c = 0; c < _values[record].Length; c++)
        {
            var value = _values[record][c];
            if (double.IsFinite(value) && _batch.Parameter(_lane, _plan.RowOf(c)) != value) _batch.SetParameter(_lane, _plan.RowOf(c), value);
        }
    }

    private ImmutableArray<double> Observe()
    {
        var observed = _batch.Observables(_lane);
        var row = ImmutableArray.CreateBuilder<double>(_plan.Observables.Length);
        foreach (var observable in _plan.Observables) row.Add(observed[observable]);
        return row.MoveToImmutable();
    }

    /// <summary>Rows by time; a time that was asked for comes before the records of that time, as it saw what stood before them.</summary>
    private SubjectTrajectory Finish(in PatientArrival arrival)
    {
        var unreached = Enumerable.Repeat(double.NaN, _plan.Columns.Length).ToImmutableArray();
        var (records, times) = (_subject.Rows, _plan.Settings.Times);
        var rows = ImmutableArray.CreateBuilder<SubjectRow>(records.Length + times.Length);
        for (int i = 0, k = 0; i < records.Length || k < times.Length;)
        {
            if (k < times.Length && (i == records.Length || times[k] <= Time(i)))
                rows.Add(new SubjectRow(times[k], EventId.Observation, Reached(_timeRows[k++])));
            else
                rows.Add(new SubjectRow(Time(i), records[i].Record.EventId, Reached(_recordRows[i++])));
        }
        var failed = arrival.Kind == PatientArrivalKind.Failed;
        return new SubjectTrajectory(
            _subject.Id, rows.MoveToImmutable(), _plan.Columns, failed ? arrival.Status : IntegrationStatus.Completed, arrival.Reason, arrival.Time);

        ImmutableArray<double> Reached(ImmutableArray<double> row) => row.IsDefault ? unreached : row;
    }
}
