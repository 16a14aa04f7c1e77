using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Runs a model as a settings file of the SBML Test Suite asks: <c>thymus simulate MODEL.xml --sbml-settings
/// FILE</c>.</summary>
public static class SbmlSuiteRunner
{
    /// <summary>How much finer than the suite's own tolerances the integration is: its errors add up over a run.</summary>
    private const double Finer = 1e-4;

    private const double RelativeTolerance = 1e-9;

    /// <summary>Runs the model; the columns of the result are the variables of the settings, in their order.</summary>
    /// <param name="settingsFile">Name of the settings file, for messages.</param>
    /// <returns>Null where the bag then has errors.</returns>
    public static Trajectory? Run(ModelDefinition model, SbmlSuiteSettings settings, string settingsFile, DiagnosticBag diagnostics)
    {
        using var compiled = CompiledModel.Compile(model, OptionsFor(model, settings), diagnostics);
        if (compiled is null) return null;
        var run = new SimulationSettings
        {
            Times = OutputTimes.Grid(settings.Start, settings.Duration, settings.Steps),
            RelativeTolerance = Math.Min(RelativeTolerance, Finer * settings.RelativeTolerance),
            Observables = [.. settings.Variables.Select(v => ObservableOf(model, settings, v))],
        };
        var faults = Simulator.Check(compiled, run, settingsFile);
        diagnostics.Add(faults);
        return faults.HasErrors ? null : Simulator.Run(compiled, run).Renamed(settings.Variables);
    }

    /// <summary>Runs the model as a jump process; the columns are the symbols of the settings' outputs, else their variables.</summary>
    /// <param name="how">Method, runs and seed; times and columns are taken from <paramref name="settings"/>.</param>
    /// <returns>Null where the bag then has errors.</returns>
    public static StochasticSummary? RunMany(
        ModelDefinition model, SbmlSuiteSettings settings, StochasticSettings how, string settingsFile, DiagnosticBag diagnostics, Action<StochasticRun>? each = null)
    {
        using var compiled = CompiledModel.Compile(model, new CompileOptions { Stochastic = true }, diagnostics);
        if (compiled is null) return null;
        var symbols = settings.Outputs.IsEmpty ? settings.Variables : [.. settings.Outputs.Select(SymbolOf).Distinct()];
        var run = how with
        {
            Times = OutputTimes.Grid(settings.Start, settings.Duration, settings.Steps),
            Observables = [.. symbols.Select(s => s.StartsWith("ln(", StringComparison.Ordinal) ? $"ln({ObservableOf(model, settings, s[3..^1])})" : ObservableOf(model, settings, s))],
        };
        var faults = StochasticSimulator.Check(compiled, run, settingsFile);
        diagnostics.Add(faults);
        return faults.HasErrors ? null : StochasticSimulator.Run(compiled, run, each).Renamed(symbols);

        static string SymbolOf(string output) => output.LastIndexOf('-') is var dash and > 0 ? output[..dash] : output;
    }

    private static string ObservableOf(ModelDefinition model, SbmlSuiteSettings settings, string variable) =>
        model.Species.All(s => s.Id != variable) ? variable
        : settings.Amounts.Contains(variable) ? $"amount({variable})"
        : settings.Concentrations.Contains(variable) ? $"concentration({variable})"
        : variable;

    /// <summary>The absolute tolerance of the file is one of the written value; a state row holds an amount, so it is scaled by
    /// the compartment where a concentration is written.</summary>
    private static CompileOptions OptionsFor(ModelDefinition model, SbmlSuiteSettings settings)
    {
        var absolute = Finer * settings.AbsoluteTolerance;
        var sizes = model.Compartments.ToDictionary(
            c => c.Id, c => c.Size is > 0 and < double.PositiveInfinity ? c.Size.Value : 1, StringComparer.Ordinal);
        var tolerances = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var changing = ChangingSpecies(model);
        foreach (var species in model.Species)
            if (changing.Contains(species.Id) && !species.HasOnlySubstanceUnits && !settings.Amounts.Contains(species.Id)
                && sizes.TryGetValue(species.Compartment, out var size))
                tolerances[species.Id] = absolute * size;
        return new CompileOptions { AbsoluteTolerance = absolute, Tolerances = tolerances.ToImmutable() };
    }

    /// <summary>Species with a state of their own: those that reactions or rate rules change.</summary>
    private static HashSet<string> ChangingSpecies(ModelDefinition model)
    {
        var fixedSpecies = model.Species.Where(s => s.BoundaryCondition || s.Constant).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var reacting = model.Reactions.SelectMany(r => r.Reactants.Concat(r.Products)).Select(r => r.Species)
            .Where(s => !fixedSpecies.Contains(s));
        return [.. reacting, .. model.Rules.OfType<RateRule>().Select(r => r.Variable)];
    }
}
