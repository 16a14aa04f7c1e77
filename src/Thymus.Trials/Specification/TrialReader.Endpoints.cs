using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

internal static partial class TrialReader
{
    private static readonly (string Id, string Label)[] SurvivalEndpoints =
    [
        ("OS", "Overall survival"), ("PFS", "Progression-free survival (RECIST 1.1)"), ("DOR", "Duration of response"),
        ("TTR", "Time to response"),
    ];

    private static readonly string[] Roles = ["fitted", "checked", "predicted"];

    private static ImmutableArray<SurvivalEndpoint> ReadEndpoints(YamlMap? parent)
    {
        if (parent is null) return [.. SurvivalEndpoints.Take(2).Select(e => new SurvivalEndpoint(e.Id, new Wording(e.Label), [], [], []))];
        var endpoints = ImmutableArray.CreateBuilder<SurvivalEndpoint>();
        foreach (var (id, label) in SurvivalEndpoints)
        {
            if (parent.Map(id) is not { } map) continue;
            endpoints.Add(new SurvivalEndpoint(id, ReadWording(map, "label") ?? new Wording(label), ReadTimes(map, "rates"), ReadTimes(map, "rmst"),
                ReadTimes(map, "hazard-ratios")));
            map.Finish();
        }
        parent.Finish();
        return endpoints.ToImmutable();
    }

    private static ImmutableArray<PharmacokineticParameter> ReadPharmacokinetics(YamlMap? parent)
    {
        if (parent is null) return [];
        var parameters = ImmutableArray.CreateBuilder<PharmacokineticParameter>();
        foreach (var key in parent.Keys)
        {
            if (parent.Map(key.Text) is not { } map) continue;
            if (key.Text.Length == 0 || !key.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                map.Error(9, key.Span, $"'{key.Text}' names a pharmacokinetic parameter.", "Its name holds letters, digits, - and _ only.");
            var quantity = ReadFormula(map, "quantity", required: true);
            map.RequiredScalar("at");
            var day = map.Days("at", double.Epsilon);
            var from = map.Days("from", double.Epsilon) ?? double.NaN;
            if (from >= day)
                map.Error(10, map.SpanAt("from"), $"'{map.Path}' begins no earlier than it ends.", "'from' is the time before 'at' whose value is taken off.");
            var unit = map.RequiredText("unit");
            var label = ReadWording(map, "label") ?? new Wording(key.Text);
            map.Finish();
            if (quantity is not null && day is { } at && unit is not null) parameters.Add(new PharmacokineticParameter(key.Text, label, quantity, from, at, unit));
        }
        return parameters.ToImmutable();
    }

    private static void CheckDays(YamlMap root, ImmutableArray<PharmacokineticParameter> parameters, TrialDesign? design)
    {
        foreach (var parameter in parameters)
            if (design is { FollowUpDays: > 0 } && parameter.Day > design.FollowUpDays)
                root.Error(10, parameter.Quantity.Span, $"'pharmacokinetics.{parameter.Id}' is taken after the end of follow-up.", "Take it earlier, or lengthen 'design.follow-up'.");
    }

    private static ImmutableArray<double> ReadTimes(YamlMap map, string key)
    {
        var times = new List<double>();
        foreach (var scalar in map.Scalars(key))
            if (map.Days(scalar, double.Epsilon) is { } days) times.Add(days);
        times.Sort();
        return [.. times.Distinct()];
    }

    private static ImmutableArray<ContrastRequest> ReadContrasts(YamlMap root, ImmutableArray<Arm> arms)
    {
        var contrasts = ImmutableArray.CreateBuilder<ContrastRequest>();
        foreach (var map in root.Maps("contrasts"))
        {
            var arm = ReadArmName(map, "arm", arms, required: true);
            var reference = ReadArmName(map, "reference", arms, required: true);
            if (arm is not null && arm == reference) map.Error(9, map.Span, $"'{map.Path}' compares '{arm}' with itself.", null);
            map.Finish();
            if (arm is not null && reference is not null) contrasts.Add(new ContrastRequest(arm, reference));
        }
        return contrasts.ToImmutable();
    }

    private static EvidenceComparisons? ReadCompare(YamlMap? map, ImmutableArray<Arm> arms)
    {
        if (map is null) return null;
        var file = map.RequiredScalar("evidence");
        var rows = ImmutableArray.CreateBuilder<EvidenceRow>();
        foreach (var row in map.Maps("rows"))
        {
            var id = row.RequiredText("id");
            var endpoint = row.RequiredScalar("endpoint") is { } e ? ReadEndpointId(row, e) : null;
            var arm = ReadArmName(row, "arm", arms, required: true);
            var reference = ReadArmName(row, "reference", arms, required: false);
            row.RequiredScalar("role");
            var role = row.Choice("role", Roles.Select((name, index) => (name, index)).ToDictionary(r => r.name, r => r.index));
            row.Finish();
            if (id is not null && endpoint is not null && arm is not null && role is { } known)
                rows.Add(new EvidenceRow(id, endpoint, arm, reference, Roles[known], row.Span));
        }
        map.Finish();
        return file is { } f ? new EvidenceComparisons(Resolve(map, f.Text), f.Span, rows.ToImmutable()) : null;
    }

    /// <summary>"OS.rate@12 month" → "OS.rate@365.25".</summary>
    private static string? ReadEndpointId(YamlMap map, YamlScalar scalar)
    {
        var at = scalar.Text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return scalar.Text;
        var time = scalar with { Text = scalar.Text[(at + 1)..].Trim() };
        return map.Days(time) is { } days ? EndpointIds.At(scalar.Text[..at], days) : null;
    }

    private static string? ReadArmName(YamlMap map, string key, ImmutableArray<Arm> arms, bool required)
    {
        if ((required ? map.RequiredScalar(key) : map.Scalar(key)) is not { } name) return null;
        if (arms.Any(a => a.Id == name.Text)) return name.Text;
        map.Error(11, name.Span, $"'{name.Path}' is '{name.Text}', which is no arm.",
            Advice.DidYouMean(name.Text, "arms", arms.Select(a => a.Id)));
        return null;
    }
}

/// <summary>The ids of estimates in <see cref="TrialSummary"/>.</summary>
public static class EndpointIds
{
    /// <summary><c>OS.rate@365.25</c>: an id with the time in days.</summary>
    public static string At(string id, double days) => $"{id}@{days.ToString("R", CultureInfo.InvariantCulture)}";
}
