using Thymus.Modeling;
using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Draws a number as a formula asks: the distributions of SBML's package "distrib".</summary>
/// <remarks>
/// Bounds are inclusive. A bounded draw is tried <see cref="Tries"/> times from the whole distribution and then inverted between its
/// bounds; both give the conditional distribution exactly, so their mixture does. Arguments outside their range give NaN.
/// </remarks>
internal static class DrawSampler
{
    private const int Tries = 32;

    public static double Draw(MathFunction function, ReadOnlySpan<double> arguments, ref RandomSequence chance)
    {
        if (!RandomDraw.IsBounded(function, arguments.Length)) return Unbounded(function, arguments, ref chance);
        var (lower, upper) = (arguments[^2], arguments[^1]);
        var shape = arguments[..^2];
        if (!(lower <= upper)) return double.NaN;
        for (var i = 0; i < Tries; i++)
        {
            var value = Unbounded(function, shape, ref chance);
            if (double.IsNaN(value) || (value >= lower && value <= upper)) return value;
        }
        return function is MathFunction.Poisson or MathFunction.Binomial
            ? Truncation.Count(function, shape, lower, upper, chance.Uniform())
            : Truncation.Number(function, shape, lower, upper, chance.Uniform());
    }

    private static double Unbounded(MathFunction function, ReadOnlySpan<double> a, ref RandomSequence chance) => function switch
    {
        MathFunction.Normal => a[0] + Scale(a[1]) * chance.Normal(),
        MathFunction.LogNormal => LaneMath.Exp(a[0] + Scale(a[1]) * chance.Normal()),
        MathFunction.Uniform => a[0] <= a[1] ? a[0] + (a[1] - a[0]) * chance.Uniform() : double.NaN,
        MathFunction.Bernoulli => a[0] is >= 0 and <= 1 ? (chance.Uniform() < a[0] ? 1 : 0) : double.NaN,
        MathFunction.Binomial => BinomialDraw.From(a[0], a[1], ref chance),
        MathFunction.Poisson => PoissonDraw.From(a[0], ref chance),
        MathFunction.Exponential => a[0] > 0 ? chance.Exponential() / a[0] : double.NaN,
        MathFunction.Gamma => Scale(a[1]) * GammaDraw.From(a[0], ref chance),
        MathFunction.ChiSquare => 2 * GammaDraw.From(a[0] / 2, ref chance),
        MathFunction.Rayleigh => Scale(a[0]) * Math.Sqrt(2 * chance.Exponential()),
        MathFunction.Cauchy => Location(a) + Scale(a[^1]) * LaneMath.Tan(Math.PI * (chance.Uniform() - 0.5)),
        MathFunction.Laplace => Location(a) + Scale(a[^1]) * Laplace(chance.Uniform()),
        _ => throw new InvalidOperationException($"{function} draws nothing."),
    };

    private static double Location(ReadOnlySpan<double> arguments) => arguments.Length == 1 ? 0 : arguments[0];

    /// <summary>A standard deviation or scale; a negative one has no meaning.</summary>
    private static double Scale(double scale) => scale >= 0 ? scale : double.NaN;

    private static double Laplace(double u) => u < 0.5 ? LaneMath.Log(2 * u) : -LaneMath.Log(2 * (1 - u));
}
