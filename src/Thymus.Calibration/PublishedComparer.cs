using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Puts published numbers beside simulated ones, with the interval in which a trial of the published size would fall.</summary>
/// <remarks>
/// The prediction interval holds two errors: that of the simulated number (the Monte Carlo error of this run) and the
/// sampling error of a trial with the published number of patients (the simulated number where none is published), which is the
/// same error scaled by √(simulated/published patients). Both ends of the estimate's own 95 % interval are therefore moved away
/// from it by the factor √(1 + simulated/published), on the logarithm for ratios and medians. A skewed interval stays skewed, and
/// 0 responders of 10 do not pass for a rate known to be 0, as a standard error of 0 would have it.
/// It does not hold the spread between trials of the same regimen. A published number agrees if some number that would be printed so
/// lies in the interval: a median of scans on fixed days has an interval of no width, and 2.8 months is printed for day 84.
/// </remarks>
public static class PublishedComparer
{
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
                    "Ask for it under 'endpoints' or 'contrasts'.");
        }
        return summary with { Published = rows.ToImmutable() };
    }

    private static PublishedComparison Compare(EvidenceRow row, PublishedResult published, SimulatedEstimate simulated)
    {
        var isLogarithmic = published.Unit is "ratio" or "months";
        var scale = published.Patients is { } n && n > 0 ? (double)simulated.Patients / n : 1;
        var stretch = Math.Sqrt(1 + scale);
        double Stretch(double end) => !double.IsFinite(end) ? double.NaN
            : isLogarithmic ? simulated.Estimate * Math.Pow(end / simulated.Estimate, stretch)
            : simulated.Estimate + (end - simulated.Estimate) * stretch;
        var (lower, upper) = (Stretch(simulated.Lower), Stretch(simulated.Upper));
        if (published.Unit == "%") (lower, upper) = (Math.Max(0, lower), Math.Min(100, upper));
        // The upper end of a median may not be reached: any later time is then within the interval.
        var isOpen = published.Unit == "months" && double.IsNaN(upper);
        bool? agrees = double.IsNaN(published.Value) || double.IsNaN(lower) || double.IsNaN(upper) && !isOpen ? null
            : published.Value + published.Rounding >= lower && (isOpen || published.Value - published.Rounding <= upper);
        return new PublishedComparison(
            row.Id, row.Endpoint, row.Reference is null ? row.Arm : $"{row.Arm} / {row.Reference}", published.Value, published.Lower, published.Upper,
            simulated.Estimate, simulated.Error, lower, upper, published.Unit, row.Role,
            published.Source.Length == 0 ? published.DoiOrUrl : $"{published.Source}; {published.DoiOrUrl}",
            agrees);
    }

    /// <summary>An estimate, not a number where it was not reached.</summary>
    internal readonly record struct SimulatedEstimate(double Estimate, double Lower, double Upper, double Error, int Patients);

    internal static SimulatedEstimate? Find(TrialSummary summary, EvidenceRow row)
    {
        var arm = summary.Arms.FirstOrDefault(a => a.Id == row.Arm);
        if (arm is null) return null;
        if (row.Reference is null)
        {
            var endpoint = arm.Endpoints.FirstOrDefault(e => e.Id == row.Endpoint);
            return endpoint is null ? null
                : new SimulatedEstimate(endpoint.Estimate, endpoint.Lower, endpoint.Upper, endpoint.MonteCarloError, endpoint.Of ?? arm.Patients - arm.Failed);
        }
        var contrast = summary.Contrasts.FirstOrDefault(c => c.Id == row.Endpoint && c.Arm == row.Arm && c.Reference == row.Reference);
        var other = summary.Arms.FirstOrDefault(a => a.Id == row.Reference);
        // Published ratios give the patients of both arms together.
        return contrast is null || other is null ? null
            : new SimulatedEstimate(contrast.Estimate, contrast.Lower, contrast.Upper, contrast.MonteCarloError,
                arm.Patients - arm.Failed + other.Patients - other.Failed);
    }
}
