using Thymus.Populations;

namespace Thymus.Trials;

internal static partial class TrialReader
{
    private static RunIn? ReadRunIn(YamlMap? map, ModelMap? model)
    {
        if (map is null) return null;
        var regimens = ReadRegimens(map, "regimens", model);
        map.RequiredScalar("until");
        var until = map.Choice("until", Triggers);
        var visits = ReadVisits(map.RequiredMap("visits"), stops: false);
        var share = map.Fraction("share") ?? 1;
        map.RequiredScalar("at-most");
        var most = map.Days("at-most", double.Epsilon) ?? 1;
        var delay = map.Days("delay") ?? 0;
        if (model is { Lesions.IsEmpty: true } && until is not (null or Trigger.Discontinuation))
            map.Error(10, map.SpanAt("until"), $"'{map.Path}' waits for what a scan shows, and 'map.lesions' names none.", "Name the lesions, or wait for 'discontinuation'.");
        map.Finish();
        return until is { } trigger && visits is not null ? new RunIn(regimens, visits, trigger, share, most, delay) : null;
    }
}
