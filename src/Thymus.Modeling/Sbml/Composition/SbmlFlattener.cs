using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Makes one model of a model and its submodels (package 'comp'), by the rules of its specification's sections 3.5 to 3.8.</summary>
/// <remarks>
/// From the inside out: each submodel is made flat, then what the model above deletes is taken out, what it replaces gives way, names get
/// the prefix <c>submodel__</c>, units of time and extent are converted, and the elements move up. References are resolved to elements, not
/// to names, so one may point at what has been renamed, moved or replaced further inside.
/// </remarks>
internal sealed class SbmlFlattener(SbmlDocuments documents, DiagnosticBag diagnostics)
{
    /// <summary>Submodels that hold two of the next level thirty levels deep would be a billion.</summary>
    private const int MostElements = 200_000;

    private const int DeepestNesting = 100;

    private static readonly string[] ReferenceKinds = ["portRef", "idRef", "unitRef", "metaIdRef"];

    private readonly Dictionary<XElement, XElement> _standsFor = [];
    private readonly Dictionary<XElement, SubmodelInstance> _instances = [];
    private readonly Dictionary<XElement, double> _elements = [];
    private readonly List<XElement> _open = [];
    private string _file = "";

    /// <summary>The flat model in the namespace of its file's core; null where the bag then has errors.</summary>
    public XElement? Flatten(SbmlDocument document)
    {
        if (Measure(document, document.Main!, "the model") > MostElements)
            Fault(document.Main!, document.File, "TS0405", $"The submodels make more than {MostElements} elements.", "Models of that size are not read.");
        if (diagnostics.HasErrors) return null;
        var flat = Instantiate(document, document.Main!, document.Root.Name.Namespace, "the model");
        return diagnostics.HasErrors ? null : flat.Model;
    }

    /// <summary>The number of elements of a model with all its submodels; reports what is not there and what contains itself.</summary>
    private double Measure(SbmlDocument document, XElement definition, string title)
    {
        if (_open.Contains(definition))
        {
            Fault(definition, document.File, "TS0402", $"{Described(definition)} contains itself, through {title}.", "A model cannot be a part of itself.");
            return 0;
        }
        if (_elements.TryGetValue(definition, out var elements)) return elements;
        if (_open.Count == DeepestNesting)
        {
            Fault(definition, document.File, "TS0405", $"Submodels are nested deeper than {DeepestNesting} levels.", "Models of that depth are not read.");
            return 0;
        }
        _open.Add(definition);
        elements = definition.Descendants().Count();
        foreach (var submodel in CompVocabulary.List(definition, "listOfSubmodels", "submodel"))
            if (Definition(document, submodel) is var (owner, found)) elements += Measure(owner, found, TitleOf(submodel, title));
        _open.RemoveAt(_open.Count - 1);
        return _elements[definition] = elements;
    }

    private static string TitleOf(XElement submodel, string outer) => $"submodel '{CompVocabulary.Text(submodel, "id")}' of {outer}";

    /// <summary>A copy of a model that has been measured, with its submodels joined into it.</summary>
    private SubmodelInstance Instantiate(SbmlDocument document, XElement definition, XNamespace core, string title)
    {
        var model = SbmlCopy.Of(definition, definition.Name.Namespace == CompVocabulary.Namespace ? CompVocabulary.Namespace : core, document.File);
        model.Name = core + "model";
        foreach (var e in model.Descendants().Where(e => e.Name.Namespace == document.Root.Name.Namespace)) e.Name = core + e.Name.LocalName;
        var instance = new SubmodelInstance(model, title);
        foreach (var submodel in instance.Submodels)
        {
            var (owner, found) = Definition(document, submodel)!.Value;
            instance.Instances[submodel] = _instances[submodel] = Instantiate(owner, found, core, TitleOf(submodel, title));
        }
        _file = document.File;
        Join(instance);
        return instance;
    }

    /// <summary>The model that a submodel names, through external definitions to where it stands.</summary>
    private (SbmlDocument Document, XElement Model)? Definition(SbmlDocument document, XElement submodel)
    {
        var (place, name) = (submodel, CompVocabulary.Text(submodel, "modelRef"));
        var passed = new HashSet<(string, string)>();
        while (true)
        {
            if (name is null)
            {
                Fault(place, document.File, "TS0108", $"<{place.Name.LocalName}> has no attribute 'modelRef'.");
                return null;
            }
            if (!passed.Add((document.File, name)))
            {
                Fault(place, document.File, "TS0402", $"The external definition of '{name}' leads back to itself.");
                return null;
            }
            if (document.Find(name) is not { } found)
            {
                Fault(place, document.File, "TS0401", $"There is no model '{name}' in {Path.GetFileName(document.File)}.", Advice.DidYouMean(name, "models there", document.Names()));
                return null;
            }
            if (found.Name.LocalName != "externalModelDefinition") return (document, found);
            if (documents.Open(CompVocabulary.Text(found, "source"), document.File, found) is not { } next) return null;
            (document, place, name) = (next, found, CompVocabulary.Text(found, "modelRef") ?? (string?)next.Main?.Attribute("id"));
            if (name is null && next.Main is { } main) return (next, main);
        }
    }

    private void Join(SubmodelInstance instance)
    {
        var removed = new List<XElement>();
        foreach (var (submodel, inner) in instance.Instances)
            foreach (var deletion in CompVocabulary.List(submodel, "listOfDeletions", "deletion"))
                if (Target(inner, deletion) is { } target) removed.Add(target);
        foreach (var e in instance.Model.Descendants(CompVocabulary.Name("replacedElement")).ToList())
            if (e.Parent?.Parent is { } replacing && CompVocabulary.Text(e, "deletion") is null) ReplaceElement(instance, replacing, e, removed);
        foreach (var e in instance.Model.Descendants(CompVocabulary.Name("replacedBy")).ToList())
            if (e.Parent is { } replaced) ReplaceBy(instance, replaced, e, removed);
        foreach (var e in removed) Remove(e);
        foreach (var submodel in instance.Submodels) MoveUp(instance, submodel, instance.Instances[submodel]);
        instance.Model.Elements().Where(CompVocabulary.IsComp).Remove();
    }

    private void ReplaceElement(SubmodelInstance instance, XElement replacing, XElement reference, List<XElement> removed)
    {
        if (Inner(instance, reference) is not { } inner || Target(inner, reference) is not { } target) return;
        if (target.Name.LocalName == "submodel")
        {
            Fault(reference, _file, "TS0406", $"A replacement takes the place of submodel '{CompVocabulary.Text(target, "id")}' as a whole, which Thymus does not read.",
                "Replace its elements one by one, or delete it.");
            return;
        }
        Rename(inner, target, replacing, CompVocabulary.Text(reference, "conversionFactor"), reference);
        _standsFor[target] = replacing;
        removed.Add(target);
    }

    private void ReplaceBy(SubmodelInstance instance, XElement replaced, XElement reference, List<XElement> removed)
    {
        if (Inner(instance, reference) is not { } inner || Target(inner, reference) is not { } target) return;
        Rename(inner, target, replaced, null, reference);
        _standsFor[replaced] = target;
        removed.Add(replaced);
    }

    /// <summary>The name of an element below becomes that of an element here.</summary>
    private void Rename(SubmodelInstance inner, XElement below, XElement above, string? factor, XElement reference)
    {
        if (((string?)below.Attribute("id"))?.Trim() is not { } old || ((string?)above.Attribute("id"))?.Trim() is not { } present) return;
        var names = below.Name.LocalName == "unitDefinition" ? inner.Units : inner.Symbols;
        if (!names.TryAdd(old, new Replacement(present, factor)) && names[old].Id != present)
            Fault(reference, _file, "TS0403", $"'{old}' of {inner.Title} is replaced twice: by '{names[old].Id}' and by '{present}'.", "Keep one of the two.");
    }

    private SubmodelInstance? Inner(SubmodelInstance instance, XElement reference)
    {
        var name = CompVocabulary.Text(reference, "submodelRef");
        var submodel = instance.Submodels.Find(s => CompVocabulary.Text(s, "id") == name);
        return submodel is not null ? instance.Instances[submodel]
            : Fault(reference, _file, "TS0403", $"<{reference.Name.LocalName}> names submodel '{name}', which {instance.Title} does not have.",
                Advice.DidYouMean(name ?? "", "submodels", instance.Submodels.Select(s => CompVocabulary.Text(s, "id")).OfType<string>()));
    }

    /// <summary>The element that a reference means, or what has taken its place; null, and reported, where there is none.</summary>
    private XElement? Target(SubmodelInstance inner, XElement reference)
    {
        var element = Resolve(inner, reference);
        while (element is not null && _standsFor.TryGetValue(element, out var other)) element = other;
        if (element is null || CompVocabulary.IsComp(element) || IsWithin(element, inner.Model)) return element;
        Fault(reference, _file, "TS0403", $"<{reference.Name.LocalName}> refers to <{element.Name.LocalName}> '{(string?)element.Attribute("id")}' of {inner.Title}, which is deleted there.");
        return null;
    }

    private static bool IsWithin(XElement element, XElement model) => element == model || element.Ancestors().Contains(model);

    private XElement? Resolve(SubmodelInstance inner, XElement reference)
    {
        var kinds = ReferenceKinds.Where(k => CompVocabulary.Text(reference, k) is not null).ToList();
        if (kinds is not [var kind])
        {
            Fault(reference, _file, "TS0403", $"<{reference.Name.LocalName}> must refer by one of {string.Join(", ", ReferenceKinds)}; it has {kinds.Count}.");
            return null;
        }
        var name = CompVocabulary.Text(reference, kind)!;
        if (!inner.Names(kind).TryGetValue(name, out var element))
        {
            Fault(reference, _file, "TS0403", $"<{reference.Name.LocalName}> refers to '{name}' ({kind}), which {inner.Title} does not have.",
                Advice.DidYouMean(name, "names there", inner.Names(kind).Keys));
            return null;
        }
        if (kind == "portRef")
        {
            if (CompVocabulary.Text(element, "portRef") is null) element = Resolve(inner, element);
            else return FaultyPort(element, name);
        }
        if (reference.Element(CompVocabulary.Name("sBaseRef")) is not { } deeper || element is null) return element;
        if (inner.Instances.TryGetValue(element, out var next)) return Resolve(next, deeper);
        Fault(reference, _file, "TS0403", $"<sBaseRef> goes into '{name}' of {inner.Title}, which is no submodel but <{element.Name.LocalName}>.");
        return null;
    }

    private XElement? FaultyPort(XElement port, string name)
    {
        Fault(port, _file, "TS0403", $"Port '{name}' refers to another port.", "A port refers to an element of its own model, or through a submodel by sBaseRef.");
        return null;
    }

    private void Remove(XElement e)
    {
        if (_instances.TryGetValue(e, out var instance)) Remove(instance);
        else if (e.Parent is not null) e.Remove();
    }

    /// <summary>Takes out a whole submodel, whose elements have moved up already.</summary>
    private static void Remove(SubmodelInstance instance)
    {
        foreach (var item in instance.Items)
            if (item.Parent is not null) item.Remove();
        foreach (var inner in instance.Instances.Values) Remove(inner);
    }

    private void MoveUp(SubmodelInstance instance, XElement submodel, SubmodelInstance inner)
    {
        var id = CompVocabulary.Text(submodel, "id");
        if (id is null)
        {
            Fault(submodel, _file, "TS0108", "<submodel> has no attribute 'id'.");
            return;
        }
        var model = instance.Model;
        StateInherited(model, inner.Model);
        new SubmodelRewriter(inner, PrefixFor(id, instance), CompVocabulary.Text(submodel, "timeConversionFactor"),
            CompVocabulary.Text(submodel, "extentConversionFactor"), _file, diagnostics).Rewrite();
        foreach (var list in inner.Model.Elements().Where(e => e.Name.Namespace == model.Name.Namespace).ToList())
        {
            var target = model.Element(list.Name);
            if (target is null) model.Add(target = new XElement(list.Name));
            foreach (var item in list.Elements().ToList())
            {
                item.Remove();
                target.Add(item);
            }
        }
    }

    /// <summary>Two underscores as everywhere in Thymus, more where a name of the model itself begins so.</summary>
    private static string PrefixFor(string submodel, SubmodelInstance instance)
    {
        var prefix = submodel + "__";
        while (instance.Names("idRef").Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))) prefix += "_";
        return prefix;
    }

    /// <summary>What elements take from the model around them is written down before they leave it.</summary>
    private static void StateInherited(XElement above, XElement model)
    {
        foreach (var s in model.Descendants(model.Name.Namespace + "species"))
        {
            Inherit(s, "substanceUnits", (string?)model.Attribute("substanceUnits"));
            if ((string?)s.Attribute("conversionFactor") is null) Inherit(s, "conversionFactor", (string?)model.Attribute("conversionFactor") ?? NoConversion(above, model));
        }
        foreach (var c in model.Descendants(model.Name.Namespace + "compartment"))
            if ((string?)c.Attribute("spatialDimensions") is { } dimensions)
                Inherit(c, "units", (string?)model.Attribute(dimensions.Trim() switch { "3" => "volumeUnits", "2" => "areaUnits", "1" => "lengthUnits", _ => "none" }));

        static void Inherit(XElement e, string attribute, string? value)
        {
            if (value is not null && e.Attribute(attribute) is null) e.SetAttributeValue(attribute, value);
        }
    }

    /// <summary>A factor of 1 for the species of a submodel without conversion factor in a model that has one.</summary>
    private static string? NoConversion(XElement above, XElement model)
    {
        if (above.Attribute("conversionFactor") is null) return null;
        var list = model.Element(model.Name.Namespace + "listOfParameters");
        if (list is null) model.Add(list = new XElement(model.Name.Namespace + "listOfParameters"));
        var present = list.Elements().FirstOrDefault(p => p.Annotation<Unconverted>() is not null);
        if (present is null)
        {
            var names = new NewNames(model.Descendants().Select(e => (string?)e.Attribute("id")).OfType<string>());
            present = new XElement(model.Name.Namespace + "parameter", new XAttribute("id", names.Unconverted()), new XAttribute("value", "1"), new XAttribute("constant", "true"));
            present.AddAnnotation(new Unconverted());
            list.Add(present);
        }
        return (string?)present.Attribute("id");
    }

    private sealed class Unconverted;

    private static string Described(XElement definition) =>
        definition.Name.LocalName == "model" ? "The model" : $"Model definition '{(string?)definition.Attribute("id")}'";

    private SubmodelInstance? Fault(XElement e, string file, string code, string message, string? advice = null)
    {
        diagnostics.Error(code, SbmlElement.SpanOf(e, file), message, advice);
        return null;
    }
}
