using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>
/// Classical stiff problems as models, through reader, symbolic Jacobian and kernels, against the reference digits of the test set for
/// initial value problem solvers (Mazzia and Magherini, release 2.4), which computed them with RADAU at relative tolerance 1.1e-18.
/// </summary>
public sealed class ClassicalProblemTests
{
    private const string Oregonator = """
        model oregonator()
          a = 1; b = 2; c = 3;
          a' = 77.27*(b + a*(1 - 8.375e-6*a - b));
          b' = (c - (1 + a)*b)/77.27;
          c' = 0.161*(a - c);
        end
        """;

    /// <summary>
    /// Chemical pyrolysis: amounts of 1e-3 to 1e-290 over 13 decades of time. y₂ = y₃ + y₄ always, and at the end y₂ and y₃ are what is
    /// left of flows 1e18 times as large: a difference that is rounded anew at each step ends as 1e-21, ten times the answer. So the
    /// invariant is written into the model, as a modeller would.
    /// </summary>
    private const string E5 = """
        model pyrolysis()
          A = 7.89e-10; B = 1.1e7; C = 1.13e3; M = 1e6;
          y1 = 1.76e-3; y2 = 0; y4 = 0;
          y3 := y2 - y4;
          y1' = -A*y1 - B*y1*y3;
          y2' = A*y1 - M*C*y2*y3;
          y4' = B*y1*y3 - C*y4;
        end
        """;

    /// <summary>Verwer's air pollution model: 25 reactions among 20 species.</summary>
    private const string Pollution = """
        model pollution()
          compartment air = 1;
          substanceOnly species y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20 in air;
          y1 = 0; y2 = 0.2; y3 = 0; y4 = 0.04; y5 = 0; y6 = 0; y7 = 0.1; y8 = 0.3; y9 = 0.01; y10 = 0; y11 = 0; y12 = 0; y13 = 0; y14 = 0;
          y15 = 0; y16 = 0; y17 = 0.007; y18 = 0; y19 = 0; y20 = 0;
          R1: y1 => y2 + y3; 0.35*y1;
          R2: y2 + y4 => y1; 26.6*y2*y4;
          R3: y5 + y2 => y6 + y1; 1.23e4*y5*y2;
          R4: y7 => 2 y5 + y8; 8.6e-4*y7;
          R5: y7 => y8; 8.2e-4*y7;
          R6: y7 + y6 => y5 + y8; 1.5e4*y7*y6;
          R7: y9 => y5 + y8 + y10; 1.3e-4*y9;
          R8: y9 + y6 => y11; 2.4e4*y9*y6;
          R9: y11 + y2 => y10 + y12 + y1; 1.65e4*y11*y2;
          R10: y11 + y1 => y13; 9e3*y11*y1;
          R11: y13 => y11 + y1; 0.022*y13;
          R12: y10 + y2 => y14 + y1; 1.2e4*y10*y2;
          R13: y14 => y7 + y5; 1.88*y14;
          R14: y1 + y6 => y15; 1.63e4*y1*y6;
          R15: y3 => y4; 4.8e6*y3;
          R16: y4 => y16; 3.5e-4*y4;
          R17: y4 => y3; 0.0175*y4;
          R18: y16 => 2 y6; 1e8*y16;
          R19: y16 => y3; 4.44e11*y16;
          R20: y17 + y6 => y18 + y5; 1.24e3*y17*y6;
          R21: y19 => y2; 2.1*y19;
          R22: y19 => y1 + y3; 5.78*y19;
          R23: y1 + y4 => y19; 0.0474*y1*y4;
          R24: y19 + y1 => y20; 1.78e3*y19*y1;
          R25: y20 => y19 + y1; 3.12*y20;
        end
        """;

    [Fact]
    public void The_oregonator_after_one_period()
    {
        var y = Run(Oregonator, 360, 1e-9, 1e-12, "a", "b", "c");
        Close([0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3], y, 1e-6);
    }

    /// <summary>
    /// The reference has y₂ = 0.8867…e-22 and y₃ = 0.8855…e-22 with y₄ = 0, though the equations keep y₂ = y₃ + y₄: its rounding unit of 1e-19
    /// leaves a gap of 1.3e-25, so its digits hold to 7e-4. The gap moves y₂ up and y₃ down by the same; their mean is free of it.
    /// </summary>
    [Fact]
    public void E5_ends_where_the_reference_does_without_its_rounding()
    {
        var y = Run(E5, 1e13, 1e-8, 1e-30, "y1", "y2", "y3");
        // y1 has decayed to 1e-290, below what an absolute tolerance can ask for; it must be nothing against the others.
        Assert.InRange(Math.Abs(y[0]), 0, 1e-30);
        Close([0.8867655517642120e-22, 0.8854814626268838e-22], y[1..], 1e-3);
        var mean = (0.8867655517642120e-22 + 0.8854814626268838e-22) / 2;
        Close([mean, mean], y[1..], 1e-6);
    }

    [Fact]
    public void The_pollution_model_has_all_twenty_species_right_after_an_hour()
    {
        var y = Run(Pollution, 60, 1e-8, 1e-24, [.. Enumerable.Range(1, 20).Select(i => $"y{i}")]);
        Close(
            [
                0.5646255480022769e-1, 0.1342484130422339, 0.4139734331099427e-8, 0.5523140207484359e-2, 0.2018977262302196e-6,
                0.1464541863493966e-6, 0.7784249118997964e-1, 0.3245075353396018, 0.7494013383880406e-2, 0.1622293157301561e-7,
                0.1135863833257075e-7, 0.2230505975721359e-2, 0.2087162882798630e-3, 0.1396921016840158e-4, 0.8964884856898295e-2,
                0.4352846369330103e-17, 0.6899219696263405e-2, 0.1007803037365946e-3, 0.1772146513969984e-5, 0.5682943292316392e-4,
            ], y, 1e-6);
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance * Math.Abs(expected[i]));
    }

    /// <remarks>The absolute tolerance lies below the smallest amount that the reference gives, so that every digit asked for is controlled.</remarks>
    private static double[] Run(string text, double end, double relativeTolerance, double absoluteTolerance, params string[] symbols)
    {
        var (definition, faults) = ModelReader.ReadAntimony(text, "problem.ant");
        Assert.Empty(faults.Select(d => d.ToString()));
        using var model = CompiledModel.Compile(definition!, new CompileOptions { AbsoluteTolerance = absoluteTolerance }, faults)!;
        var run = Simulator.Run(model, new SimulationSettings { Times = [0, end], RelativeTolerance = relativeTolerance, Observables = [.. symbols] });
        Assert.Equal(IntegrationStatus.Completed, run.Status);
        return run.Row(1).ToArray();
    }
}
