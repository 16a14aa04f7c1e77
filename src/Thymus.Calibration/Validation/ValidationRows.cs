using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>From the repetitions of a trial to judged rows, their order and their coverage.</summary>
internal static class ValidationRows
{
    /// <summary>What the simulated response and progression are read by.</summary>
    private const string SimulatedCriteria = "RECIST 1.1";

    /// <returns>Null, with a warning, where the trial estimates no such number.</returns>
    public static ValidationRow? Judge(
        ValidationEntry entry, PlannedRow planned, IReadOnlyList<(TrialSummary Fitted, TrialSummary? Drawn)> summaries, string grade, Rivals rivals, DiagnosticBag diagnostics)
    {
        var (row, published) = (planned.Row, planned.Published);
        var fitted = summaries.Select(s => PublishedComparer.Find(s.Fitted, row)).ToArray();
        if (fitted.Any(f => f is null))
        {
            diagnostics.Warning("TE0301", row.Span, $"The trial estimates no '{row.Endpoint}' for '{row.Arm}'{(row.Reference is null ? "" : $" against '{row.Reference}'")}, so {row.Id} is not compared.",
                "Ask for it under 'endpoints' or 'contrasts'.");
            return null;
        }
        double[] drawn = [.. summaries.Select(s => s.Drawn).OfType<TrialSummary>().Select(s => PublishedComparer.Find(s, row)?.Estimate ?? double.NaN)];
        var prediction = PredictionInterval.Of(
            [.. fitted.Select(f => f!.Value.Estimate)], drawn.Length == fitted.Length ? drawn : [], published.Unit, fitted.Average(f => f!.Value.Patients), published.Patients);
        var inside50 = prediction?.Holds(published.Value, published.Rounding, prediction.Lower50, prediction.Upper50);
        var inside90 = prediction?.Holds(published.Value, published.Rounding, prediction.Lower90, prediction.Upper90);
        var notScored = !published.Verified ? "unverified" : published.IsOfModel ? "model" : inside90 is null || inside50 is null ? "no-interval" : null;
        return new ValidationRow(
            entry.Id, published.Id, row.Endpoint, LabelOf(summaries[0].Fitted, row), row.Arm, row.Reference, published.Value, published.Lower, published.Upper, published.Patients,
            published.Unit, prediction, prediction?.Z(published.Value, published.Rounding) ?? double.NaN, inside50, inside90,
            MatchOf(published.Criteria, SimulatedCriteria), MatchOf(published.Assessor, entry.Assessor), published.Arms.IsSubgroup ? Match.No : entry.Population,
            grade, planned.Level, notScored, published.Source.Length == 0 ? published.DoiOrUrl : published.Source)
        {
            Score = prediction is not null && notScored is null && planned.Level.IsPredicted() ? PredictionScore.Of(prediction, published, rivals) : null,
        };
    }

    /// <summary>Misses first and the farthest first, then hits, then what does not count.</summary>
    public static ImmutableArray<ValidationRow> InOrder(IEnumerable<ValidationRow> rows) =>
    [
        .. rows.OrderBy(r => r.NotScored is not null ? 2 : r.IsMiss ? 0 : 1).ThenByDescending(r => double.IsNaN(r.Z) ? -1 : Math.Abs(r.Z))
            .ThenBy(r => r.Entry, StringComparer.Ordinal).ThenBy(r => r.EvidenceId, StringComparer.Ordinal).ThenBy(r => r.Arm, StringComparer.Ordinal),
    ];

    /// <summary>By what agreement means: fitted numbers, others of the same trials, and predicted ones. Inputs are in none.</summary>
    public static ImmutableArray<CoverageGroup> CoverageOf(IReadOnlyCollection<ValidationRow> rows)
    {
        CoverageGroup Group(string name, Func<EvidenceLevel, bool> isOf)
        {
            var scored = rows.Where(r => r.NotScored is null && isOf(r.Level)).ToList();
            return new CoverageGroup(name, Coverage.Of(0.5, scored.Select(r => r.Inside50!.Value)), Coverage.Of(0.9, scored.Select(r => r.Inside90!.Value)));
        }
        return [Group("predicted", EvidenceLevels.IsPredicted), Group("same-trial", l => l == EvidenceLevel.SameTrial), Group("calibrated", l => l == EvidenceLevel.Calibrated)];
    }

    /// <summary>All predicted numbers, then those of each unit.</summary>
    public static ImmutableArray<ScoreGroup> ScoresOf(IReadOnlyCollection<ValidationRow> rows)
    {
        var scored = rows.Where(r => r.Score is not null).ToList();
        return
        [
            ScoreGroup.Of("", [.. scored.Select(r => r.Score!)]),
            .. scored.GroupBy(r => r.Unit, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => ScoreGroup.Of(g.Key, [.. g.Select(r => r.Score!)])),
        ];
    }

    private static Match MatchOf(string published, string simulated) =>
        published == "-" ? Match.Yes : published.Length == 0 || simulated.Length == 0 ? Match.Unknown : published == simulated ? Match.Yes : Match.No;

    private static string LabelOf(TrialSummary summary, EvidenceRow row) => row.Reference is null
        ? summary.Arms.First(a => a.Id == row.Arm).Endpoints.First(e => e.Id == row.Endpoint).Label
        : summary.Contrasts.First(c => c.Id == row.Endpoint && c.Arm == row.Arm && c.Reference == row.Reference).Label;
}
