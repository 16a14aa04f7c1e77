namespace Thymus.Modeling;

/// <summary>Finds every fault of a model file: syntax, composition, structure, units. A file of modules is checked with its arguments left open.</summary>
public static class ModelChecker
{
    public static DiagnosticBag Check(string path)
    {
        var result = ModelReader.ReadAsWritten(path, asModule: true);
        if (result.Model is not { } model) return result.Diagnostics;
        var antimony = ModelReader.IsAntimony(path);
        if (antimony) model = CanonicalUnits.WithDefaults(model);
        UnitChecker.Check(model, result.Diagnostics, converts: antimony);
        if (antimony && !result.Diagnostics.HasErrors) CanonicalUnits.Convert(model, result.Diagnostics);
        return result.Diagnostics;
    }
}
