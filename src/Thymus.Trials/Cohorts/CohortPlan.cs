using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Trials;

/// <summary>Patients of a population who all get the same treatment and the same observation times, without a trial around them.</summary>
public sealed class CohortPlan
{
    private CohortPlan(CompiledModel model, Cohort cohort, SimulationSettings settings, ImmutableArray<Draw> draws, ImmutableArray<string> columns) =>
        (Model, Cohort, Settings, Draws, Columns, TakesSamples) = (model, cohort, settings, draws, columns,
            settings.Method != Method.Rodas5P && columns.All(c => SampleObserver.CanObserve(model, model.ObservableIndex(c))));

    public CompiledModel Model { get; }

    public Cohort Cohort { get; }

    /// <summary>Times, treatment, tolerance; its parameters hold over what the population draws.</summary>
    public SimulationSettings Settings { get; }

    /// <summary>What is observed, in order.</summary>
    public ImmutableArray<string> Columns { get; }

    internal ImmutableArray<Draw> Draws { get; }

    /// <summary>
    /// Whether outputs are sampled, which stops nobody: within the steps at order 5, at their ends at order 8 (decision 012). Not where an output reads what
    /// changes on the way besides the states, or with Rodas5P.
    /// </summary>
    internal bool TakesSamples { get; }

    /// <summary>Checks population and settings against the model, every fault at once; null after an error.</summary>
    /// <param name="file">Named in faults of the settings, which stand in no file.</param>
    public static CohortPlan? Prepare(CompiledModel model, PopulationSpecification population, SimulationSettings settings, string file, DiagnosticBag diagnostics)
    {
        var faults = Simulator.Check(model, settings, file);
        var cohort = new Cohort(population);
        var draws = CohortBinding.Resolve(model, model.Definition, cohort, [], faults);
        diagnostics.Add(faults);
        if (faults.HasErrors) return null;
        return new CohortPlan(model, cohort, settings, draws, Simulator.Columns(model, settings.Observables));
    }
}
