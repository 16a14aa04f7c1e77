using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Checks that every name that the parts of a model use is one that the model defines, and of the right kind.</summary>
internal sealed class NameChecker(ModelDefinition model, ModelSymbols symbols, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, FunctionDefinition> _functions =
        model.Functions.DistinctBy(f => f.Id).ToDictionary(f => f.Id, StringComparer.Ordinal);

    public void Check()
    {
        IsParameter(model.ConversionFactor, null, "The model");
        foreach (var function in model.Functions) Read(function.Body, function.Span, function.Arguments.ToHashSet(StringComparer.Ordinal), "arguments");
        foreach (var species in model.Species)
        {
            if (!symbols.Has(species.Compartment, "compartment"))
                Error("TM0202", species.Span, $"Species '{species.Id}' is in '{species.Compartment}', which is no compartment.",
                    Advice.DidYouMean(species.Compartment, "compartments", symbols.OfKind("compartment")));
            IsParameter(species.ConversionFactor, species.Span, $"Species '{species.Id}'");
        }
        foreach (var initial in model.InitialAssignments) Read(initial.Value, initial.Span);
        foreach (var rule in model.Rules) Read(rule.Value, rule.Span);
        foreach (var reaction in model.Reactions) Check(reaction);
        foreach (var modelEvent in model.Events)
        {
            Read(modelEvent.Trigger, modelEvent.Span);
            if (modelEvent.Delay is not null) Read(modelEvent.Delay, modelEvent.Span);
            if (modelEvent.Priority is not null) Read(modelEvent.Priority, modelEvent.Span);
            foreach (var assignment in modelEvent.Assignments) Read(assignment.Value, assignment.Span ?? modelEvent.Span);
        }
        foreach (var constraint in model.Constraints) Read(constraint.Condition, constraint.Span);
    }

    private void Check(Reaction reaction)
    {
        foreach (var twice in reaction.LocalParameters.GroupBy(p => p.Id).Where(g => g.Count() > 1))
            Error("TM0201", twice.Last().Span ?? reaction.Span, $"Reaction '{reaction.Id}' has two local parameters '{twice.Key}'.");
        if (reaction.Compartment is { } compartment && !symbols.Has(compartment, "compartment"))
            Error("TM0202", reaction.Span, $"Reaction '{reaction.Id}' is in '{compartment}', which is no compartment.",
                Advice.DidYouMean(compartment, "compartments", symbols.OfKind("compartment")));
        if (reaction.Rate is not null) Read(reaction.Rate, reaction.Span, reaction.LocalParameters.Select(p => p.Id).ToHashSet(StringComparer.Ordinal));
        foreach (var reference in reaction.Reactants.Concat(reaction.Products))
        {
            if (reference.Stoichiometry is not null) Read(reference.Stoichiometry, reference.Span ?? reaction.Span);
            IsSpecies(reference.Species, reference.Span ?? reaction.Span, $"Reaction '{reaction.Id}' changes");
        }
        foreach (var modifier in reaction.Modifiers) IsSpecies(modifier, reaction.Span, $"Reaction '{reaction.Id}' has the modifier");
    }

    private void IsSpecies(string name, SourceSpan? span, string who)
    {
        if (name.Length > 0 && !symbols.Has(name, "species"))
            Error("TM0203", span, $"{who} '{name}', which is no species.", Advice.DidYouMean(name, "species", symbols.OfKind("species")));
    }

    private void IsParameter(string? name, SourceSpan? span, string owner)
    {
        if (name is not null && !symbols.Has(name, "parameter"))
            Error("TM0203", span, $"{owner} has the conversion factor '{name}', which is no parameter.", Advice.DidYouMean(name, "parameters", symbols.OfKind("parameter")));
    }

    /// <param name="local">Names that the formula alone knows; the arguments of a function are all that its body knows.</param>
    private void Read(Expression formula, SourceSpan? place, HashSet<string>? local = null, string kindPlural = "symbols")
    {
        var body = kindPlural == "arguments";
        switch (formula)
        {
            case SymbolExpression symbol when local?.Contains(symbol.Name) != true && (body || !symbols.Has(symbol.Name)):
                Error("TM0206", symbol.Span ?? place, body ? $"'{symbol.Name}' is no argument of the function." : $"There is no symbol '{symbol.Name}'.",
                    Advice.DidYouMean(symbol.Name, kindPlural, body ? local! : symbols.Names.Concat(local ?? [])));
                break;
            case CallExpression call:
                foreach (var argument in call.Arguments) Read(argument, place, local, kindPlural);
                break;
            case UserCallExpression call:
                foreach (var argument in call.Arguments) Read(argument, place, local, kindPlural);
                if (!_functions.TryGetValue(call.Function, out var function))
                    Error("TM0140", call.Span ?? place, $"There is no function '{call.Function}'.", Advice.DidYouMean(call.Function, "functions", _functions.Keys));
                else if (function.Arguments.Length != call.Arguments.Length)
                    Error("TM0011", call.Span ?? place, $"Function '{call.Function}' takes {Count(function.Arguments.Length)} arguments, and {Count(call.Arguments.Length)} stand here.");
                break;
        }

        static string Count(int n) => n.ToString(CultureInfo.InvariantCulture);
    }

    private void Error(string code, SourceSpan? span, string message, string? advice = null) => diagnostics.Error(code, symbols.Place(span), message, advice);
}
