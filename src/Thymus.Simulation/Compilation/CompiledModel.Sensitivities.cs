using System.Collections.Immutable;

namespace Thymus.Simulation;

public sealed unsafe partial class CompiledModel
{
    /// <summary>The values by which the model is differentiated, by the names of their rows: <c>k</c>, <c>init(X)</c>, <c>reaction.k</c>.</summary>
    public ImmutableArray<string> SensitivityParameters => _program.Sensitivities is { } plan ? [.. plan.Parameters.Select(p => p.Name)] : [];

    internal SensitivityPlan? Sensitivities => _program.Sensitivities;

    /// <summary><c>d(X)/d(k)</c>: name of the observable ∂X/∂k, in the unit of X over that of k.</summary>
    public static string SensitivityName(string symbol, string parameter) => $"d({symbol})/d({parameter})";

    /// <summary><c>dln(X)/dln(k)</c>: name of the observable (k/X)·∂X/∂k, per cent of X for a per cent of k; not a number where X is 0.</summary>
    public static string LogarithmicSensitivityName(string symbol, string parameter) => $"dln({symbol})/dln({parameter})";

    /// <summary>Some observables and, after them, their derivatives by every parameter asked for; constants have none.</summary>
    public ImmutableArray<string> WithSensitivities(ImmutableArray<string> observables, bool logarithmic = false)
    {
        var changing = observables.Where(o => o != "time" && !(ParameterIndex(o) is var row and >= 0 && ParameterNames[row] == o)).ToList();
        return
        [
            .. observables,
            .. SensitivityParameters.SelectMany(p => changing.Select(o => logarithmic ? LogarithmicSensitivityName(o, p) : SensitivityName(o, p)))
                .Where(name => ObservableIndex(name) >= 0),
        ];
    }

    /// <summary>The first value that an initial assignment replaces, so that nothing depends on it; null where every one is a number.</summary>
    internal string? ReplacedSensitivityParameter(ReadOnlySpan<double> parameters)
    {
        if (_program.Sensitivities is not { } plan) return null;
        foreach (var parameter in plan.Parameters)
            if (double.IsNaN(parameters[parameter.Row])) return parameter.Name;
        return null;
    }

    /// <summary>Whether a parameter asked for changes an observable, at any time.</summary>
    internal bool IsSensitive(string observable) => _program.Sensitivities is { } plan && plan.Dependent.Contains(observable);

    /// <summary>A state is multiplied by a number that no parameter changes, 0 where it is set anew; so are its derivatives.</summary>
    internal void ScaleSensitivities(int state, double factor, Span<double> values)
    {
        if (_program.Sensitivities is not { } plan) return;
        foreach (var row in plan.States)
            if (row.Of == state) values[row.Row] = factor == 0 ? 0 : values[row.Row] * factor;
    }

    /// <summary>A value that the host sets depends on no parameter from then on.</summary>
    private void ForgetSensitivities(int parameter, int held, Span<double> parameters)
    {
        if (_program.Sensitivities is not { } plan) return;
        foreach (var p in plan.Parameters)
            if (p.Row == parameter) throw new InvalidOperationException($"'{p.Name}' is changed on the way, and sensitivities are asked for to it: what is to be differentiated by would no longer be one value.");
        foreach (var row in plan.Held)
            if (row.Of == held) parameters[row.Row] = 0;
    }
}
