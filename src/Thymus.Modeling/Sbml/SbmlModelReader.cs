using System.Collections.Immutable;
using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Reads the parts of a <c>model</c> element with the defaults of its level.</summary>
internal sealed class SbmlModelReader(int level, string file, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, int> _functions = new(StringComparer.Ordinal);
    private MathMLReader _math = null!;

    public ModelDefinition Read(SbmlElement model)
    {
        foreach (var function in model.List("listOfFunctionDefinitions", "functionDefinition"))
            if (function.Text("id") is { } id && function.Math is { } math && MathMLReader.Arity(math) is { } arity)
                _functions[id] = arity;
        var definesTime = model.Xml.Descendants().Any(e => (string?)e.Attribute("id") == "time" && e.Name.Namespace == model.Xml.Name.Namespace && e.Name.LocalName != "unitDefinition");
        _math = new MathMLReader(file, diagnostics, _functions, definesTime);

        var units = new SbmlUnits(level, diagnostics);
        var unitDefinitions = units.ReadDefinitions(model);
        ImmutableArray<Compartment> compartments = [.. model.List("listOfCompartments", "compartment").Select(c => Compartment(c, units))];
        var pointlike = compartments.Where(c => c.SpatialDimensions == 0).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var names = new NewNames(model.Xml.Descendants().Select(e => (string?)e.Attribute("id")).OfType<string>());
        var reactions = new SbmlReactionReader(level, diagnostics, units, names, Formula);
        return new ModelDefinition
        {
            Id = model.Text("id") ?? Identifier(Path.GetFileNameWithoutExtension(file)),
            Name = model.Text("name"),
            File = file,
            TimeUnit = units.ModelUnit(model, "timeUnits", "time"),
            SubstanceUnit = units.ModelUnit(model, "substanceUnits", "substance"),
            VolumeUnit = units.ModelUnit(model, "volumeUnits", "volume"),
            AreaUnit = units.ModelUnit(model, "areaUnits", "area"),
            LengthUnit = units.ModelUnit(model, "lengthUnits", "length"),
            // In Level 2 a reaction's extent is measured in the model's unit of substance.
            ExtentUnit = units.ModelUnit(model, "extentUnits", "substance"),
            ConversionFactor = model.Text("conversionFactor"),
            Functions = [.. model.List("listOfFunctionDefinitions", "functionDefinition").Select(Function).OfType<FunctionDefinition>()],
            Compartments = compartments,
            Species = [.. model.List("listOfSpecies", "species").Select(s => Species(s, units, pointlike))],
            Parameters = [.. model.List("listOfParameters", "parameter").Select(p => Parameter(p, units))],
            InitialAssignments = [.. model.List("listOfInitialAssignments", "initialAssignment").Select(InitialAssignment).OfType<InitialAssignment>()],
            Reactions = [.. model.List("listOfReactions", "reaction").Select(reactions.Read)],
            Rules = [.. (model.Child("listOfRules")?.Children() ?? []).Select(Rule).OfType<Rule>(), .. reactions.StoichiometryRules],
            Events = [.. model.List("listOfEvents", "event").Select(Event).OfType<ModelEvent>()],
            Constraints = [.. model.List("listOfConstraints", "constraint").Select(Constraint).OfType<Constraint>()],
            // Last, because reading the others may need a definition of Level 2's built-in units.
            UnitDefinitions = unitDefinitions.AddRange(units.BuiltInsNeeded),
        };
    }

    private FunctionDefinition? Function(SbmlElement e)
    {
        var id = e.Required("id");
        if (e.Math is not { } math) return Missing<FunctionDefinition>(e, "it is left out");
        var (arguments, body) = _math.ReadLambda(math);
        if (body is null) return Missing<FunctionDefinition>(e, "it is left out");
        return new FunctionDefinition(id, arguments, body, e.Text("name"), e.Span);
    }

    private static Compartment Compartment(SbmlElement e, SbmlUnits units) => new(
        e.Required("id"),
        e.Number("size"),
        units.Name(e, "units"),
        e.Flag("constant", absent: true),
        e.Number("spatialDimensions") ?? 3,
        e.Text("name"),
        e.Span);

    private Species Species(SbmlElement e, SbmlUnits units, HashSet<string> pointlike)
    {
        var compartment = e.Required("compartment");
        var (amount, concentration) = (e.Number("initialAmount"), e.Number("initialConcentration"));
        if (amount is not null && concentration is not null)
            diagnostics.Error("TS0109", e.Span, $"{e.Title} has both initialAmount and initialConcentration.", "Give one of the two.");
        return new Species(
            e.Required("id"),
            compartment,
            amount,
            concentration,
            // A compartment without extent has no concentrations: there the symbol means the amount (L2V4 §4.8.5, L3V1 §4.6.5).
            e.Flag("hasOnlySubstanceUnits", absent: false) || pointlike.Contains(compartment),
            e.Flag("boundaryCondition", absent: false),
            e.Flag("constant", absent: false),
            units.Name(e, "substanceUnits"),
            e.Text("conversionFactor"),
            e.Text("name"),
            e.Span);
    }

    private static Parameter Parameter(SbmlElement e, SbmlUnits units) =>
        new(e.Required("id"), e.Number("value"), units.Name(e, "units"), e.Flag("constant", absent: true), e.Text("name"), e.Span);

    private InitialAssignment? InitialAssignment(SbmlElement e) =>
        Formula(e) is { } value ? new InitialAssignment(e.Required("symbol"), value, e.Span) : Missing<InitialAssignment>(e, "the variable keeps its stated value");

    private Rule? Rule(SbmlElement e)
    {
        if (Formula(e) is not { } value) return Missing<Rule>(e, "the rule has no effect");
        return e.Tag switch
        {
            "assignmentRule" => new AssignmentRule(e.Required("variable"), value, e.Span),
            "rateRule" => new RateRule(e.Required("variable"), value, e.Span),
            "algebraicRule" => new AlgebraicRule(value, e.Span),
            _ => null,
        };
    }

    private ModelEvent? Event(SbmlElement e, int index)
    {
        var trigger = e.Child("trigger");
        if (trigger is not { } t || Formula(t) is not { } condition) return Missing<ModelEvent>(e, "the event never happens");
        return new ModelEvent(
            e.Text("id") ?? "event" + (index + 1).ToString(CultureInfo.InvariantCulture),
            condition,
            [.. e.List("listOfEventAssignments", "eventAssignment").Select(EventAssignment).OfType<EventAssignment>()],
            t.Flag("initialValue", absent: true),
            t.Flag("persistent", absent: true),
            Part("delay", "the event is not delayed"),
            Part("priority", "the event has no priority"),
            e.Flag("useValuesFromTriggerTime", absent: true),
            e.Text("name"),
            e.Span);

        Expression? Part(string name, string consequence) =>
            e.Child(name) is { } part ? Formula(part) ?? Missing<Expression>(part, consequence) : null;
    }

    private EventAssignment? EventAssignment(SbmlElement e) =>
        Formula(e) is { } value ? new EventAssignment(e.Required("variable"), value, e.Span) : Missing<EventAssignment>(e, "it has no effect");

    private Constraint? Constraint(SbmlElement e)
    {
        if (Formula(e) is not { } condition) return Missing<Constraint>(e, "it is left out");
        var message = e.Child("message") is { } m ? string.Join(' ', m.Xml.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : "";
        return new Constraint(condition, message.Length == 0 ? null : message, e.Span);
    }

    private Expression? Formula(SbmlElement e) => e.Math is { } math ? _math.Read(math) : null;

    /// <summary>Level 3 Version 2 lets any <c>math</c> be absent; the construct then does nothing (L3V2 §3.4.1).</summary>
    private T? Missing<T>(SbmlElement e, string consequence) where T : class
    {
        diagnostics.Warning("TS0205", e.Span, $"{e.Title} has no formula; {consequence}.");
        return null;
    }

    /// <summary>A file name made into an SBML identifier.</summary>
    private static string Identifier(string text)
    {
        var id = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return id.Length == 0 || char.IsAsciiDigit(id[0]) ? "_" + id : id;
    }
}
