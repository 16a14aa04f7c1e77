using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Trials;

/// <summary>Draws patients of a plan into lanes; one a thread.</summary>
internal sealed class CohortStart
{
    private readonly CohortPlan _plan;
    private readonly ulong _seed;
    private readonly uint _replicate;
    private readonly double[] _defaults;
    private readonly double[][] _parameters;
    private readonly double[][] _samples;
    private readonly double[] _times;
    private readonly (int Row, double Value)[] _set;

    public CohortStart(CohortPlan plan, ulong seed, uint replicate)
    {
        (_plan, _seed, _replicate) = (plan, seed, replicate);
        _defaults = new double[plan.Model.ParameterCount];
        plan.Model.DefaultParameters(_defaults);
        _times = [.. plan.Settings.Times];
        _parameters = [.. Enumerable.Range(0, LaneSystem.Lanes).Select(_ => new double[_defaults.Length])];
        _samples = [.. Enumerable.Range(0, LaneSystem.Lanes).Select(_ => plan.TakesSamples ? new double[_times.Length * plan.Model.StateCount] : [])];
        _set = [.. plan.Settings.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (plan.Model.ParameterIndex(p.Key), p.Value))];
    }

    public void Load(PatientBatch batch, int lane, PatientCourse course)
    {
        var parameters = _parameters[lane];
        (course.Reached, course.Status, course.Reason, course.StoppedAt, course.Steps) = (0, IntegrationStatus.Completed, null, double.NaN, 0);
        var patient = _plan.Cohort.Draw(_seed, _replicate, (ulong)course.Patient);
        _defaults.CopyTo(parameters, 0);
        foreach (var (row, variable, factor) in _plan.Draws)
            parameters[row] = factor * (variable < patient.Covariates.Length ? patient.Covariates[variable] : patient.Parameters[variable - patient.Covariates.Length]);
        foreach (var (row, value) in _set) parameters[row] = value;
        batch.Load(lane, new PatientStart
        {
            Id = course.Patient, Seed = _seed, Replicate = _replicate, Time = _times[0], Parameters = parameters, Events = _plan.Settings.Events.AsSpan(),
            End = _plan.TakesSamples ? _times[^1] : double.PositiveInfinity,
        });
        if (_plan.TakesSamples) batch.SampleAt(lane, _times, _samples[lane]);
        else
            for (var i = 0; i < _times.Length; i++) batch.VisitAt(lane, _times[i], i);
    }

    /// <summary>Fills a course from the samples that its lane has passed.</summary>
    public void Collect(PatientBatch batch, int lane, PatientCourse course, int[] observables)
    {
        var model = _plan.Model;
        course.Reached = batch.SamplesTaken(lane);
        for (var t = 0; t < course.Reached; t++)
        {
            var state = _samples[lane].AsSpan(t * model.StateCount, model.StateCount);
            var row = course.RowToFill(t);
            for (var c = 0; c < row.Length; c++) row[c] = model.Observe(observables[c], _times[t], state, _parameters[lane]);
        }
    }
}
