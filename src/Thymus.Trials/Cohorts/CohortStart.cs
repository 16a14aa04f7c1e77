using Thymus.Populations;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Trials;

/// <summary>Draws patients of a plan into lanes; one a thread.</summary>
internal sealed class CohortStart : IDisposable
{
    private readonly CohortPlan _plan;
    private readonly ulong _seed;
    private readonly uint _replicate;
    private readonly CohortDraws _draws;
    private readonly SampleObserver _observer;
    private readonly double[] _defaults;
    private readonly double[] _parameters;
    private readonly double[][] _samples;
    private readonly double[] _times;
    private readonly (int Row, double Value)[] _set;

    public CohortStart(CohortPlan plan, ulong seed, uint replicate)
    {
        (_plan, _seed, _replicate) = (plan, seed, replicate);
        _defaults = new double[plan.Model.ParameterCount];
        plan.Model.DefaultParameters(_defaults);
        _draws = new CohortDraws(plan.Cohort, seed, replicate);
        _observer = new SampleObserver(plan.Model, plan.Columns.Select(plan.Model.ObservableIndex));
        _times = [.. plan.Settings.Times];
        _parameters = new double[_defaults.Length];
        _samples = [.. Enumerable.Range(0, LaneSystem.Lanes).Select(_ => plan.TakesSamples ? new double[_times.Length * plan.Model.StateCount] : [])];
        _set = [.. plan.Settings.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (plan.Model.ParameterIndex(p.Key), p.Value))];
    }

    public void Load(PatientBatch batch, int lane, PatientCourse course)
    {
        (course.Reached, course.Status, course.Reason, course.StoppedAt, course.Steps) = (0, IntegrationStatus.Completed, null, double.NaN, 0);
        var drawn = _draws.Draw((ulong)course.Patient);
        _defaults.CopyTo(_parameters, 0);
        foreach (var (row, variable, factor) in _plan.Draws) _parameters[row] = factor * drawn[variable];
        foreach (var (row, value) in _set) _parameters[row] = value;
        batch.Load(lane, new PatientStart
        {
            Id = course.Patient, Seed = _seed, Replicate = _replicate, Time = _times[0], Parameters = _parameters, Events = _plan.Settings.Events.AsSpan(),
            End = _plan.TakesSamples ? _times[^1] : double.PositiveInfinity,
        });
        if (_plan.TakesSamples) batch.SampleAt(lane, _times, _samples[lane]);
        else
            for (var i = 0; i < _times.Length; i++) batch.VisitAt(lane, _times[i], i);
    }

    /// <summary>Fills a course from the samples that its lane has passed.</summary>
    public void Collect(PatientBatch batch, int lane, PatientCourse course)
    {
        course.Reached = batch.SamplesTaken(lane);
        _observer.Observe(batch, lane, _times.AsSpan(0, course.Reached), _samples[lane], course.RowsToFill);
    }

    public void Dispose() => _observer.Dispose();
}
