using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Solvers;

namespace Thymus.Trials;

/// <summary>Trial YAML → <see cref="TrialSpecification"/>. Diagnostics carry the letters TH.</summary>
internal static partial class TrialReader
{
    public const string Codes = "TH";

    public static TrialReadResult Read(string path, IReadOnlyDictionary<string, string>? overrides)
    {
        var diagnostics = new DiagnosticBag();
        var root = YamlFile.Read(path, Codes, diagnostics);
        return new TrialReadResult(root is null ? null : Read(root, overrides), diagnostics);
    }

    /// <summary>
    /// Reads the text of a trial file; <paramref name="file"/> names it in messages and gives the folder of relative paths.
    /// </summary>
    public static TrialReadResult Parse(string text, string file, IReadOnlyDictionary<string, string>? overrides = null)
    {
        var diagnostics = new DiagnosticBag();
        var root = YamlFile.Parse(text, file, Codes, diagnostics);
        return new TrialReadResult(root is null ? null : Read(root, overrides), diagnostics);
    }

    private static TrialSpecification? Read(YamlMap root, IReadOnlyDictionary<string, string>? overrides)
    {
        var parameters = Overrides.Apply(root, overrides);
        var study = ReadStudy(root.RequiredMap("study"));
        var model = ReadModel(root.RequiredMap("model"), parameters);
        var pharmacokinetics = ReadPharmacokinetics(root.Map("pharmacokinetics"));
        var findings = ReadFindings(root.Map("findings"));
        var map = ReadMap(root.RequiredMap("map"), needsLesions: pharmacokinetics.IsEmpty && findings.IsEmpty);
        var population = ReadPopulation(root.RequiredMap("population"));
        var design = ReadDesign(root.RequiredMap("design"));
        var arms = ReadArms(root, design?.PatientsPerArm ?? 0, map);
        var burnIn = ReadBurnIn(root.Map("burn-in"));
        var runIn = ReadRunIn(root.Map("run-in"), map);
        var eligibility = ReadEligibility(root);
        // Who scans nobody needs no days of scans.
        var visits = ReadVisits(map is { Lesions.IsEmpty: true } ? root.Map("visits") : root.RequiredMap("visits"));
        var measurement = ReadMeasurement(root.Map("measurement"));
        var recist = ReadRecist(root.Map("recist"));
        var decisions = ReadDecisions(root, map);
        var sampling = ReadSampling(root.Map("sampling"), map);
        var endpoints = ReadEndpoints(root.Map("endpoints")).AddRange(ReadComposites(root.Map("composites"), map, decisions, findings));
        endpoints = endpoints.AddRange(ReadIncidences(root.Map("incidences"), map, decisions, endpoints));
        var contrasts = ReadContrasts(root, arms);
        CheckDays(root, pharmacokinetics, design);
        CheckFindings(root, findings, map, design);
        var compare = ReadCompare(root.Map("compare"), arms);
        var limits = ReadLimits(root.Map("limits"));
        root.Finish();
        if (root.Diagnostics.HasErrors) return null;
        return new TrialSpecification
        {
            File = root.File,
            Study = study!,
            Model = model!,
            Map = map!,
            Population = population!,
            Design = design!,
            Arms = arms,
            BurnIn = burnIn,
            RunIn = runIn,
            Eligibility = eligibility,
            Visits = visits ?? VisitSchedule.None,
            Measurement = measurement,
            Recist = recist,
            Decisions = decisions,
            Sampling = sampling,
            Endpoints = endpoints,
            Pharmacokinetics = pharmacokinetics,
            Findings = findings,
            Contrasts = contrasts,
            Compare = compare,
            Limits = limits,
        };
    }

    private static Study? ReadStudy(YamlMap? map)
    {
        if (map is null) return null;
        var id = ReadId(map, "id", "-_.");
        var title = ReadRequiredWording(map, "title");
        var study = new Study(id ?? "", title ?? new Wording(""), map.Text("registry"), [.. map.Scalars("citations").Select(c => c.Text)]);
        map.Finish();
        return study;
    }

    private static ModelReference? ReadModel(YamlMap? map, ImmutableArray<ParameterValue> overrides)
    {
        if (map is null) return null;
        var file = map.RequiredScalar("file");
        var method = map.Choice("method", Methods.Named.ToDictionary(m => m.Name, m => m.Method)) ?? Method.Rodas5P;
        var tolerance = map.Number("relative-tolerance", 1e-13, 1e-2) ?? 1e-6;
        var values = ImmutableArray.CreateBuilder<ParameterValue>();
        var fitted = map.Scalar("fitted") is { Text: not "none" } source ? ReadFitted(map, source, values) : null;
        if (map.Map("parameters") is { } parameters)
            foreach (var key in parameters.Keys)
                if (parameters.Number(key.Text) is { } value)
                    values.Add(new ParameterValue(Flat(key).Text, value, key.Span, Wins: false));
        values.AddRange(overrides);
        var modules = ReadModules(map);
        map.Finish();
        return new ModelReference(Resolve(map, file?.Text ?? ""), fitted, file?.Span ?? map.Span, method, tolerance, values.ToImmutable()) { Modules = modules };
    }

    /// <summary><c>with: {name: file}</c>: the trial composes its model.</summary>
    private static ImmutableArray<ModuleUse> ReadModules(YamlMap map)
    {
        var modules = ImmutableArray.CreateBuilder<ModuleUse>();
        if (map.Map("with") is not { } with) return [];
        foreach (var key in with.Keys)
        {
            if (key.Text.Length == 0 || !char.IsAsciiLetter(key.Text[0]) || !key.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                with.Error(9, key.Span, $"'{key.Text}' names a module.", "Its name begins with a letter and holds letters, digits and _ only.");
            if (with.Scalar(key.Text) is { } file) modules.Add(new ModuleUse(key.Text, Resolve(with, file.Text), file.Span));
        }
        return modules.ToImmutable();
    }

    /// <summary>The values that a calibration wrote; its other keys are for people.</summary>
    private static string? ReadFitted(YamlMap map, YamlScalar source, ImmutableArray<ParameterValue>.Builder values)
    {
        var path = Resolve(map, source.Text);
        if (!File.Exists(path))
        {
            map.Error(14, source.Span, $"There is no file of fitted values '{source.Text}'.", "`thymus calibrate` writes it; leave 'fitted' out to run with the values of the model file.");
            return null;
        }
        if (YamlFile.Read(path, Codes, map.Diagnostics) is not { } root || root.RequiredMap("values") is not { } list) return null;
        var some = root.Scalars("not-in-all-models").Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var key in list.Keys)
            if (list.Number(key.Text) is { } value) values.Add(new ParameterValue(Flat(key).Text, value, key.Span, Wins: false) { IfPresent = some.Contains(key.Text) });
        return path;
    }

    private static PopulationReference? ReadPopulation(YamlMap? map)
    {
        if (map is null) return null;
        var file = map.Scalar("file");
        var inline = map.Map("define");
        if (file is null == inline is null)
            map.Error(10, map.Span,
                $"'population' has {(file is null ? "neither 'file' nor 'define'" : "both 'file' and 'define'")}.",
                "Name a population file with 'file:', or write its content below 'define:'.");
        var population = new PopulationReference(file is { } f ? Resolve(map, f.Text) : null, inline, file?.Span ?? map.Span,
            map.Scalar("weight"), map.Scalar("height"), map.Scalar("gfr"));
        map.Finish();
        return population;
    }

    private static TrialDesign? ReadDesign(YamlMap? map)
    {
        if (map is null) return null;
        var assignment = map.Choice("assignment",
            new Dictionary<string, Assignment> { ["randomised"] = Assignment.Randomised, ["twins"] = Assignment.Twins })
            ?? Assignment.Randomised;
        var patients = map.Integer("patients", 1, 10_000_000) ?? 100;
        var seed = map.Integer("seed", 0) ?? 1;
        map.RequiredScalar("follow-up");
        var design = new TrialDesign(assignment, (int)patients, (ulong)seed, map.Days("follow-up", double.Epsilon) ?? 0,
            map.Days("enrolment") ?? 0);
        map.Finish();
        return design;
    }

    private static BurnIn? ReadBurnIn(YamlMap? map)
    {
        if (map is null) return null;
        var until = ReadFormula(map, "until", required: true);
        var reaches = map.RequiredScalar("reaches");
        var most = map.Days("at-most", double.Epsilon) ?? 30 * Quantities.DaysPerYear;
        map.Finish();
        return until is null || reaches is null ? null : new BurnIn(until, reaches.Value, most);
    }

    private static ImmutableArray<EligibilityRule> ReadEligibility(YamlMap root)
    {
        var rules = ImmutableArray.CreateBuilder<EligibilityRule>();
        foreach (var map in root.Maps("eligibility"))
        {
            var quantity = ReadFormula(map, "quantity", required: true);
            var least = map.Number("at-least");
            var most = map.Number("at-most");
            if (!map.Has("at-least") && !map.Has("at-most"))
                map.Error(10, map.Span, $"'{map.Path}' has neither 'at-least' nor 'at-most'.", "Give one bound or both.");
            var reason = ReadRequiredWording(map, "reason");
            map.Finish();
            if (quantity is not null && reason is not null)
                rules.Add(new EligibilityRule(quantity, least ?? double.NegativeInfinity, most ?? double.PositiveInfinity,
                    reason));
        }
        return rules.ToImmutable();
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> ReadLimits(YamlMap? map)
    {
        var limits = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        if (map is null) return limits.ToImmutable();
        foreach (var language in Wording.Languages) limits[language] = [.. map.Scalars(language).Select(s => s.Text)];
        map.Finish();
        return limits.ToImmutable();
    }

    /// <summary>The name in the composed model: <c>lesion1.cells</c> of a submodel is <c>lesion1__cells</c>.</summary>
    private static YamlScalar Flat(YamlScalar name) =>
        name with { Text = name.Text.Replace(".", "__", StringComparison.Ordinal) };

    private static Formula? ReadFormula(YamlMap map, string key, bool required = false)
    {
        var scalar = required ? map.RequiredScalar(key) : map.Scalar(key);
        return scalar is { } s ? new Formula(s.Text, s.Span) : null;
    }

    private static string? ReadId(YamlMap map, string key, string punctuation)
    {
        if (map.RequiredScalar(key) is not { } id) return null;
        if (id.Text.Length > 0 && id.Text.All(c => char.IsAsciiLetterOrDigit(c) || punctuation.Contains(c))) return id.Text;
        map.Error(9, id.Span, $"'{id.Path}' is '{id.Text}'.",
            $"An id holds letters, digits and {string.Join(' ', punctuation.Select(c => c.ToString(CultureInfo.InvariantCulture)))} only.");
        return null;
    }

    private static string Resolve(YamlMap map, string path) =>
        Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(map.File)) ?? Directory.GetCurrentDirectory());
}
