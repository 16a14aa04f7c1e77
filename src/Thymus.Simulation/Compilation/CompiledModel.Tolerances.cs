using System.Collections.Immutable;

namespace Thymus.Simulation;

public sealed unsafe partial class CompiledModel
{
    /// <summary>The part of a state's scale that counts as nothing.</summary>
    private const double NegligiblePart = 1e-9;

    /// <summary>Counts of cells and molecules are always resolved far below one.</summary>
    private const double LargestDefault = 1e-3;

    /// <summary>
    /// Tolerance of each state: what the options say by name, else what they say for all, else 1e-9 of the state's scale, and 1e-3 at
    /// most. The scale is the magnitude at the start with the file's values; for a state that starts at 0 it is 1, times the size of its
    /// compartment for a species that formulas mean as a concentration. Quadratures have +∞. A derivative by k has that of its state over |k|
    /// (the file's k; over 1 where that is 0), or +∞ where derivatives shall not steer the step.
    /// </summary>
    public override ReadOnlySpan<double> AbsoluteTolerance => AbsoluteTolerances.AsSpan();

    private ImmutableArray<double> AbsoluteTolerances { get; }

    private ImmutableArray<double> ToleranceOf(CompileOptions options)
    {
        var parameters = new double[ParameterCount];
        var state = new double[StateCount];
        DefaultParameters(parameters);
        Initialise(parameters, state, 0);
        var tolerances = new double[StateCount];
        var derivatives = _program.Sensitivities?.States ?? [];
        for (var row = 0; row < tolerances.Length - derivatives.Length; row++)
        {
            var name = StateNames[row];
            if (options.Quadratures.Contains(name)) tolerances[row] = double.PositiveInfinity;
            else if (options.Tolerances.TryGetValue(name, out var own)) tolerances[row] = own;
            else if (options.AbsoluteTolerance is { } all) tolerances[row] = all;
            else tolerances[row] = Math.Min(LargestDefault, NegligiblePart * ScaleOf(row, state, parameters));
        }
        foreach (var derivative in derivatives)
        {
            var size = Math.Abs(parameters[_program.Sensitivities!.Parameters[derivative.Parameter].Row]);
            tolerances[derivative.Row] = !options.SensitivitiesSteerSteps ? double.PositiveInfinity
                : tolerances[derivative.Of] / (size > 0 && double.IsFinite(size) ? size : 1);
        }
        return ImmutableArray.Create(tolerances);
    }

    private double ScaleOf(int row, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var start = Math.Abs(state[row]);
        if (start > 0 && double.IsFinite(start)) return start;
        var species = Definition.Species.FirstOrDefault(s => s.Id == StateNames[row]);
        if (species is null || species.HasOnlySubstanceUnits) return 1;
        var size = Observe(ObservableIndex(species.Compartment), 0, state, parameters);
        return size > 0 && double.IsFinite(size) ? size : 1;
    }
}
