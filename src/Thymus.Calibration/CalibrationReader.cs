using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Reads a calibration file with every fault at once (codes TE…).</summary>
internal static class CalibrationReader
{
    public static CalibrationSpecification? Read(string path, DiagnosticBag diagnostics)
    {
        if (YamlFile.Read(path, "TE", diagnostics) is not { } root) return null;
        var title = root.Text("title");
        var trials = ReadTrials(root);
        var evidence = root.RequiredScalar("evidence") is { } file ? EvidenceTable.Read(Resolve(path, file.Text), file.Span, diagnostics) : null;
        var seed = root.Integer("seed", 0) ?? 1;
        var patients = root.Integer("patients", 10, 1_000_000) ?? 1000;
        var replicates = root.Integer("replicates", 1, 1000) ?? 1;
        var targets = root.Maps("targets").Select(t => ReadTarget(t, evidence, trials.Length)).OfType<CalibrationTarget>().ToImmutableArray();
        var frozen = root.Scalar("frozen");
        var held = frozen is { } named ? ReadFrozen(Resolve(path, named.Text), named, diagnostics) : [];
        var pool = ReadPool(root);
        var parameters = ReadParameters(root, held, pool is not null, trials);
        var between = ReadBetween(root, parameters, pool);
        var structures = ReadStructures(root, parameters);
        var frozenValues = held.Where(h => !parameters.Any(p => p.Name == h.Name)).ToImmutableArray();
        root.Finish();
        if (!diagnostics.HasErrors && targets.Length == 0) root.Error(101, root.Span, "There is no target to fit.", "List rows of the evidence below 'targets:'.");
        if (!diagnostics.HasErrors && parameters.Length == 0) root.Error(102, root.Span, "There is no parameter to fit.", "Name symbols of the model below 'parameters:'.");
        if (diagnostics.HasErrors) return null;
        var specification = new CalibrationSpecification
        {
            File = path, Title = title, Trials = trials, Seed = (ulong)seed, Patients = (int)patients, Replicates = (int)replicates,
            Targets = targets, Parameters = parameters, Pool = pool, Between = between, Frozen = frozen is { } f ? Resolve(path, f.Text) : null, FrozenValues = frozenValues,
            FrozenUncertainty = frozen is { } g && File.Exists(Resolve(path, g.Text)) ? FittedUncertainty.Read(Resolve(path, g.Text), diagnostics) : FittedUncertainty.None,
            Structures = structures,
        };
        return structures.IsEmpty ? specification : specification.WithStructure(structures[0].Name);
    }

    /// <summary><c>structures: {NAME: {values: {SYMBOL: NUMBER}, start: {PARAMETER: NUMBER}, why: …, rejected: …}}</c>; the first is the file's own.</summary>
    private static ImmutableArray<Structure> ReadStructures(YamlMap root, ImmutableArray<CalibratedParameter> parameters)
    {
        if (root.Map("structures") is not { } list) return [];
        var structures = ImmutableArray.CreateBuilder<Structure>();
        foreach (var key in list.Keys)
        {
            if (list.Map(key.Text) is not { } map) continue;
            var values = Numbers(map, "values");
            var starts = Numbers(map, "start");
            var (why, rejected) = (map.Text("why"), map.Text("rejected"));
            map.Finish();
            if (rejected is not null && structures.Count == 0) map.Error(116, key.Span, $"The structure '{key.Text}' is the file's own and is rejected.", "Put one first that fits.");
            if (values.IsEmpty) map.Error(116, map.Span, $"The structure '{key.Text}' says nothing that differs.", "Give 'values:', symbols of the model and their values.");
            if (key.Text.Contains('.', StringComparison.Ordinal)) map.Error(116, key.Span, $"The structure '{key.Text}' has a dot in its name, which is part of a file's name.");
            foreach (var (name, _, span) in values.Where(v => parameters.Any(p => p.Name == v.Name)))
                map.Error(116, span, $"'{name}' is fitted; a structure's value is not.", "Move it to 'start:', or do not fit it.");
            foreach (var (name, start, span) in starts)
            {
                if (parameters.FirstOrDefault(p => p.Name == name) is not { } fitted)
                    map.Error(116, span, $"'{name}' is no fitted parameter.", Advice.DidYouMean(name, "parameters", parameters.Select(p => p.Name)));
                else if (start < fitted.Lower || start > fitted.Upper)
                    map.Error(116, span, FormattableString.Invariant($"The start {start} of '{name}' is not within {fitted.Lower} and {fitted.Upper}."));
            }
            structures.Add(new Structure(key.Text, [.. values.Select(v => (v.Name, v.Value))], starts.ToImmutableDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal), why, key.Span) { Rejected = rejected });
        }
        return structures.ToImmutable();
    }

    private static ImmutableArray<(string Name, double Value, SourceSpan Span)> Numbers(YamlMap map, string key) =>
        map.Map(key) is not { } numbers ? [] : [.. numbers.Keys.Select(k => (k.Text, numbers.Number(k.Text) ?? double.NaN, k.Span))];

    private static ImmutableArray<string> ReadTrialNumbers(YamlMap map, ImmutableArray<CalibrationTrial> trials)
    {
        var files = ImmutableArray.CreateBuilder<string>();
        foreach (var number in map.Numbers("trials"))
        {
            if (number >= 1 && number <= trials.Length && number == Math.Floor(number)) files.Add(trials[(int)number - 1].File);
            else map.Error(115, map.SpanAt("trials"), FormattableString.Invariant($"There is no trial {number}; 'trials:' lists {trials.Length}."));
        }
        return files.ToImmutable();
    }

    private static PoolSettings? ReadPool(YamlMap root)
    {
        if (root.Map("pool") is not { } map) return null;
        var pool = new PoolSettings((int)(map.Integer("patients", 100, 1_000_000) ?? 4000), (int)(map.Integer("rounds", 1, 100) ?? 8), (int)(map.Integer("effective", 10, 1_000_000) ?? 1000));
        map.Finish();
        if (pool.Effective > pool.Patients) map.Error(113, map.Span, $"{pool.Effective} effective patients cannot be had of {pool.Patients}.", "'patients' are simulated an arm; 'effective' of them must be left after weighting.");
        if (root.Has("patients") || root.Has("replicates")) root.Error(113, root.Span, "'patients' and 'replicates' are of a calibration without 'pool:'.", "Give 'patients' below 'pool:'.");
        return pool;
    }

    private static BetweenTrials? ReadBetween(YamlMap root, ImmutableArray<CalibratedParameter> parameters, PoolSettings? pool)
    {
        if (root.Map("between-trials") is not { } map) return null;
        var names = map.Scalars("parameters");
        var sd = map.Number("prior-sd", double.Epsilon) ?? 0.3;
        map.Text("why");
        map.Finish();
        if (pool is null) map.Error(114, map.Span, "Differences between trials are estimated with 'pool:' only.");
        if (names.Count == 0) map.Error(114, map.Span, "It is not said what differs between trials.", "Name fitted parameters: 'parameters: [hazard_reference]'.");
        foreach (var name in names.Where(n => !parameters.Any(p => p.Name == n.Text && p.Scale == ParameterScale.Log)))
            map.Error(114, name.Span, $"'{name.Text}' is no fitted parameter on a log scale.", Advice.DidYouMean(name.Text, "parameters", [.. parameters.Where(p => p.Scale == ParameterScale.Log).Select(p => p.Name)]));
        return new BetweenTrials([.. names.Select(n => n.Text)], sd, map.Span);
    }

    /// <summary>One <c>trial:</c>, or a list of <c>trials:</c> with a file each.</summary>
    private static ImmutableArray<CalibrationTrial> ReadTrials(YamlMap root)
    {
        if (root.Scalar("trial") is { } one)
            return [new CalibrationTrial(Resolve(root.File, one.Text), ReadSet(root), one.Span)];
        var trials = ImmutableArray.CreateBuilder<CalibrationTrial>();
        foreach (var map in root.Maps("trials"))
        {
            if (map.RequiredScalar("file") is { } file) trials.Add(new CalibrationTrial(Resolve(root.File, file.Text), ReadSet(map), file.Span));
            map.Finish();
        }
        if (trials.Count == 0) root.Error(103, root.Span, "No trial is named.", "Give 'trial: FILE', or a list of 'trials:' with a 'file:' each.");
        return trials.ToImmutable();
    }

    private static ImmutableDictionary<string, string> ReadSet(YamlMap map)
    {
        if (map.Map("set") is not { } set) return ImmutableDictionary<string, string>.Empty;
        return set.Keys.ToImmutableDictionary(k => k.Text, k => set.Text(k.Text) ?? "", StringComparer.Ordinal);
    }

    private static CalibrationTarget? ReadTarget(YamlMap map, EvidenceTable? evidence, int trials)
    {
        var id = map.RequiredScalar("id");
        var arm = map.RequiredText("arm");
        var reference = map.Text("reference");
        var trial = (int)(map.Integer("trial", 1, Math.Max(1, trials)) ?? 1) - 1;
        var endpoint = map.RequiredScalar("endpoint") is { } text ? ReadEndpoint(map, text) : null;
        map.Finish();
        if (id is not { } named || evidence is null || arm is null || endpoint is null) return null;
        if (evidence.Require(named.Text, named.Span, map.Diagnostics) is not { } row) return null;
        var published = PublishedNumber.Of(row);
        if (double.IsFinite(published.Scaled) && published.StandardError > 0)
            return new CalibrationTarget(published, trial, arm, reference, endpoint, map.Span);
        map.Error(104, named.Span, $"The evidence '{row.Id}' has no number with an interval ({row.Value}, {row.Lower} to {row.Upper}).",
            "A target needs both: the interval is its weight. A share (%) needs no interval where its n is known.");
        return null;
    }

    /// <summary><c>OS.rate@6 month</c> → <c>OS.rate@182.625</c>.</summary>
    private static string? ReadEndpoint(YamlMap map, YamlScalar text)
    {
        var at = text.Text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return text.Text;
        if (Quantity.TryParse(text.Text[(at + 1)..], out var time, out var error) && time.TryIn(Unit.Parse("day"), out var days, out error))
            return EndpointIds.At(text.Text[..at], days);
        map.Error(105, text.Span, $"The time of '{text.Text}' cannot be read: {error}", "Write OS.rate@12 month.");
        return null;
    }

    /// <param name="held">Frozen values: a parameter among them starts there, and its prior stands there, unless the file says otherwise.</param>
    private static ImmutableArray<CalibratedParameter> ReadParameters(YamlMap root, ImmutableArray<(string Name, double Value)> held, bool pooled, ImmutableArray<CalibrationTrial> trials)
    {
        if (root.Map("parameters") is not { } list) return [];
        var parameters = ImmutableArray.CreateBuilder<CalibratedParameter>();
        foreach (var key in list.Keys)
        {
            if (list.Map(key.Text) is not { } map) continue;
            var scale = map.Choice("scale", ParameterScales.Names) ?? ParameterScale.Linear;
            double? known = held.Any(h => h.Name == key.Text) ? held.First(h => h.Name == key.Text).Value : null;
            var (start, lower, upper) = (map.Number("start") ?? known, map.Number("lower"), map.Number("upper"));
            var why = map.Text("why");
            var relative = map.Text("spread");
            var only = ReadTrialNumbers(map, trials);
            var (prior, spread) = (double.NaN, double.NaN);
            if (map.Map("prior") is { } priorMap)
            {
                prior = priorMap.Number("value") ?? known ?? double.NaN;
                if (double.IsNaN(prior)) map.Error(108, priorMap.Span, $"The prior of '{map.Path}' has no value.", "Give 'value:'; only a parameter of the frozen file has one without it.");
                spread = priorMap.Number("sd", double.Epsilon) ?? double.NaN;
                priorMap.Finish();
            }
            if (pooled && (relative is null || scale == ParameterScale.Linear))
                map.Error(112, map.Span, $"'{map.Path}' cannot be moved by weights.", "With 'pool:' a parameter has 'scale: log' or 'logit' and 'spread:', the lognormal quantity of the population that multiplies it (or its odds) in the model.");
            map.Finish();
            if (start is not { } s || lower is not { } l || upper is not { } u || !(l < u && s >= l && s <= u) || !scale.Holds(l, u))
                map.Error(106, map.Span, $"'{map.Path}' needs lower < upper with start between them{scale switch { ParameterScale.Log => ", all above 0 on a log scale", ParameterScale.Logit => ", all within 0 and 1 on a logit scale", _ => "" }}.");
            else
                parameters.Add(new CalibratedParameter(key.Text, s, l, u, scale, prior, spread, why, key.Span) { Spread = relative, OnlyIn = only });
        }
        return parameters.ToImmutable();
    }

    private static ImmutableArray<(string Name, double Value)> ReadFrozen(string path, YamlScalar named, DiagnosticBag diagnostics)
    {
        if (!File.Exists(path))
        {
            diagnostics.Error("TE0107", named.Span, $"There is no file of fitted values '{named.Text}'.", "Another calibration writes it; run that one first.");
            return [];
        }
        return FittedValues.Read(path, diagnostics);
    }

    private static string Resolve(string from, string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(from))!, file);
}
