using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>One of several accounts of what limits a response, calibrated to the same numbers with the same priors: values of the model that no number is fitted to and that
/// differ between the accounts. How far their predictions lie apart is the doubt about structure.</summary>
/// <param name="Values">Hold in every trial of the calibration, and are written on into the file of fitted values.</param>
/// <param name="Starts">Where the search starts, for parameters that lie elsewhere under this structure.</param>
public sealed record Structure(string Name, ImmutableArray<(string Name, double Value)> Values, ImmutableDictionary<string, double> Starts, string? Why, SourceSpan Span)
{
    /// <summary>Why predictions leave it out, although it can still be fitted: it was, and does not fit. Null where it counts.</summary>
    public string? Rejected { get; init; }
}
