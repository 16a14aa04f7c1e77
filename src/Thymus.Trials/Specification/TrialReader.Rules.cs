using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

internal static partial class TrialReader
{
    private static readonly Dictionary<string, ScanStop> ScanStops = new(StringComparer.Ordinal)
    {
        ["progression"] = ScanStop.Progression, ["confirmed progression"] = ScanStop.ConfirmedProgression, ["end"] = ScanStop.EndOfFollowUp,
    };

    private static readonly Dictionary<string, Trigger> Triggers = new(StringComparer.Ordinal)
    {
        ["progression"] = Trigger.Progression, ["confirmed progression"] = Trigger.ConfirmedProgression,
        ["complete response"] = Trigger.CompleteResponse, ["confirmed complete response"] = Trigger.ConfirmedCompleteResponse,
        ["response"] = Trigger.Response, ["discontinuation"] = Trigger.Discontinuation, ["new lesion"] = Trigger.NewLesion,
    };

    /// <param name="stops">Whether the schedule says when scans stop; a run-in ends them by itself.</param>
    private static VisitSchedule? ReadVisits(YamlMap? map, bool stops = true)
    {
        if (map is null) return null;
        map.RequiredScalar("first");
        var first = map.Days("first", double.Epsilon) ?? 1;
        var then = ReadPeriods(map);
        var stop = (stops ? map.Choice("stop-at", ScanStops) : null) ?? ScanStop.Progression;
        var window = map.Days("window") ?? 0;
        var shortest = then.Select(p => p.EveryDays).Append(first).Min();
        if (window * 2 >= shortest)
            map.Error(10, map.SpanAt("window"), $"'{map.Path}.window' lets two scans change places.",
                "It must be less than half of the shortest interval.");
        var missed = map.Fraction("missed") ?? 0;
        map.Finish();
        return new VisitSchedule(first, then, stop, window, missed);
    }

    private static ImmutableArray<VisitPeriod> ReadPeriods(YamlMap parent)
    {
        var periods = ImmutableArray.CreateBuilder<VisitPeriod>();
        foreach (var map in parent.Maps("then"))
        {
            map.RequiredScalar("every");
            var every = map.Days("every", double.Epsilon);
            var until = map.Days("until", double.Epsilon) ?? double.PositiveInfinity;
            if (periods.Count > 0 && until <= periods[^1].UntilDays)
                map.Error(10, map.SpanAt("until"), $"'{map.Path}' ends no later than the period before it.",
                    "Periods follow each other; only the last may be open.");
            map.Finish();
            if (every is { } days) periods.Add(new VisitPeriod(days, until));
        }
        return periods.ToImmutable();
    }

    private static MeasurementRules ReadMeasurement(YamlMap? map)
    {
        var rules = new MeasurementRules();
        if (map is null) return rules;
        rules = new MeasurementRules(
            map.Fraction("within-reader") ?? rules.WithinReader, map.Fraction("between-readers") ?? rules.BetweenReaders,
            map.Millimetres("rounding") ?? rules.Rounding, map.Millimetres("too-small") ?? rules.TooSmall,
            map.Millimetres("detection-limit") ?? rules.DetectionLimit, map.Millimetres("new-lesion") ?? rules.NewLesion);
        if (map.Has("between-readers") && rules.BetweenReaders < rules.WithinReader)
            map.Error(10, map.SpanAt("between-readers"), "'measurement.between-readers' is smaller than 'within-reader'.",
                "Two readers differ at least as much as one reader from himself.");
        map.Finish();
        return rules;
    }

    private static RecistRules ReadRecist(YamlMap? map)
    {
        var rules = new RecistRules();
        if (map is null) return rules;
        var nonTarget = map.Map("non-target-progression");
        rules = new RecistRules(
            map.Flag("confirmation") ?? rules.Confirmation, map.Days("confirmation-interval") ?? rules.ConfirmationDays,
            map.Days("minimum-stable") ?? rules.MinimumStableDays,
            (int)(map.Integer("max-not-evaluable", 0, 100) ?? rules.MaximumNotEvaluable),
            map.Flag("accept-stable") ?? rules.AcceptStable, (int)(map.Integer("max-targets", 1, 100) ?? rules.MaximumTargets),
            (int)(map.Integer("max-per-organ", 1, 100) ?? rules.MaximumPerOrgan),
            map.Flag("measurable-disease") ?? rules.MeasurableDisease,
            nonTarget?.Fraction("relative", 100) ?? rules.NonTargetRelative,
            nonTarget?.Millimetres("absolute") ?? rules.NonTargetAbsolute);
        nonTarget?.Finish();
        map.Finish();
        return rules;
    }

    private static ImmutableArray<DecisionRule> ReadDecisions(YamlMap root, ModelMap? model)
    {
        var rules = ImmutableArray.CreateBuilder<DecisionRule>();
        foreach (var map in root.Maps("decisions"))
        {
            var reaches = ReadThreshold(map);
            if (reaches is null) map.RequiredScalar("when");
            var when = reaches is null ? map.Choice("when", Triggers) : Trigger.Reached;
            var received = ReadDrugNames(map, "received", model);
            var notReceived = ReadDrugNames(map, "not-received", model);
            var since = ReadDrugName(map, "since", model);
            if (since is not null && when is not (null or Trigger.Progression or Trigger.NewLesion))
                map.Error(10, map.SpanAt("since"), $"'{map.Path}' has 'since' beside what no single scan shows.", "It goes with 'when: progression' and 'when: new lesion'.");
            var after = map.Days("after") ?? 0;
            var stopAll = map.Scalars("stop") is [{ Text: "all" }];
            var stop = stopAll ? [] : ReadDrugNames(map, "stop", model);
            var give = ReadRegimens(map, "give", model);
            if (!map.Has("stop") && !map.Has("give") && !IsCounted(root, map.Text("id")))
                map.Error(10, map.Span, $"'{map.Path}' does nothing.",
                    "Add 'stop: all', 'stop: [drug]' or 'give:' with regimens. An endpoint below 'composites' may count a decision that has an id.");
            var probability = map.Fraction("probability") ?? 1;
            var delay = map.Days("delay") ?? 0;
            var id = map.Text("id");
            if (id is null && map.Has("probability"))
                map.Error(10, map.Span, $"'{map.Path}' has a probability but no 'id'.",
                    "The id names the patient's random number, so that editing other rules changes no other.");
            if (id is not null && rules.Any(r => r.Id == id))
                map.Error(9, map.SpanAt("id"), $"Two decisions have the id '{id}'.", "Give each its own.");
            var label = ReadWording(map, "label");
            map.Finish();
            if (when is { } trigger)
                rules.Add(new DecisionRule(id ?? map.Path, label ?? new Wording(id ?? map.Path), trigger, reaches, received, notReceived, after,
                    stopAll, stop, give,
                    probability, delay, map.Span, since));
        }
        return rules.ToImmutable();
    }

    private static Threshold? ReadThreshold(YamlMap rule)
    {
        if (rule.Map("reaches") is not { } map) return null;
        if (rule.Has("when")) rule.Error(10, rule.SpanAt("when"), $"'{rule.Path}' has both 'when' and 'reaches'.", "One of them sets it off.");
        var quantity = ReadFormula(map, "quantity", required: true);
        map.RequiredScalar("value");
        var value = map.Number("value");
        map.Finish();
        return quantity is not null && value is { } at ? new Threshold(quantity, at) : null;
    }

    private static ImmutableArray<string> ReadDrugNames(YamlMap map, string key, ModelMap? model)
    {
        var names = map.Scalars(key);
        foreach (var name in names) CheckDrugName(map, name, model);
        return [.. names.Select(n => n.Text)];
    }

    private static string? ReadDrugName(YamlMap map, string key, ModelMap? model)
    {
        if (map.Scalar(key) is not { } name) return null;
        CheckDrugName(map, name, model);
        return name.Text;
    }

    private static void CheckDrugName(YamlMap map, YamlScalar name, ModelMap? model)
    {
        if (model is not null && model.Drug(name.Text) is null)
            map.Error(11, name.Span, $"'{name.Path}' is '{name.Text}', which 'map.drugs' does not name.",
                Advice.DidYouMean(name.Text, "drugs", model.Drugs.Select(d => d.Name)));
    }

    private static SamplingRules? ReadSampling(YamlMap? map, ModelMap? model)
    {
        if (map is null) return null;
        if (model is not null && model.Concentrations.IsEmpty)
            map.Error(10, map.Span, "'sampling' is asked for, but 'map.concentrations' names none.",
                "Name what is to be measured there.");
        var preDose = map.Flag("pre-dose") ?? true;
        var end = map.Flag("end-of-infusion") ?? true;
        var until = map.Days("until", double.Epsilon) ?? 24 * 7;
        var first = map.Days("first");
        var then = ReadPeriods(map);
        map.Finish();
        // The first sample is a period of its own that ends with it.
        var times = first is { } day && day > 0 ? then.Insert(0, new VisitPeriod(day, day)) : then;
        return new SamplingRules(preDose, end, times, until);
    }
}
