using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>What to do with the Level 3 packages that a file names.</summary>
/// <remarks>
/// A package that is "required" changes the meaning of the model's mathematics; where such a package is used the file is
/// refused. Others (layout, render, fbc) add to a model that is complete without them, and are ignored.
/// </remarks>
internal static class SbmlPackages
{
    private const string CorePrefix = "http://www.sbml.org/sbml/level";

    /// <summary>The functions of Level 3 Version 2 offered to Version 1; we read them anyway.</summary>
    private const string ExtendedMath = "l3v2extendedmath";

    private const string Composition = "comp";

    /// <summary>True where a required package is used; all of them are reported.</summary>
    public static bool Refuses(XElement sbml, XElement model, string file, DiagnosticBag diagnostics)
    {
        var refused = false;
        foreach (var declaration in sbml.Attributes().Where(a => a.IsNamespaceDeclaration && a.Value != sbml.Name.NamespaceName))
        {
            XNamespace package = declaration.Value;
            var required = (string?)sbml.Attribute(package + "required");
            if (required is null) continue;
            var name = NameOf(declaration);
            // Of distrib, draws are symbols in formulas, which are read there; <uncertainty> describes a value and changes none.
            if (name is ExtendedMath or Composition or "distrib") continue;
            var used = model.DescendantsAndSelf().FirstOrDefault(e => IsUse(e, package));
            if (required.Trim() is "true" or "1")
            {
                if (used is null) continue;
                refused = true;
                diagnostics.Error("TS0104", SbmlElement.SpanOf(used, file),
                    $"The model uses package '{name}' (<{used.Name.LocalName}>), which changes what it means and which Thymus does not read.",
                    "Export the model without this package.");
            }
            else if (name == "fbc" && used is not null)
                diagnostics.Warning("TS0105", SbmlElement.SpanOf(used, file),
                    "Flux balance (package 'fbc') is ignored: objectives and flux bounds have no effect on a simulation in time.");
        }
        return refused;
    }

    /// <summary>Whether the file has submodels, which <see cref="SbmlFlattener"/> joins; ports, and definitions that nothing uses, make none.</summary>
    public static bool IsComposed(XElement sbml) => sbml.Descendants().Any(e => e.Name.NamespaceName == CompVocabulary.Namespace);

    private static bool IsUse(XElement e, XNamespace package) =>
        e.Name.Namespace == package || e.Attributes().Any(a => a.Name.Namespace == package && !a.IsNamespaceDeclaration);

    /// <summary>'comp' of http://www.sbml.org/sbml/level3/version1/comp/version1; the prefix for anyone else's namespace.</summary>
    private static string NameOf(XAttribute declaration)
    {
        var parts = declaration.Value.Split('/');
        return declaration.Value.StartsWith(CorePrefix, StringComparison.Ordinal) && parts.Length > 6 ? parts[6] : declaration.Name.LocalName;
    }
}
