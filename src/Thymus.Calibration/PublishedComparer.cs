using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Puts published numbers beside simulated ones, with the interval in which a trial of the published size would fall.</summary>
/// <remarks>
/// The prediction interval holds two errors: that of the simulated number (the Monte Carlo error of this run) and the
/// sampling error of a trial with the published number of patients, which is the same error scaled by √(simulated/published
/// patients). It does not hold the spread between trials of the same regimen. Ratios are compared on their logarithm.
/// </remarks>
public static class PublishedComparer
{
    private const double Z = 1.959963984540054;

    /// <summary>The summary with its comparisons filled in; as it was where the trial names none.</summary>
    public static TrialSummary Compare(TrialSpecification trial, TrialSummary summary, DiagnosticBag diagnostics)
    {
        if (trial.Compare is not { } compare) return summary;
        if (EvidenceTable.Read(compare.File, compare.Span, diagnostics) is not { } evidence) return summary;
        var rows = ImmutableArray.CreateBuilder<PublishedComparison>();
        foreach (var row in compare.Rows)
        {
            if (evidence.Require(row.Id, row.Span, diagnostics) is not { } published) continue;
            if (Find(summary, row) is { } found) rows.Add(Compare(row, published, found));
            else
                diagnostics.Warning("TE0301", row.Span, $"The trial estimates no '{row.Endpoint}' for '{row.Arm}'{(row.Reference is null ? "" : $" against '{row.Reference}'")}, so {row.Id} is not compared.",
                    "Ask for it under 'endpoints'; twins have no contrasts.");
        }
        return summary with { Published = rows.ToImmutable() };
    }

    private static PublishedComparison Compare(EvidenceRow row, PublishedResult published, (double Estimate, double Error, string Unit, int Patients) simulated)
    {
        var isRatio = published.Unit == "ratio";
        var centre = isRatio ? Math.Log(simulated.Estimate) : simulated.Estimate;
        var error = isRatio ? simulated.Error / simulated.Estimate : simulated.Error;
        var scale = published.Patients is { } n && n > 0 ? (double)simulated.Patients / n : 1;
        var half = Z * error * Math.Sqrt(1 + scale);
        var (lower, upper) = isRatio ? (Math.Exp(centre - half), Math.Exp(centre + half)) : (centre - half, centre + half);
        if (published.Unit == "%") (lower, upper) = (Math.Max(0, lower), Math.Min(100, upper));
        return new PublishedComparison(
            row.Id, row.Endpoint, row.Reference is null ? row.Arm : $"{row.Arm} / {row.Reference}", published.Value, published.Lower, published.Upper,
            simulated.Estimate, simulated.Error, lower, upper, published.Unit, row.Role,
            published.Source.Length == 0 ? published.DoiOrUrl : $"{published.Source}; {published.DoiOrUrl}",
            published.Value >= lower && published.Value <= upper);
    }

    private static (double Estimate, double Error, string Unit, int Patients)? Find(TrialSummary summary, EvidenceRow row)
    {
        var arm = summary.Arms.FirstOrDefault(a => a.Id == row.Arm);
        if (arm is null) return null;
        if (row.Reference is null)
        {
            var endpoint = arm.Endpoints.FirstOrDefault(e => e.Id == row.Endpoint);
            return endpoint is null || !double.IsFinite(endpoint.Estimate) ? null : (endpoint.Estimate, endpoint.MonteCarloError, endpoint.Unit, arm.Patients - arm.Failed);
        }
        var contrast = summary.Contrasts.FirstOrDefault(c => c.Id == row.Endpoint && c.Arm == row.Arm && c.Reference == row.Reference);
        var other = summary.Arms.FirstOrDefault(a => a.Id == row.Reference);
        // Published ratios give the patients of both arms together.
        return contrast is null || other is null || !double.IsFinite(contrast.Estimate)
            ? null
            : (contrast.Estimate, contrast.MonteCarloError, "", arm.Patients - arm.Failed + other.Patients - other.Failed);
    }
}
