using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using Thymus.Numerics;

namespace Thymus.Calibration;

/// <summary>Where a trial of the published size would fall, from independent repetitions of the simulated one.</summary>
/// <remarks>
/// On the scale of the number, with R repetitions of N patients whose estimates have mean m and variance v, a trial of n patients falls at
/// m ± t·√(v·N/n + v/R + u): sampling, Monte Carlo error, and the uncertainty u of fitted parameters, which is the variance over the repetitions of what
/// a draw of the parameters (and of the structure, where there are several) changes in the same patients (0 where there is none). t is Student's, with the degrees of freedom of Welch and Satterthwaite
/// for the estimated variances. What no structure that was fitted can say is not in it.
/// A median that some repetitions do not reach is a sample censored on the right: mean and spread come from the line of its order statistics on normal scores,
/// and an end beyond the share that was reached is open. A share that is the same in every repetition has the sampling error of a proportion, 1/(2√N).
/// </remarks>
public sealed record PredictionInterval
{
    public required PredictionScale Scale { get; init; }

    /// <summary>In the published unit; not a number where it was not reached.</summary>
    public required double Estimate { get; init; }

    /// <summary>Standard error of <see cref="Estimate"/>, in the published unit.</summary>
    public required double MonteCarloError { get; init; }

    public required double Lower50 { get; init; }
    public required double Upper50 { get; init; }
    public required double Lower90 { get; init; }

    /// <summary>Not a number where the end is open; see <see cref="IsOpen"/>.</summary>
    public required double Upper90 { get; init; }

    /// <summary>The upper ends lie beyond what the repetitions reached: any later time is within.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Mean and variances on the scale; the sum of the variances is that of the prediction.</summary>
    public required double Mean { get; init; }

    public required double SamplingVariance { get; init; }
    public required double MonteCarloVariance { get; init; }

    /// <summary>Of fitted parameters; 0 where none is in it.</summary>
    public required double ParameterVariance { get; init; }

    /// <summary>Degrees of freedom of Student's law, which has the variance below as the square of its scale.</summary>
    public required double Freedom { get; init; }

    public double Variance => SamplingVariance + MonteCarloVariance + ParameterVariance;

    /// <param name="estimates">One a repetition; not a number where a median was not reached.</param>
    /// <param name="shifted">The same with drawn parameters and the same patients; empty where no parameter was drawn.</param>
    /// <param name="simulated">Patients of a repetition that the number is of.</param>
    /// <param name="published">Patients of the published number; null counts as the simulated size.</param>
    /// <returns>Null where fewer than three repetitions gave a number.</returns>
    public static PredictionInterval? Of(
        IReadOnlyList<double> estimates, IReadOnlyList<double> shifted, string unit, double simulated, double? published)
    {
        var scale = PredictionScales.Of(unit);
        var y = estimates.Select(e => scale.To(e)).ToArray();
        var reached = y.Count(double.IsFinite);
        // Only a time can be not reached; another number without value is none.
        if (reached < ValidationSpecification.FewestReplicates || reached < y.Length && unit != "months") return null;
        var (mean, variance) = reached == y.Length ? Moments(y) : Censored(y);
        var repetitions = y.Length;
        if (variance <= 0 && scale == PredictionScale.ArcSine) variance = 1 / (4 * simulated);
        var sampling = variance * (published is { } n && n > 0 ? simulated / n : 1);
        var monteCarlo = variance / repetitions;
        var changes = y.Zip(shifted, (a, b) => scale.To(b) - a).Where(double.IsFinite).ToArray();
        var parameters = changes.Length < ValidationSpecification.FewestReplicates ? 0 : Moments(changes).Variance;
        var total = sampling + monteCarlo + parameters;
        var own = sampling + monteCarlo;
        var freedom = total > 0
            ? total * total / (own * own / (repetitions - 1) + (parameters > 0 ? parameters * parameters / (changes.Length - 1) : 0))
            : repetitions - 1;
        var share = (double)reached / repetitions;
        double End(double probability) => probability > share + 1e-12 ? double.NaN
            : scale.From(mean + StudentT.InvCDF(0, 1, freedom, probability) * Math.Sqrt(total));
        return new PredictionInterval
        {
            Scale = scale, Estimate = share < 0.5 ? double.NaN : scale.From(mean), MonteCarloError = ErrorAt(scale, mean, Math.Sqrt(monteCarlo)),
            Lower50 = End(0.25), Upper50 = End(0.75), Lower90 = End(0.05), Upper90 = End(0.95), IsOpen = share < 0.95,
            Mean = mean, SamplingVariance = sampling, MonteCarloVariance = monteCarlo, ParameterVariance = parameters, Freedom = freedom,
        };
    }

    /// <summary>(published − predicted) in standard deviations of the prediction and of the rounding of the printed number (uniform over its last digit).</summary>
    public double Z(double published, double rounding)
    {
        var digit = (Scale.To(published + rounding) - Scale.To(published - rounding)) / 2;
        var spread = Math.Sqrt(Variance + digit * digit / 3);
        return spread > 0 ? (Scale.To(published) - Mean) / spread : double.NaN;
    }

    /// <summary>Whether some number that would be printed so lies between the ends; null where there is no such interval.</summary>
    public bool? Holds(double published, double rounding, double lower, double upper) =>
        double.IsNaN(published) || double.IsNaN(lower) || double.IsNaN(upper) && !IsOpen ? null
        : published + rounding >= lower && (double.IsNaN(upper) || published - rounding <= upper);

    private static double ErrorAt(PredictionScale scale, double mean, double error) => scale switch
    {
        PredictionScale.Logarithm => Math.Exp(mean) * error,
        // The derivative of 100 sin² is 100 sin 2x.
        PredictionScale.ArcSine => 100 * Math.Sin(2 * mean) * error,
        _ => error,
    };

    private static (double Mean, double Variance) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    /// <summary>Least squares of the order statistics that were reached on normal scores (Blom 1958): intercept and slope are mean and standard deviation.</summary>
    private static (double Mean, double Variance) Censored(double[] values)
    {
        var reached = values.Where(double.IsFinite).Order().ToImmutableArray();
        var scores = Enumerable.Range(1, reached.Length).Select(i => NormalQuantile.At((i - 0.375) / (values.Length + 0.25))).ToArray();
        var (x, y) = (scores.Average(), reached.Average());
        var slope = scores.Zip(reached, (a, b) => (a - x) * (b - y)).Sum() / scores.Sum(a => (a - x) * (a - x));
        return (y - slope * x, slope * slope);
    }
}
