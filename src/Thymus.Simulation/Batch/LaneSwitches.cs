namespace Thymus.Simulation;

/// <summary>Carries sensitivities over a moment that itself depends on the parameters: a threshold is crossed in a rate or in a trigger.</summary>
/// <remarks>
/// Where g(t, y(t, p), p) = 0 fixes the time t*(p), it moves by τ = dt*/dp = −(dg/dp)/(dg/dt). Along it the state changes by
/// s⁻ + f⁻·τ; what events do is differentiated along it; and at a fixed time after it the derivative is that less f⁺·τ. For a rate that
/// breaks, nothing but f happens in between, and s jumps by (f⁻ − f⁺)·τ (Rozenvasser 1967; Galán, Feehery and Barton 1999).
/// </remarks>
internal sealed class LaneSwitches
{
    private readonly SensitivityPlan _plan;
    private readonly bool[] _isBelow;
    private readonly double[] _values;
    private readonly double[] _slopes;
    private readonly double[] _rates;
    private bool _isCrossing;

    public LaneSwitches(SensitivityPlan plan)
    {
        _plan = plan;
        _isBelow = new bool[plan.Switches.Length];
        _values = new double[2 + plan.Parameters.Length];
        _slopes = new double[plan.Parameters.Length];
        _rates = new double[plan.Rates.Outputs.Length];
    }

    /// <summary>Keeps on which side of each comparison the patient stands.</summary>
    public void Remember(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        for (var i = 0; i < _isBelow.Length; i++) _isBelow[i] = IsBelow(i, time, state, parameters);
    }

    /// <summary>Time has passed: where a comparison has turned over since <see cref="Remember"/>, goes over to derivatives along its time.</summary>
    /// <returns>Why there is no derivative; null where there is one.</returns>
    public string? Arrive(double time, Span<double> state, Span<double> parameters)
    {
        var crossed = -1;
        for (var i = 0; i < _isBelow.Length; i++)
        {
            if (IsBelow(i, time, state, parameters) == _isBelow[i]) continue;
            if (crossed >= 0)
                return $"Two conditions turn over at one time, on {_plan.Switches[crossed].Names} and on {_plan.Switches[i].Names}: sensitivities there differ to either side. {SensitivityRefusals.Advice}";
            crossed = i;
        }
        if (crossed < 0) return null;
        Interpreter.Run(_plan.Switches[crossed].Value, time, state, parameters, _values);
        for (var p = 0; p < _slopes.Length; p++)
        {
            _slopes[p] = _values[2 + p] == 0 ? 0 : -_values[2 + p] / _values[1];
            if (!double.IsFinite(_slopes[p]))
                return $"The condition on {_plan.Switches[crossed].Names} is touched, not crossed: how its time changes with '{_plan.Parameters[p].Name}' has no value. {SensitivityRefusals.Advice}";
            parameters[_plan.Parameters[p].TimeRow] = _slopes[p];
        }
        Interpreter.Run(_plan.Switches[crossed].OtherRates, time, state, parameters, _rates);
        Shift(state, 1);
        _isCrossing = true;
        return null;
    }

    /// <summary>What happens at this time has happened: goes back to derivatives at a fixed time.</summary>
    /// <returns>Whether there was anything to go back from.</returns>
    public bool Leave(double time, Span<double> state, Span<double> parameters)
    {
        if (!_isCrossing) return false;
        Interpreter.Run(_plan.Rates, time, state, parameters, _rates);
        Shift(state, -1);
        foreach (var parameter in _plan.Parameters) parameters[parameter.TimeRow] = 0;
        _isCrossing = false;
        return true;
    }

    private void Shift(Span<double> state, double sign)
    {
        foreach (var row in _plan.States)
            if (_slopes[row.Parameter] is var slope and not 0) state[row.Row] += sign * _rates[row.Of] * slope;
    }

    private bool IsBelow(int index, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var condition = _plan.Switches[index];
        Interpreter.Run(condition.Value, time, state, parameters, _values);
        return double.IsNaN(_values[0]) ? _isBelow[index] : condition.IsTrueAtZero ? _values[0] <= 0 : _values[0] < 0;
    }
}
