using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Puts an instance of a submodel into the words of the model that uses it: names, units of time and extent, replaced symbols.</summary>
/// <remarks>
/// Hierarchical Model Composition, Version 1 Release 3, section 3.8. With time factor t, extent factor x and a replaced symbol's factor f
/// (value below × factor = value above): time reads time/t; a rate rule is divided by t; event delays and the second argument of delay are
/// multiplied by t; rateOf is multiplied by t; a kinetic law is multiplied by x/t, and a reaction that is read is divided by it. A replaced
/// symbol is read as replacing/f, and what is assigned to it is multiplied by f. Each formula is gone through once, so that what stands for
/// a symbol is not itself converted.
/// </remarks>
internal sealed class SubmodelRewriter(
    SubmodelInstance instance, string prefix, string? timeFactor, string? extentFactor, string file, DiagnosticBag diagnostics)
{
    private static readonly XNamespace Math = MathMLVocabulary.Namespace;

    private static readonly HashSet<string> NoNames = [];

    private readonly HashSet<string> _reactions =
        [.. instance.Model.Descendants().Where(e => e.Name.LocalName == "reaction").Select(e => ((string?)e.Attribute("id"))?.Trim()).OfType<string>()];

    private readonly HashSet<string> _units =
        [.. instance.Model.Descendants().Where(e => e.Name.LocalName == "unitDefinition").Select(e => ((string?)e.Attribute("id"))?.Trim()).OfType<string>()];

    private int _depth;

    public void Rewrite()
    {
        RefuseScaledConcentrations();
        foreach (var e in instance.Model.DescendantsAndSelf().Where(e => e.Name.Namespace == instance.Model.Name.Namespace).ToList())
        {
            if (e.Element(Math + "math") is { } math) RewriteFormula(e, math);
            RewriteAttributes(e);
        }
    }

    /// <summary>
    /// The concentration of a species that stays here would be read in a size that is measured above in another unit; the package says
    /// nothing of it, and a guess would be a wrong number.
    /// </summary>
    private void RefuseScaledConcentrations()
    {
        foreach (var s in instance.Model.Descendants().Where(e => e.Name.LocalName == "species"))
            if (((string?)s.Attribute("compartment"))?.Trim() is { } compartment && instance.Symbols.TryGetValue(compartment, out var replacement)
                && replacement.Factor is not null && ((string?)s.Attribute("hasOnlySubstanceUnits"))?.Trim() is not ("true" or "1"))
                diagnostics.Error("TS0406", SbmlElement.SpanOf(s, file),
                    $"Species '{(string?)s.Attribute("id")}' is a concentration in compartment '{compartment}', which '{replacement.Id}' replaces with a conversion factor.",
                    "Replace the species too, or give it hasOnlySubstanceUnits=\"true\".");
    }

    private void RewriteAttributes(XElement e)
    {
        foreach (var attribute in e.Attributes().Where(a => a.Name.Namespace == XNamespace.None).ToList())
        {
            var value = attribute.Value.Trim();
            switch (attribute.Name.LocalName)
            {
                case "id" when e.Name.LocalName == "unitDefinition":
                case "units" or "substanceUnits" or "timeUnits" or "volumeUnits" or "areaUnits" or "lengthUnits" or "extentUnits":
                    attribute.Value = Unit(value);
                    break;
                case "id" when !SubmodelInstance.IsLocal(e):
                case "compartment" or "species" or "variable" or "symbol":
                    attribute.Value = Symbol(value).Id;
                    break;
                case "conversionFactor":
                    var factor = Symbol(value);
                    if (factor.Factor is not null)
                        diagnostics.Error("TS0406", SbmlElement.SpanOf(e, file),
                            $"Conversion factor '{value}' is itself replaced with a conversion factor, which Thymus does not read.", "Give the product a parameter of its own.");
                    attribute.Value = factor.Id;
                    break;
            }
        }
    }

    private void RewriteFormula(XElement owner, XElement math)
    {
        if (math.Elements().FirstOrDefault() is not { } content) return;
        var law = owner.Name.LocalName == "kineticLaw" ? owner : null;
        var hidden = law is null ? NoNames : [.. law.Descendants().Where(SubmodelInstance.IsLocal).Select(p => ((string?)p.Attribute("id"))?.Trim()).OfType<string>()];
        var formula = Formula(content, hidden);
        switch (owner.Name.LocalName)
        {
            case "rateRule":
                formula = Times(Over(formula, timeFactor), FactorOf(owner, "variable"));
                break;
            case "assignmentRule" or "eventAssignment":
                formula = Times(formula, FactorOf(owner, "variable"));
                break;
            case "initialAssignment":
                formula = Times(formula, FactorOf(owner, "symbol"));
                break;
            case "delay":
                formula = Times(formula, timeFactor);
                break;
            case "kineticLaw":
                formula = Over(Times(formula, extentFactor), timeFactor);
                break;
        }
        if (formula != content) content.ReplaceWith(formula);
    }

    private string? FactorOf(XElement e, string attribute) => ((string?)e.Attribute(attribute))?.Trim() is { } variable ? Symbol(variable).Factor : null;

    /// <summary>The formula in the words of the model above; the element itself, changed in place, where one remains one.</summary>
    private XElement Formula(XElement e, HashSet<string> hidden)
    {
        // What is nested deeper the reader refuses.
        if (e.Name.Namespace != Math || _depth > MathMLReader.DeepestNesting) return e;
        _depth++;
        var formula = Convert(e, hidden);
        _depth--;
        return formula;
    }

    private XElement Convert(XElement e, HashSet<string> hidden)
    {
        switch (e.Name.LocalName)
        {
            case "ci":
                return Name(e, hidden);
            case "csymbol":
                return IsSymbol(e, "time") ? Over(e, timeFactor) : e;
            case "cn":
                foreach (var a in e.Attributes().Where(a => a.Name.LocalName == "units" && a.Name.Namespace != XNamespace.None)) a.Value = Unit(a.Value.Trim());
                return e;
            case "lambda":
                hidden = [.. e.Elements(Math + "bvar").Select(b => b.Value.Trim())];
                break;
            case "bvar" or "annotation" or "annotation-xml":
                return e;
            case "apply":
                return Apply(e, hidden);
        }
        foreach (var child in e.Elements().ToList()) Replace(child, Formula(child, hidden));
        return e;
    }

    private XElement Name(XElement ci, HashSet<string> hidden)
    {
        var name = ci.Value.Trim();
        if (hidden.Contains(name)) return ci;
        var replacement = Symbol(name);
        ci.Value = replacement.Id;
        if (replacement.Factor is not null) return Over(ci, replacement.Factor);
        return IsConvertedReaction(name) ? Over(Times(ci, timeFactor), extentFactor) : ci;
    }

    private XElement Apply(XElement e, HashSet<string> hidden)
    {
        var parts = e.Elements().ToList();
        if (parts.Count == 0) return e;
        var head = parts[0];
        if (head.Name == Math + "ci") head.Value = Symbol(head.Value.Trim()).Id;
        if (IsSymbol(head, "rateOf") && parts is [_, { Name.LocalName: "ci" } variable])
        {
            var name = variable.Value.Trim();
            if (hidden.Contains(name)) return e;
            var replacement = Symbol(name);
            variable.Value = replacement.Id;
            var rate = Over(Times(e, timeFactor), replacement.Factor);
            return replacement.Factor is null && IsConvertedReaction(name) ? Over(Times(rate, timeFactor), extentFactor) : rate;
        }
        foreach (var part in parts.Skip(1)) Replace(part, Formula(part, hidden));
        if (IsSymbol(head, "delay") && e.Elements().ToList() is [_, _, var duration]) Replace(duration, Times(duration, timeFactor));
        return e;
    }

    private bool IsConvertedReaction(string name) => _reactions.Contains(name) && !instance.Symbols.ContainsKey(name);

    private Replacement Symbol(string id) => instance.Symbols.TryGetValue(id, out var replacement) ? replacement : new Replacement(prefix + id);

    private string Unit(string id) => instance.Units.TryGetValue(id, out var replacement) ? replacement.Id : _units.Contains(id) ? prefix + id : id;

    private static bool IsSymbol(XElement e, string name) =>
        e.Name == Math + "csymbol" && ((string?)e.Attribute("definitionURL") ?? "").Trim() == MathMLVocabulary.SymbolNamespace + name;

    private static void Replace(XElement old, XElement formula)
    {
        if (old != formula) old.ReplaceWith(formula);
    }

    private static XElement Times(XElement formula, string? factor) => Combined("times", formula, factor);

    private static XElement Over(XElement formula, string? factor) => Combined("divide", formula, factor);

    /// <summary>The old element stays where it is; what is returned holds a copy of it, at the same place of the file.</summary>
    private static XElement Combined(string operation, XElement formula, string? factor)
    {
        if (factor is null) return formula;
        var copy = SbmlCopy.Of(formula, formula.Name.Namespace);
        var combined = new XElement(Math + "apply", new XElement(Math + operation), copy, new XElement(Math + "ci", factor));
        if (formula.Annotation<SourcePlace>() is { } place)
            foreach (var e in combined.DescendantsAndSelf().Where(e => e.Annotation<SourcePlace>() is null)) e.AddAnnotation(place);
        return combined;
    }
}
