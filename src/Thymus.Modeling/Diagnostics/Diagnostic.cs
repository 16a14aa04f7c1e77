namespace Thymus.Modeling;

public enum Severity
{
    Warning,
    Error,
}

/// <summary>One fault of an input: where, what was found, what was expected or available, what to do.</summary>
/// <param name="Code">Stable code: TM model language, TU units, TS SBML, TH trial, TP population, TD event data, TC command line, then four digits.</param>
/// <param name="Severity">An error stops the job after all faults are listed; a warning does not.</param>
/// <param name="Span">The place in the file.</param>
/// <param name="Message">What was found, in one sentence that names the objects.</param>
/// <param name="Advice">What was expected, what is available, or what to do; may be null where the message says it all.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceSpan Span, string Message, string? Advice = null)
{
    public override string ToString() =>
        $"{Span}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}"
        + (Advice is null ? "" : Environment.NewLine + "  " + Advice);
}
