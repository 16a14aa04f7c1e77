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
    private readonly double[] _parameters;
    private readonly (int Row, double Value)[] _set;

    public CohortStart(CohortPlan plan, ulong seed, uint replicate)
    {
        (_plan, _seed, _replicate) = (plan, seed, replicate);
        _defaults = new double[plan.Model.ParameterCount];
        plan.Model.DefaultParameters(_defaults);
        _parameters = new double[_defaults.Length];
        _set = [.. plan.Settings.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (plan.Model.ParameterIndex(p.Key), p.Value))];
    }

    public void Load(PatientBatch batch, int lane, PatientCourse course)
    {
        var times = _plan.Settings.Times;
        (course.Reached, course.Status, course.Reason, course.StoppedAt, course.Steps) = (0, IntegrationStatus.Completed, null, double.NaN, 0);
        var patient = _plan.Cohort.Draw(_seed, _replicate, (ulong)course.Patient);
        _defaults.CopyTo(_parameters, 0);
        foreach (var (row, variable, factor) in _plan.Draws)
            _parameters[row] = factor * (variable < patient.Covariates.Length ? patient.Covariates[variable] : patient.Parameters[variable - patient.Covariates.Length]);
        foreach (var (row, value) in _set) _parameters[row] = value;
        batch.Load(lane, new PatientStart
        {
            Id = course.Patient, Seed = _seed, Replicate = _replicate, Time = times[0], Parameters = _parameters, Events = _plan.Settings.Events.AsSpan(),
        });
        for (var i = 0; i < times.Length; i++) batch.VisitAt(lane, times[i], i);
    }
}
