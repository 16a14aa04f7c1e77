using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Reactions and events.</summary>
internal sealed class ProcessParser(TokenReader reader, FormulaParser formulas)
{
    /// <summary><c>2 A + $B -> C; rate in compartment</c>, at its first side.</summary>
    public ReactionStatement ParseReaction(NamePath? id)
    {
        var place = id?.Span ?? reader.Current.Span;
        var reactants = ParseSide();
        var arrow = reader.Current;
        if (arrow.Is("->") || arrow.Is("=>")) reader.Take();
        else if (arrow.Is("-o") || arrow.Is("-|"))
            reader.Fail(arrow.Span, $"Interactions ('{arrow.Text}') carry no numbers and are not part of the language of Thymus.", "Name the modifier in the rate of the reaction.");
        else reader.Fail(arrow.Span, $"'->' or '=>' was expected in a reaction; {arrow.Found} was found.");
        var products = ParseSide();
        Expression? rate = null;
        NamePath? compartment = null;
        if (!reader.Failed && reader.Current.Kind == TokenKind.Semicolon)
        {
            reader.Take();
            if (!reader.AtStatementEnd)
            {
                rate = formulas.Parse();
                if (reader.TakeIfWord("in")) compartment = reader.ExpectPath("The name of a compartment");
            }
        }
        return new ReactionStatement(id, reactants, products, arrow.Is("->"), rate, compartment, place);
    }

    private ImmutableArray<ReactionPart> ParseSide()
    {
        var parts = ImmutableArray.CreateBuilder<ReactionPart>();
        while (!reader.Failed && !reader.AtStatementEnd && !reader.Current.Is("->") && !reader.Current.Is("=>"))
        {
            parts.Add(ParsePart());
            if (!reader.TakeIf("+")) break;
            reader.SkipNewLines();
        }
        return parts.ToImmutable();
    }

    private ReactionPart ParsePart()
    {
        Expression? coefficient = null;
        var isName = false;
        if (reader.Current.Kind == TokenKind.Number)
        {
            var number = reader.Take();
            coefficient = new NumberExpression(number.Number) { Span = number.Span };
        }
        else if (reader.Current.Is("("))
        {
            reader.Open("before the formula of a stoichiometry");
            coefficient = formulas.Parse();
            reader.Close("after the formula of a stoichiometry");
        }
        var boundary = reader.TakeIf("$");
        var species = reader.ExpectPath("The name of a species");
        if (coefficient is null && !boundary && (reader.Current.Is("$") || reader.Current.Kind == TokenKind.Identifier) && !reader.Current.IsWord("end"))
        {
            coefficient = new SymbolExpression(species.Text) { Span = species.Span };
            isName = true;
            boundary = reader.TakeIf("$");
            species = reader.ExpectPath("The name of a species");
        }
        return new ReactionPart(species, coefficient, isName, boundary);
    }

    /// <summary><c>at 3 after (x > 1), priority = 2, t0 = false, persistent = false, fromTrigger = false: y = 0, z = 1</c>, at its first word.</summary>
    public EventStatement ParseEvent(NamePath? id)
    {
        var at = reader.Take();
        Expression? delay = null;
        var trigger = formulas.Parse();
        if (reader.TakeIfWord("after"))
        {
            delay = trigger;
            trigger = formulas.Parse();
        }
        var options = ImmutableArray.CreateBuilder<(string, Expression, SourceSpan)>();
        while (!reader.Failed && reader.TakeIf(","))
        {
            reader.SkipNewLines();
            var name = reader.ExpectName("An option of the event");
            reader.Expect("=", $"after '{name.Text}'");
            if (name.Text is not ("t0" or "priority" or "persistent" or "fromTrigger"))
                reader.Fail(name.Span, $"'{name.Text}' is no option of an event.", Advice.DidYouMean(name.Text, "options", ["t0", "priority", "persistent", "fromTrigger"]));
            options.Add((name.Text, formulas.Parse(), name.Span));
        }
        var assignments = ImmutableArray.CreateBuilder<(NamePath, Expression)>();
        reader.Expect(":", "before the assignments of the event");
        do
        {
            reader.SkipNewLines();
            if (reader.AtStatementEnd && assignments.Count == 0) break;
            var target = reader.ExpectPath("The name of what the event sets");
            reader.Expect("=", $"after '{target.Text}'");
            assignments.Add((target, formulas.Parse()));
        }
        while (!reader.Failed && reader.TakeIf(","));
        return new EventStatement(id, delay, trigger, options.ToImmutable(), assignments.ToImmutable(), id?.Span ?? at.Span);
    }
}
