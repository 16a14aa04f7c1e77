using System.Collections.Immutable;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

/// <summary>The workloads by name.</summary>
internal static partial class Workloads
{
    public static Workload ByName(string name) => name switch
    {
        "A" => AntibodyAndTumour,
        "B" => MixedTherapy,
        "C" => StiffNetwork,
        "D" => TwoLesions,
        _ => throw new ArgumentException($"There is no workload '{name}'; there are A, B, C and D."),
    };

    /// <summary>200 mg over 30 min every 21 days, 17 times.</summary>
    private static Workload AntibodyAndTumour { get; } = new()
    {
        Name = "A",
        Parameters = Vary(
            "CL 0.22 .3 V1 3.5 .2 Q 0.8 .3 V2 4.1 .25 KD 0.5 .3 SN 0.02 .3 AN 0.6 .5 GT 5 .3 KOUT 0.3 .2 DN 0.05 .2 DE 0.12 .2 KX 0.35 .4 " +
            "HX 5 .3 KRE 0.25 .4 DX 0.03 .2 KG 0.012 .5 KMAX 2000 .2 KK 0.12 .6 HK 10 .3 T0 20 .8"),
        States = ["AC", "AP", "N", "E", "X", "T"],
        Observed = "T",
        End = 364,
        OutputStep = 7,
        AbsoluteTolerance = 1e-9,
        Events = [new EventRecord(0, EventId.Dose, 200, "AC", Rate: 9600, Interval: 21, AdditionalDoses: 16)],
        Methods = [Method.DormandPrince5, Method.DormandPrince8],
    };

    /// <summary>Nine one-day chemotherapy doses every 5 days, TIL on day 7, six IL-2 pulses on days 8 to 11.</summary>
    private static Workload MixedTherapy { get; } = new()
    {
        Name = "B",
        Parameters = Vary(
            "a 4.31e-1 .3 b 1.02e-9 .1 c 6.41e-11 .3 d 2.34 .3 e 2.08e-7 .2 l 2.09 .05 f 4.12e-2 .2 g 1.25e-2 .2 h 2.02e7 .2 j 2.49e-2 .2 " +
            "k 3.66e7 .2 m 2.04e-1 .2 q 1.42e-6 .2 p 3.42e-6 .2 s 8.39e-2 .3 r1 1.1e-7 .2 r2 6.5e-11 .2 u 3e-10 .2 KT 0.9 .2 KN 0.6 .2 KL 0.6 .2 " +
            "KC 0.6 .2 alpha 7.5e8 .2 beta 1.2e-2 .2 gamma 0.9 .2 pI 0.125 .2 gI 2e7 .2 muI 10 .2 T0 1e7 .8 N0 3e5 .3 L0 100 .5 C0 6.25e10 .2"),
        States = ["T", "N", "L", "C", "M", "I"],
        Observed = "T",
        End = 120,
        OutputStep = 1,
        AbsoluteTolerance = 1e-6,
        Events =
        [
            new EventRecord(0, EventId.Dose, 2.3869, "M", Rate: 2.3869, Interval: 5, AdditionalDoses: 8),
            new EventRecord(7, EventId.Dose, 1e9, "L", Rate: 1e9),
            new EventRecord(8, EventId.Dose, 1.25e6, "I", Rate: 5e6, Interval: 0.5, AdditionalDoses: 5),
        ],
        Methods = [Method.Rodas5P],
    };

    /// <summary>Name, typical value, coefficient of variation, and so on.</summary>
    private static ImmutableArray<VariedParameter> Vary(string text) =>
        [.. text.Split(' ').Chunk(3).Select(p => new VariedParameter(p[0], Number(p[1]), Number(p[2])))];

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
