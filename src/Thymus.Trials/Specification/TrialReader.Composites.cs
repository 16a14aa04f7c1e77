using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary>Endpoints that a trial composes of events: <c>composites: {EFS: {events: [{when: death}, …]}}</c>.</summary>
internal static partial class TrialReader
{
    private static readonly Dictionary<string, EndpointEventKind> ObservedEvents = new(StringComparer.Ordinal)
    {
        ["death"] = EndpointEventKind.Death, ["progression"] = EndpointEventKind.Progression, ["new lesion"] = EndpointEventKind.NewLesion,
    };

    private static ImmutableArray<SurvivalEndpoint> ReadComposites(YamlMap? parent, ModelMap? model, ImmutableArray<DecisionRule> decisions, ImmutableArray<Finding> findings)
    {
        var endpoints = ImmutableArray.CreateBuilder<SurvivalEndpoint>();
        foreach (var key in parent?.Keys ?? [])
        {
            if (parent!.Map(key.Text) is not { } map) continue;
            CheckName(map, key);
            var from = ReadDrugName(map, "from", model);
            var (among, outside) = (ReadFindingName(map, "among", findings), ReadFindingName(map, "outside", findings));
            var events = map.Maps("events").Select(e => ReadEvent(e, model, decisions)).OfType<EndpointEvent>().ToImmutableArray();
            if (!map.Has("events")) map.Error(3, map.Span, $"'{map.Path}' has no 'events'.", "Name at least one, e.g. '- {when: death}'.");
            endpoints.Add(new SurvivalEndpoint(key.Text, ReadWording(map, "label") ?? new Wording(key.Text), ReadTimes(map, "rates"), ReadTimes(map, "rmst"), ReadTimes(map, "hazard-ratios"))
            {
                Events = events,
                From = from,
                Among = among,
                Outside = outside,
            });
            map.Finish();
        }
        return endpoints.ToImmutable();
    }

    /// <summary><c>incidences: {AE3: {event: {decision: toxicity}, competing: [{when: death}], at: [12 month]}}</c>.</summary>
    private static ImmutableArray<SurvivalEndpoint> ReadIncidences(YamlMap? parent, ModelMap? model, ImmutableArray<DecisionRule> decisions, ImmutableArray<SurvivalEndpoint> others)
    {
        var endpoints = ImmutableArray.CreateBuilder<SurvivalEndpoint>();
        foreach (var key in parent?.Keys ?? [])
        {
            if (parent!.Map(key.Text) is not { } map) continue;
            CheckName(map, key);
            if (others.Any(e => e.Id == key.Text)) map.Error(9, key.Span, $"'{key.Text}' names an endpoint above, too.", "Choose another name.");
            var from = ReadDrugName(map, "from", model);
            var counted = map.RequiredMap("event") is { } one ? ReadEvent(one, model, decisions) : null;
            ImmutableArray<EndpointEvent> competing = map.Has("competing")
                ? [.. map.Maps("competing").Select(e => ReadEvent(e, model, decisions)).OfType<EndpointEvent>()]
                : [new EndpointEvent(EndpointEventKind.Death)];
            if (counted is not null && competing.Contains(counted)) map.Error(10, map.Span, $"'{map.Path}' has its event among those that compete with it.", null);
            var label = ReadWording(map, "label") ?? new Wording(key.Text);
            var days = ReadTimes(map, "at");
            if (days.IsEmpty) map.Error(3, map.Span, $"'{map.Path}' has no 'at'.", "Name the times at which the share is wanted, e.g. 'at: [12 month]'.");
            if (counted is not null) endpoints.Add(new SurvivalEndpoint(key.Text, label, [], [], []) { Events = [counted, .. competing], From = from, IncidenceDays = days });
            map.Finish();
        }
        return endpoints.ToImmutable();
    }

    private static string? ReadFindingName(YamlMap map, string key, ImmutableArray<Finding> findings)
    {
        if (map.Scalar(key) is not { } name) return null;
        if (!findings.Any(f => f.Id == name.Text && !f.Counts))
            map.Error(11, name.Span, $"'{name.Path}' is '{name.Text}', which is no finding of a patient.", Advice.DidYouMean(name.Text, "findings", findings.Where(f => !f.Counts).Select(f => f.Id)));
        return name.Text;
    }

    private static void CheckName(YamlMap map, YamlScalar key)
    {
        if (!key.Text.All(char.IsAsciiLetterOrDigit) || key.Text.Length == 0 || SurvivalEndpoints.Any(e => e.Id == key.Text) || ScanIds.Contains(key.Text))
            map.Error(9, key.Span, $"'{key.Text}' names an endpoint that the trial composes.", "Its name holds letters and digits only, and is that of no endpoint that every trial knows.");
    }

    private static EndpointEvent? ReadEvent(YamlMap map, ModelMap? model, ImmutableArray<DecisionRule> decisions)
    {
        string[] kinds = [.. new[] { "when", "decision", "missed" }.Where(map.Has)];
        if (kinds.Length != 1)
            map.Error(10, map.Span, $"'{map.Path}' has {(kinds.Length == 0 ? "none" : "more than one")} of 'when', 'decision' and 'missed'.", "An event is one of them.");
        var when = map.Choice("when", ObservedEvents);
        var decision = map.Scalar("decision");
        var missed = ReadDrugName(map, "missed", model);
        var since = ReadDrugName(map, "since", model);
        var within = map.Days("within", double.Epsilon);
        if (since is not null && (decision is not null || when is EndpointEventKind.Death))
            map.Error(10, map.SpanAt("since"), $"'{map.Path}' has 'since' beside what it does not bound.", "It goes with scans and with 'missed'.");
        if (missed is not null == within is null)
            map.Error(10, map.Span, $"'{map.Path}' has {(missed is null ? "'within' and no 'missed'" : "'missed' and no 'within'")}.", "Write e.g. '{missed: drug, within: 84 day}'.");
        if (decision is { } name && !decisions.Any(d => d.Id == name.Text))
            map.Error(11, name.Span, $"'{name.Path}' is '{name.Text}', which is the id of no decision.", Advice.DidYouMean(name.Text, "decisions", decisions.Select(d => d.Id)));
        map.Finish();
        return when is { } kind ? new EndpointEvent(kind, Since: since)
            : decision is { } rule ? new EndpointEvent(EndpointEventKind.Decision, rule.Text)
            : missed is { } drug && within is { } days ? new EndpointEvent(EndpointEventKind.Missed, drug, since, days)
            : null;
    }

    /// <summary>Whether an endpoint counts the decision of this id, so that it does something without a drug.</summary>
    private static bool IsCounted(YamlMap root, string? id)
    {
        if (id is null) return false;
        if (root.Map("composites") is { } composites && composites.Keys.Any(k => composites.Map(k.Text)?.Maps("events").Any(e => e.Text("decision") == id) ?? false)) return true;
        return root.Map("incidences") is { } incidences && incidences.Keys.Any(k => incidences.Map(k.Text) is { } map
            && (map.Map("event")?.Text("decision") == id || map.Maps("competing").Any(e => e.Text("decision") == id)));
    }
}
