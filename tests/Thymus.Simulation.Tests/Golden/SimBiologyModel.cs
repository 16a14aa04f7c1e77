using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Thymus.Modeling;

namespace Thymus.Tests;

/// <summary>A SimBiology model from its tables (outside data, qspio-matlab), written as SimBiology writes SBML.</summary>
/// <remarks>
/// Level 2 Version 4: identifiers that say nothing with names beside them, units by definitions of MATLAB's own (a cell and a molecule are so
/// many moles), every quantity in the unit of the modeller, powers as a function in <c>ci</c>. Formulas go through Antimony, whose syntax
/// for them is MATLAB's.
/// </remarks>
internal sealed partial class SimBiologyModel
{
    /// <summary>What SimBiology takes for one particle, in moles.</summary>
    private const string Particle = "1.66053872801495e-24";

    private static readonly XNamespace Level2 = "http://www.sbml.org/sbml/level2/version4";
    private static readonly XNamespace Level3 = SbmlWriter.Namespace;
    private static readonly XNamespace Math = "http://www.w3.org/1998/Math/MathML";

    private static readonly Dictionary<string, (string Kind, int Exponent, string Multiplier)[]> Units = new(StringComparer.Ordinal)
    {
        ["day"] = [("second", 1, "86400")], ["hour"] = [("second", 1, "3600")], ["minute"] = [("second", 1, "60")], ["second"] = [("second", 1, "1")],
        ["liter"] = [("litre", 1, "1")], ["litre"] = [("litre", 1, "1")], ["milliliter"] = [("litre", 1, "0.001")], ["microliter"] = [("litre", 1, "1e-6")],
        ["centimeter"] = [("metre", 1, "0.01")], ["millimeter"] = [("metre", 1, "0.001")], ["micrometer"] = [("metre", 1, "1e-6")], ["nanometer"] = [("metre", 1, "1e-9")],
        ["molarity"] = [("mole", 1, "1"), ("litre", -1, "1")], ["micromolarity"] = [("mole", 1, "1e-6"), ("litre", -1, "1")], ["nanomolarity"] = [("mole", 1, "1e-9"), ("litre", -1, "1")],
        ["mole"] = [("mole", 1, "1")], ["nanomole"] = [("mole", 1, "1e-9")], ["molecule"] = [("mole", 1, Particle)], ["cell"] = [("mole", 1, Particle)],
        ["dimensionless"] = [("dimensionless", 1, "1")], ["1"] = [],
    };

    private readonly Dictionary<string, string> _identifiers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unitIds = new(StringComparer.Ordinal);
    private readonly List<XElement> _unitDefinitions = [];
    private readonly string _folder;

    private SimBiologyModel(string folder) => _folder = folder;

    /// <summary>The identifier that a quantity of the model has in the file.</summary>
    public string this[string name] => _identifiers[name];

    public string Text { get; private set; } = "";

    public static SimBiologyModel Read(string folder)
    {
        var model = new SimBiologyModel(folder);
        model.Write();
        return model;
    }

    private void Write()
    {
        var compartments = Table("compartments.csv").ToList();
        var parameters = Table("parameters.csv").ToList();
        var species = Table("species.csv").ToList();
        foreach (var (i, name) in compartments.Select(c => c["name"]).Concat(parameters.Select(p => p["name"])).Concat(species.Select(s => s["identifier"])).Index())
            _identifiers[name] = string.Create(CultureInfo.InvariantCulture, $"mw{i:x4}_{name.Replace('.', '_')}");

        var rules = Table("rules.csv").ToList();
        var ruled = rules.Select(r => this[r["target"]]).ToHashSet(StringComparer.Ordinal);
        string Value(string id, string number) => ruled.Contains(id) ? "" : $"{id} = {number};";

        var text = new StringBuilder("model *qspio()\n");
        foreach (var c in compartments) text.Append(CultureInfo.InvariantCulture, $"compartment {this[c["name"]]}; {Value(this[c["name"]], c["capacity"])}\n");
        foreach (var s in species) text.Append(CultureInfo.InvariantCulture, $"species {(s["interpreted_dimension"] == "amount" && s["units"] == "cell" ? "substanceOnly " : "")}{this[s["identifier"]]} in {this[s["compartment"]]}; {Value(this[s["identifier"]], s["initial_amount"])}\n");
        foreach (var p in parameters) text.Append(CultureInfo.InvariantCulture, $"{Value(this[p["name"]], p["value"])}\n");
        var equations = File.ReadLines(Path.Combine(_folder, "equations.txt")).ToList();
        var stoichiometry = Table("stoichiometry.csv").GroupBy(s => s["reaction"]).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var flux in equations.Where(e => e.StartsWith("Reaction_", StringComparison.Ordinal)))
        {
            var (name, rate) = (flux[..flux.IndexOf(' ')], flux[(flux.IndexOf('=') + 1)..]);
            string Side(bool left) => string.Join(" + ", stoichiometry[name].Where(s => s["stoichiometry"].StartsWith('-') == left).Select(s => this[s["species"]]));
            text.Append(CultureInfo.InvariantCulture, $"{name}: {Side(left: true)} => {Side(left: false)}; {Mangled(rate)};\n");
        }
        foreach (var rule in rules)
            text.Append(CultureInfo.InvariantCulture, $"{this[rule["target"]]} {(rule["type"] == "initialAssignment" ? "=" : ":=")} {Mangled(rule["expression"])};\n");
        var e = Table("events.csv").Single();
        var assigned = e["assignments"].Split('=');
        text.Append(CultureInfo.InvariantCulture, $"cure: at ({Mangled(e["trigger"])}): {Mangled(assigned[0])} = {Mangled(assigned[1])};\nend\n");

        var (definition, diagnostics) = AntimonyReader.Read(text.ToString(), "qspio.ant", _ => null);
        Assert.True(definition is not null, string.Join('\n', diagnostics) + text);
        using var buffer = new MemoryStream();
        SbmlWriter.Write(definition, buffer);
        buffer.Position = 0;
        var document = XDocument.Load(buffer);
        ToDialect(document, compartments, parameters, species);
        Text = document.ToString();
    }

    private void ToDialect(XDocument document, List<Dictionary<string, string>> compartments, List<Dictionary<string, string>> parameters, List<Dictionary<string, string>> species)
    {
        var byId = document.Descendants().Where(d => d.Attribute("id") is not null).ToDictionary(d => d.Attribute("id")!.Value, StringComparer.Ordinal);
        foreach (var c in compartments)
        {
            byId[this[c["name"]]].SetAttributeValue("units", Unit(c["units"]));
            byId[this[c["name"]]].SetAttributeValue("spatialDimensions", c["units"].EndsWith("^2", StringComparison.Ordinal) ? 2 : 3);
        }
        foreach (var p in parameters) byId[this[p["name"]]].SetAttributeValue("units", Unit(p["units"]));
        var sizes = compartments.ToDictionary(c => c["name"], c => c["units"], StringComparer.Ordinal);
        foreach (var s in species)
            byId[this[s["identifier"]]].SetAttributeValue("substanceUnits", Unit(s["units"] == "cell" ? "cell" : $"{s["units"]}*{sizes[s["compartment"]]}"));
        foreach (var (name, id) in _identifiers) byId[id].SetAttributeValue("name", name.Split('.')[^1]);

        var model = document.Root!.Element(Level3 + "model")!;
        // SimBiology states its own unit of time; a formula with a power calls the function of that name.
        Unit("day", id: "time");
        model.AddFirst(new XElement(Level3 + "listOfUnitDefinitions", _unitDefinitions));
        foreach (var power in document.Descendants(Math + "power").ToList()) power.ReplaceWith(new XElement(Math + "ci", " power "));
        foreach (var name in new[] { "fast", "initialValue", "persistent", "extentUnits", "timeUnits", "substanceUnits", "volumeUnits", "lengthUnits", "areaUnits" })
            foreach (var d in document.Descendants().Where(d => d.Name.LocalName is "model" or "reaction" or "trigger"))
                d.SetAttributeValue(name, null);
        foreach (var d in document.Descendants().Where(d => d.Name.LocalName is "speciesReference")) d.SetAttributeValue("constant", null);
        foreach (var d in document.Descendants().Where(d => d.Name.Namespace == Level3)) d.Name = Level2 + d.Name.LocalName;
        document.Root.Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
        document.Root.SetAttributeValue("level", 2);
        document.Root.SetAttributeValue("version", 4);
    }

    /// <summary>The definition of a unit that MATLAB writes as text.</summary>
    private string Unit(string text, string? id = null)
    {
        if (id is null && _unitIds.TryGetValue(text, out var known)) return known;
        id ??= "MWDERIVEDUNIT_" + NotInIdentifiers().Replace(text, "_");
        _unitIds[text] = id;
        var definition = new XElement(Level3 + "unitDefinition", new XAttribute("id", id), new XAttribute("name", text));
        var list = new XElement(Level3 + "listOfUnits");
        var (sign, depthSign) = (1, 1);
        foreach (Match token in UnitTokens().Matches(text))
        {
            if (token.Value == "/") sign = -depthSign;
            else if (token.Value == "*") sign = sign == 0 ? depthSign : depthSign == -1 ? -1 : 1;
            else if (token.Value == "(") depthSign = sign;
            else if (token.Value == ")") (sign, depthSign) = (1, 1);
            else
            {
                var (name, power) = (token.Groups["name"].Value, token.Groups["power"].Success ? int.Parse(token.Groups["power"].Value, CultureInfo.InvariantCulture) : 1);
                foreach (var (kind, exponent, multiplier) in Units[name])
                    list.Add(new XElement(Level3 + "unit", new XAttribute("kind", kind), new XAttribute("exponent", sign * exponent * power), new XAttribute("multiplier", multiplier)));
            }
        }
        definition.Add(list);
        _unitDefinitions.Add(definition);
        return id;
    }

    /// <summary>MATLAB's formula with the file's identifiers; a species without its compartment is the only one of its name that is meant.</summary>
    private string Mangled(string formula) => Names().Replace(formula, m =>
        _identifiers.TryGetValue(m.Value, out var id) ? id : _identifiers.First(i => i.Key.EndsWith("." + m.Value, StringComparison.Ordinal)).Value);

    private IEnumerable<Dictionary<string, string>> Table(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(_folder, file));
        var header = lines[0].Split(',');
        return lines.Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',').Zip(header).ToDictionary(p => p.Second, p => p.First, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?(?<!^[0-9.]+e)")]
    private static partial Regex Names();

    [GeneratedRegex(@"(?<name>[A-Za-z]+|1)(\^(?<power>-?\d+))?|[*/()]")]
    private static partial Regex UnitTokens();

    [GeneratedRegex(@"\W")]
    private static partial Regex NotInIdentifiers();
}
