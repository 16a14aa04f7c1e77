using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>A variable of the population that enters a parameter of the model.</summary>
/// <param name="Row">Parameter row of the model.</param>
/// <param name="Variable">Position among the cohort's covariates, then its parameters.</param>
/// <param name="Factor">From the population's unit to the model's.</param>
internal readonly record struct Draw(int Row, int Variable, double Factor);

/// <summary>Ties the variables of a population to the parameters of a model, by name, with their units.</summary>
internal static class CohortBinding
{
    /// <summary>
    /// A population variable enters the parameter of its name, or the one that <paramref name="map"/> names; a parameter of the population
    /// must enter one, a covariate need not.
    /// </summary>
    public static ImmutableArray<Draw> Resolve(
        CompiledModel model, ModelDefinition definition, Cohort cohort, ImmutableArray<CovariateMap> map, DiagnosticBag diagnostics)
    {
        var population = cohort.Specification;
        var names = cohort.CovariateNames.AddRange(cohort.ParameterNames);
        var settable = model.ParameterNames.Take(model.SettableParameterCount);
        var draws = ImmutableArray.CreateBuilder<Draw>();
        var mapped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in map)
        {
            var variable = names.IndexOf(pair.Variable.Text);
            if (variable < 0)
                diagnostics.Error("TH0105", pair.Variable.Span, $"The population has no variable '{pair.Variable.Text}'.",
                    Advice.DidYouMean(pair.Variable.Text, "variables", names));
            else if (Row(model, pair.Parameter.Text, pair.Parameter.Span, diagnostics) is { } row)
                draws.Add(new Draw(row, variable, Factor(definition, pair.Parameter.Text, population, pair.Variable.Text, diagnostics)));
            mapped.Add(pair.Variable.Text);
        }
        for (var i = 0; i < names.Length; i++)
        {
            if (mapped.Contains(names[i])) continue;
            var row = model.ParameterIndex(names[i]);
            if (row >= 0 && row < model.SettableParameterCount)
                draws.Add(new Draw(row, i, Factor(definition, names[i], population, names[i], diagnostics)));
            else if (population.Quantities.FirstOrDefault(q => q.Name == names[i]) is { Role: QuantityRole.Parameter } lost)
                diagnostics.Error("TH0106", lost.Span,
                    $"The population draws the parameter '{lost.Name}', which model '{definition.Id}' does not have.",
                    Advice.DidYouMean(lost.Name, "parameters", settable));
        }
        return draws.ToImmutable();
    }

    /// <summary>The row of a parameter that can be set; null after an error.</summary>
    public static int? Row(CompiledModel model, string name, SourceSpan span, DiagnosticBag diagnostics)
    {
        var row = model.ParameterIndex(name);
        if (row >= 0 && row < model.SettableParameterCount) return row;
        diagnostics.Error("TH0104", span, $"Model '{model.Definition.Id}' has no parameter '{name}' that can be set.",
            Advice.DidYouMean(name, "parameters", model.ParameterNames.Take(model.SettableParameterCount)));
        return null;
    }

    /// <summary>A unit by its name in the model or as text; null where it is neither.</summary>
    public static Unit? UnitOf(ModelDefinition definition, string name)
    {
        if (definition.UnitDefinitions.FirstOrDefault(u => u.Id == name) is { } defined) return defined.ToUnit();
        return Unit.TryParse(name, out var unit, out _) ? unit : null;
    }

    private static double Factor(ModelDefinition definition, string parameter, PopulationSpecification population, string variable, DiagnosticBag diagnostics)
    {
        var quantity = population.Quantities.FirstOrDefault(q => q.Name == variable);
        var unitText = definition.Parameters.FirstOrDefault(p => p.Id == parameter)?.Unit;
        if (quantity?.Unit is null || unitText is null || !Unit.TryParse(quantity.Unit, out var from, out _)
            || UnitOf(definition, unitText) is not { } to)
            return 1;
        if (new Quantity(1, from).TryIn(to, out var factor, out var error)) return factor;
        diagnostics.Error("TH0107", quantity.Span,
            $"'{variable}' is drawn in {quantity.Unit}, and '{parameter}' of the model is in {unitText}.", error);
        return 1;
    }
}
