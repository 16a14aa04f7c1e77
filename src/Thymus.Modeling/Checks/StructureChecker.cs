namespace Thymus.Modeling;

/// <summary>Checks what no grammar can: that every name means something, that nothing is determined twice, that constants stay constant.</summary>
public static class StructureChecker
{
    public static void Check(ModelDefinition model, DiagnosticBag diagnostics)
    {
        var symbols = new ModelSymbols(model, diagnostics);
        new NameChecker(model, symbols, diagnostics).Check();
        new DeterminationChecker(model, symbols, diagnostics).Check();
        new CycleChecker(symbols, diagnostics).Check(model);
    }
}
