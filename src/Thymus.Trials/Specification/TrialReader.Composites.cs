using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary>Endpoints that a trial composes of events: <c>EFS: {events: [{when: death}, …]}</c>.</summary>
internal static partial class TrialReader
{
    private static readonly Dictionary<string, EndpointEventKind> ObservedEvents = new(StringComparer.Ordinal)
    {
        ["death"] = EndpointEventKind.Death, ["progression"] = EndpointEventKind.Progression, ["new lesion"] = EndpointEventKind.NewLesion,
    };

    private static SurvivalEndpoint? ReadComposite(YamlMap map, YamlScalar key, ModelMap? model, ImmutableArray<DecisionRule> decisions)
    {
        if (!map.Has("events"))
        {
            map.Error(9, key.Span, $"'{key.Text}' is no endpoint that every trial knows, and says of no 'events'.",
                $"Those that every trial knows are {string.Join(", ", SurvivalEndpoints.Select(e => e.Id))}; another one is composed below 'events'.");
            return null;
        }
        if (key.Text.Length == 0 || !key.Text.All(char.IsAsciiLetterOrDigit))
            map.Error(9, key.Span, $"'{key.Text}' names an endpoint.", "Its name holds letters and digits only.");
        var from = ReadDrugNames(map, "from", model).FirstOrDefault();
        var events = map.Maps("events").Select(e => ReadEvent(e, model, decisions)).OfType<EndpointEvent>().ToImmutableArray();
        var endpoint = new SurvivalEndpoint(key.Text, map.Text("label") ?? key.Text, ReadTimes(map, "rates"), ReadTimes(map, "rmst"), ReadTimes(map, "hazard-ratios"))
        {
            Events = events,
            From = from,
        };
        map.Finish();
        return endpoint;
    }

    private static EndpointEvent? ReadEvent(YamlMap map, ModelMap? model, ImmutableArray<DecisionRule> decisions)
    {
        string[] kinds = [.. new[] { "when", "decision", "missed" }.Where(map.Has)];
        if (kinds.Length != 1)
            map.Error(10, map.Span, $"'{map.Path}' has {(kinds.Length == 0 ? "none" : "more than one")} of 'when', 'decision' and 'missed'.", "An event is one of them.");
        var when = map.Choice("when", ObservedEvents);
        var decision = map.Scalar("decision");
        var missed = ReadDrugNames(map, "missed", model).FirstOrDefault();
        var since = ReadDrugNames(map, "since", model).FirstOrDefault();
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
    private static bool IsCounted(YamlMap root, string? id) =>
        root.Map("endpoints") is { } endpoints && endpoints.Keys.Any(k => endpoints.Map(k.Text) is { } map && map.Has("events")
            && map.Maps("events").Any(e => e.Has("decision") && e.Scalar("decision")?.Text == id));
}
