using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Populations;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Trials;

/// <summary>A trial whose model is compiled and whose every name is resolved: what <see cref="TrialRunner"/> runs.</summary>
/// <remarks>Immutable; many threads may run it at once.</remarks>
public sealed class PreparedTrial : IDisposable
{
    internal PreparedTrial(TrialSpecification trial, CompiledModel model, Cohort cohort, TrialBindings bindings)
    {
        Trial = trial;
        Model = model;
        Cohort = cohort;
        Bindings = bindings;
        Slots = Randomisation.Slots(trial.Arms);
    }

    public TrialSpecification Trial { get; }

    public CompiledModel Model { get; }

    public Cohort Cohort { get; }

    internal TrialBindings Bindings { get; }

    /// <summary>Slot of each arm on the randomisation list.</summary>
    internal ImmutableArray<int> Slots { get; }

    internal IntegratorOptions Integrator => new()
    {
        Method = Trial.Model.Method,
        RelativeTolerance = Trial.Model.RelativeTolerance,
        Width = Model.Options.Width,
    };

    /// <summary>
    /// Reads the model and the population, adds what the trial observes, compiles, and resolves every name; null after an error.
    /// </summary>
    /// <param name="width">Patients an instruction; null for the hardware's. Results do not depend on it.</param>
    public static PreparedTrial? Prepare(TrialSpecification trial, DiagnosticBag diagnostics, LaneWidth? width = null) =>
        new TrialPreparation(trial, width, diagnostics).Prepare();

    /// <summary>True diameter in mm of a lesion of the map from its observable.</summary>
    internal double Diameter(int lesion, double value)
    {
        var map = Trial.Map.Lesions[lesion];
        var scaled = value * Bindings.LesionScales[lesion];
        if (!(scaled > 0)) return double.IsNaN(scaled) ? double.NaN : 0;
        return map.Quantity == LesionQuantity.Diameter ? scaled : LaneMath.Pow(scaled * (6 / Math.PI), 1.0 / 3);
    }

    /// <summary>What a perfect reader sees of the lesions of the patient in a lane now, mm.</summary>
    internal void Measure(PatientBatch batch, int lane, Scars scars, Span<double> diameters)
    {
        for (var i = 0; i < diameters.Length; i++)
        {
            diameters[i] = Diameter(i, batch.Observe(lane, Bindings.Lesions[i]));
            if (Bindings.Scars[i] is var scar and >= 0) diameters[i] = scars.Seen(i, diameters[i], batch.Observe(lane, scar));
        }
    }

    public void Dispose() => Model.Dispose();
}
