using System.Collections.Immutable;
using Thymus.Populations;

namespace Thymus.Trials;

internal static partial class TrialReader
{
    /// <summary>Ids of what scans give; a finding takes none of them in a trial that has scans.</summary>
    private static readonly string[] ScanIds = ["ORR", "CR", "PR", "SD", "PD", "NE", "DCR"];

    private static ImmutableArray<Finding> ReadFindings(YamlMap? parent)
    {
        if (parent is null) return [];
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var key in parent.Keys)
        {
            if (parent.Map(key.Text) is not { } map) continue;
            if (key.Text.Length == 0 || !key.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || SurvivalEndpoints.Any(e => e.Id == key.Text))
                map.Error(9, key.Span, $"'{key.Text}' names a finding.", "Its name holds letters, digits, - and _ only, and is that of no time to an event.");
            var counts = map.Scalar("count") is not null;
            var when = ReadFormula(map, counts ? "count" : "when", required: true);
            var of = ReadFormula(map, "of", required: counts);
            if (counts && map.Scalar("when") is { } other)
                map.Error(9, other.Span, $"'{other.Path}' stands beside 'count'.", "A finding is a condition ('when') or a number of things ('count'); 'of' says of whom, or of how many.");
            if (!map.Has("at")) map.RequiredScalar("at");
            var days = ReadTimes(map, "at");
            var label = ReadWording(map, "label") ?? new Wording(key.Text);
            map.Finish();
            if (when is not null && !days.IsEmpty) findings.Add(new Finding(key.Text, label, when, days, of, counts));
        }
        return findings.ToImmutable();
    }

    private static void CheckFindings(YamlMap root, ImmutableArray<Finding> findings, ModelMap? map, TrialDesign? design)
    {
        foreach (var finding in findings)
        {
            if (design is { FollowUpDays: > 0 } && finding.Day > design.FollowUpDays)
                root.Error(10, finding.When.Span, $"'findings.{finding.Id}' is looked at after the end of follow-up.", "Look at it earlier, or lengthen 'design.follow-up'.");
            if (map is { Lesions.IsEmpty: false } && ScanIds.Contains(finding.Id))
                root.Error(9, finding.When.Span, $"'findings.{finding.Id}' has the name of what RECIST gives in this trial.", "Give it another name, or leave 'map.lesions' out.");
        }
    }
}
