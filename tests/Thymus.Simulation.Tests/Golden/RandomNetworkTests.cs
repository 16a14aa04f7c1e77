using System.Globalization;
using System.Text;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>
/// Networks of random reactions, as models through kernels and both solvers, against Taylor series of order 24 in 28-digit decimal
/// arithmetic: another method, other arithmetic, and no code in common but the random numbers.
/// </summary>
public sealed class RandomNetworkTests
{
    private const int Networks = 40;

    private const double End = 1;

    /// <summary>Amounts begin between 0 and 1; a thousandth is where relative turns into absolute.</summary>
    private const double AbsolutePart = 1e-3;

    [Theory]
    [InlineData(Method.Rodas5P, 1e-6)]
    [InlineData(Method.Rodas5P, 1e-8)]
    [InlineData(Method.DormandPrince5, 1e-6)]
    [InlineData(Method.DormandPrince5, 1e-8)]
    [InlineData(Method.DormandPrince8, 1e-8)]
    [InlineData(Method.DormandPrince8, 1e-10)]
    public void Random_networks_agree_with_decimal_Taylor_series_in_proportion_to_the_tolerance(Method method, double relativeTolerance)
    {
        var worst = 0.0;
        for (var i = 0; i < Networks; i++)
        {
            var network = Network.Draw(i);
            var exact = network.Taylor((decimal)End);
            var run = Run(network, method, relativeTolerance);
            for (var s = 0; s < exact.Length; s++)
            {
                var error = Math.Abs(run[s] - (double)exact[s]) / ((double)exact[s] + AbsolutePart);
                worst = Math.Max(worst, error);
                // Measured over the 40: a quarter (Rodas5P) and seven tenths (order 5) of the tolerance at most. The estimate of order 8 promises less where
                // fast reactions, not the tolerance, set the step: up to one and a half.
                Assert.True(error < (method == Method.DormandPrince8 ? 2 : 1) * relativeTolerance, $"network {i}, x{s}: {run[s]:R} against {exact[s]}\n{network}");
                // What has run out may end on either side of nothing, by less than what counts as nothing.
                Assert.True(run[s] >= -AbsolutePart * relativeTolerance, $"network {i}, x{s} is {run[s]:R}");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{method} at {relativeTolerance:g}: largest error {worst:g3}");
    }

    [Fact]
    public void Networks_without_sources_and_sinks_keep_their_mass()
    {
        for (var i = 0; i < Networks; i++)
        {
            var closed = Network.Draw(i).Closed();
            var total = closed.Start.Sum(x => (double)x);
            // A linear invariant is kept by Runge-Kutta and Rosenbrock methods, up to rounding.
            Assert.Equal(total, Run(closed, Method.Rodas5P, 1e-4).Sum(), 1e-12 * total);
            Assert.Equal(total, Run(closed, Method.DormandPrince5, 1e-4).Sum(), 1e-12 * total);
        }
    }

    private static double[] Run(Network network, Method method, double relativeTolerance)
    {
        var (definition, faults) = ModelReader.ReadAntimony(network.ToString(), "network.ant");
        Assert.Empty(faults.Select(d => d.ToString()));
        using var model = CompiledModel.Compile(definition!, new CompileOptions { AbsoluteTolerance = AbsolutePart * relativeTolerance }, faults)!;
        var run = Simulator.Run(model, new SimulationSettings
        {
            Times = [0, End], Method = method, RelativeTolerance = relativeTolerance, Observables = [.. Enumerable.Range(0, network.Start.Length).Select(s => $"x{s}")],
        });
        Assert.Equal(IntegrationStatus.Completed, run.Status);
        return run.Row(1).ToArray();
    }

    /// <param name="From">Reactants: one or two species, none for a source.</param>
    /// <param name="To">Product; none for a sink.</param>
    private sealed record Reaction(int[] From, int? To, decimal Rate);

    private sealed record Network(decimal[] Start, Reaction[] Reactions)
    {
        /// <summary>3 to 6 species, 4 to 12 reactions of order 0 to 2, rates over four decades.</summary>
        public static Network Draw(int number)
        {
            var chance = RandomStream.For(2026, 0, (ulong)number, "random network");
            var next = 0UL;
            int Below(int n) => (int)(chance.Uniform(next++) * n);
            var species = 3 + Below(4);
            var start = Enumerable.Range(0, species).Select(_ => decimal.Round((decimal)chance.Uniform(next++), 3)).ToArray();
            var reactions = Enumerable.Range(0, 4 + Below(9)).Select(_ =>
            {
                var order = Below(4) switch { 0 => Below(2), 1 or 2 => 1, _ => 2 };
                var from = Enumerable.Range(0, order).Select(_ => Below(species)).ToArray();
                var to = Below(species + 1);
                var rate = order == 0 ? 0.1 * chance.Uniform(next++) : Math.Pow(10, -2 + 4 * chance.Uniform(next++));
                return new Reaction(from, to < species ? to : null, decimal.Parse(rate.ToString("G4", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture));
            }).ToArray();
            return new Network(start, reactions);
        }

        /// <summary>Only the conversions of one into one.</summary>
        public Network Closed() => this with { Reactions = [.. Reactions.Where(r => r.From.Length == 1 && r.To is not null)] };

        public override string ToString()
        {
            var text = new StringBuilder("model network()\n  compartment c = 1;\n");
            for (var s = 0; s < Start.Length; s++) text.Append(CultureInfo.InvariantCulture, $"  substanceOnly species x{s} in c; x{s} = {Start[s]};\n");
            for (var r = 0; r < Reactions.Length; r++)
            {
                var (from, to, rate) = Reactions[r];
                text.Append(CultureInfo.InvariantCulture, $"  R{r}: {string.Join(" + ", from.Select(f => $"x{f}"))} => {(to is { } t ? $"x{t}" : "")}; {rate}{string.Concat(from.Select(f => $"*x{f}"))};\n");
            }
            return text.Append("end\n").ToString();
        }

        /// <summary>Mass action has polynomial rates, so the coefficients follow from each other by products of series.</summary>
        public decimal[] Taylor(decimal end)
        {
            const int order = 24;
            var x = (decimal[])Start.Clone();
            // In time counted in the fastest rate the coefficients stay near one, which 28 digits without exponent need.
            var fastest = Reactions.Max(r => r.Rate);
            var now = 0m;
            while (now < end * fastest)
            {
                var series = new decimal[x.Length, order + 1];
                for (var s = 0; s < x.Length; s++) series[s, 0] = x[s];
                for (var k = 0; k < order; k++)
                    foreach (var reaction in Reactions)
                    {
                        var flow = reaction.Rate / fastest * reaction.From.Length switch
                        {
                            0 => k == 0 ? 1 : 0,
                            1 => series[reaction.From[0], k],
                            _ => Enumerable.Range(0, k + 1).Sum(j => series[reaction.From[0], j] * series[reaction.From[1], k - j]),
                        } / (k + 1);
                        foreach (var from in reaction.From) series[from, k + 1] -= flow;
                        if (reaction.To is { } to) series[to, k + 1] += flow;
                    }
                var step = Step(series, order, end * fastest - now);
                for (var s = 0; s < x.Length; s++)
                {
                    x[s] = 0;
                    for (var k = order; k >= 0; k--) x[s] = x[s] * step + series[s, k];
                }
                now += step;
            }
            return x;
        }

        /// <summary>So short that the last two terms are below 1e-20, and a coefficient that decimals cannot hold (1e-28) is nothing.</summary>
        private static decimal Step(decimal[,] series, int order, decimal rest)
        {
            var step = Math.Min(1.0, (double)rest);
            for (var s = 0; s < series.GetLength(0); s++)
                for (var k = order - 1; k <= order; k++)
                    if (series[s, k] != 0) step = Math.Min(step, Math.Pow(1e-20 / Math.Abs((double)series[s, k]), 1.0 / k));
            return step >= (double)rest ? rest : (decimal)step;
        }
    }
}
