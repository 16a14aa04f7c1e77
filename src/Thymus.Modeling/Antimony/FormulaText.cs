namespace Thymus.Modeling;

/// <summary>A single formula, as Antimony writes it, that stands in another file (a trial's map, a watch on the command line).</summary>
public static class FormulaText
{
    /// <summary>Reads a formula; <c>lesion1.cells</c> means the symbol <c>lesion1__cells</c> of the composed model.</summary>
    /// <param name="at">Where the text begins in its file; faults and the formula's parts are placed from there.</param>
    /// <returns>Null after an error.</returns>
    public static Expression? Parse(string text, SourceSpan at, DiagnosticBag diagnostics)
    {
        var faults = new DiagnosticBag();
        var reader = new TokenReader(new Lexer(text, at.File, faults).Read(), faults);
        var formula = new FormulaParser(reader).Parse();
        if (!reader.Failed && reader.Current.Kind != TokenKind.EndOfFile)
            faults.Error("TM0019", reader.Current.Span, $"The formula ends before {reader.Current.Found}.", "One formula is expected here.");
        diagnostics.Add(faults.Select(f => f with { Span = Shift(f.Span, at) }));
        return faults.HasErrors ? null : Place(formula, at);
    }

    /// <summary>The formula as Antimony; reading it gives the same tree.</summary>
    public static string Write(Expression formula) => FormulaWriter.Write(formula);

    private static Expression Place(Expression formula, SourceSpan at)
    {
        var placed = formula switch
        {
            SymbolExpression symbol => new SymbolExpression(symbol.Name.Replace(".", "__", StringComparison.Ordinal)),
            CallExpression call => call with { Arguments = [.. call.Arguments.Select(a => Place(a, at))] },
            UserCallExpression call => call with { Arguments = [.. call.Arguments.Select(a => Place(a, at))] },
            _ => formula,
        };
        return placed with { Span = formula.Span is { } span ? Shift(span, at) : at };
    }

    private static SourceSpan Shift(SourceSpan span, SourceSpan at) =>
        span.Line == 1 ? span with { Line = at.Line, Column = at.Column + span.Column - 1 } : span with { Line = at.Line + span.Line - 1 };
}
