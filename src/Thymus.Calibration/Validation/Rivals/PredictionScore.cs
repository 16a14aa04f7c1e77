using System.Collections.Immutable;
using Thymus.Statistics;

namespace Thymus.Calibration;

/// <summary>How well one number was predicted, by the model and by two forecasts from the evidence alone: continuous ranked probability scores on the scale of the interval.</summary>
/// <param name="Model">Of the Student law that the interval is of.</param>
/// <param name="ModelInUnit">How far that score reaches from the published number in its own unit. A Student law on a logarithm has no mean in the unit itself, and so no score there.</param>
/// <param name="Nearest">Of the nearest trial; not a number where there is none.</param>
/// <param name="ClassMean">Of the mean of the class; not a number where fewer than two other studies are of it.</param>
/// <param name="NearestSource">Id of the number that was copied; empty for none.</param>
public sealed record PredictionScore(
    double Model, double ModelInUnit, double Nearest, double NearestInUnit, string NearestSource, double ClassMean, double ClassMeanInUnit, ImmutableArray<string> ClassMeanSources)
{
    /// <summary>Whether both rivals have a forecast, so that the three can be compared.</summary>
    public bool IsComparable => double.IsFinite(Model) && double.IsFinite(Nearest) && double.IsFinite(ClassMean);

    /// <param name="rivals">Of the same evidence.</param>
    public static PredictionScore Of(PredictionInterval prediction, PublishedResult published, Rivals rivals)
    {
        var scale = prediction.Scale;
        var observed = scale.To(published.Value);
        var (nearest, mean) = (rivals.Nearest(published), rivals.ClassMean(published));
        double Rival(RivalForecast? forecast) => forecast is null ? double.NaN : RankedProbability.Normal(forecast.Mean, Math.Sqrt(forecast.Variance), observed);
        // Half of the way between the two numbers that lie so far on either side.
        double InUnit(double score) => (scale.From(observed + score) - scale.From(observed - score)) / 2;
        var model = RankedProbability.Student(prediction.Mean, Math.Sqrt(prediction.Variance), prediction.Freedom, observed);
        return new PredictionScore(model, InUnit(model), Rival(nearest), InUnit(Rival(nearest)), nearest?.Sources[0] ?? "", Rival(mean), InUnit(Rival(mean)), mean?.Sources ?? []);
    }
}

/// <summary>Median scores of the predicted numbers of one unit, or of all, for which both rivals have a forecast.</summary>
/// <param name="Unit">"%", "ratio", "months" …; empty for all together, whose scores are then on their scales only.</param>
/// <param name="Predicted">Scored rows of levels 3 to 5.</param>
/// <param name="WithoutNearest">Of them, those with no trial to copy; <paramref name="WithoutClass"/>: with no mean of a class.</param>
/// <param name="Compared">Rows with all three.</param>
/// <param name="Model">Medians over the compared rows on the scale; not a number without any.</param>
/// <param name="ModelInUnit">The same in the unit; not a number where units are mixed.</param>
public sealed record ScoreGroup(
    string Unit, int Predicted, int WithoutNearest, int WithoutClass, int Compared, double Model, double Nearest, double ClassMean, double ModelInUnit, double NearestInUnit, double ClassMeanInUnit)
{
    /// <summary>Whether the median of the model is below those of both rivals.</summary>
    public bool IsModelBest => Model < Nearest && Model < ClassMean;

    internal static ScoreGroup Of(string unit, IReadOnlyCollection<PredictionScore> scores)
    {
        var compared = scores.Where(s => s.IsComparable).ToList();
        double MedianOf(Func<PredictionScore, double> of) => Median([.. compared.Select(of).Order()]);
        double InUnit(Func<PredictionScore, double> of) => unit.Length == 0 ? double.NaN : MedianOf(of);
        return new ScoreGroup(
            unit, scores.Count, scores.Count(s => double.IsNaN(s.Nearest)), scores.Count(s => double.IsNaN(s.ClassMean)), compared.Count,
            MedianOf(s => s.Model), MedianOf(s => s.Nearest), MedianOf(s => s.ClassMean), InUnit(s => s.ModelInUnit), InUnit(s => s.NearestInUnit), InUnit(s => s.ClassMeanInUnit));
    }

    private static double Median(double[] sorted) => sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

/// <summary>How many 90 % intervals of predicted numbers are narrow enough to be of use.</summary>
/// <param name="Responses">Response rates.</param>
/// <param name="NarrowResponses">Of them, those whose interval is at most ±15 points wide (30 from end to end).</param>
/// <param name="HazardRatios">Hazard ratios.</param>
/// <param name="NarrowHazardRatios">Of them, those whose upper end is at most 1.9 times the lower one.</param>
public sealed record Sharpness(int Responses, int NarrowResponses, int HazardRatios, int NarrowHazardRatios)
{
    public const double ResponsePoints = 30;
    public const double HazardRatioFactor = 1.9;

    internal static Sharpness Of(IEnumerable<ValidationRow> predicted)
    {
        var rows = predicted.Where(r => r.Prediction is not null).ToList();
        var responses = rows.Where(r => r is { Endpoint: "ORR", Unit: "%", Reference: null }).Select(r => r.Prediction!).ToList();
        var ratios = rows.Where(r => r.Reference is not null && (r.Endpoint.EndsWith(".hr", StringComparison.Ordinal) || r.Endpoint.Contains(".hr@", StringComparison.Ordinal))).Select(r => r.Prediction!).ToList();
        return new Sharpness(
            responses.Count, responses.Count(p => p.Upper90 - p.Lower90 <= ResponsePoints), ratios.Count, ratios.Count(p => p.Upper90 <= HazardRatioFactor * p.Lower90));
    }
}
