using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

internal static partial class Workloads
{
    /// <summary>Twenty-three doses of a PD-1 antibody every 14 days: 240 mg of 146 kDa in 5 L.</summary>
    private static Workload TwoLesions { get; } = new()
    {
        Name = "D",
        Parameters =
        [
            .. Vary("clearance 0.22 .3 distribution 0.8 .3 thymic_output 8 .3 to_periphery 5 .2 effector_death 0.02 .3"),
            .. Both("primary", "metastasis",
                "growth1 0.012 .3 growth2 0.010 .3 growth3 0.008 .3 kill 0.05 .6 entry 0.1 .5 exhaustion 0.25 .5 reversal 0.02 .4 effector_half 0.5 .3 " +
                "vascular_growth 0.12 .3 vascular_loss 8e-4 .2 antigen_release 50 .4 maturation 1.5 .3 recruitment 8000 .3 polarisation 0.25 .3 " +
                "pd1_total 20 .3 pdl1_total 60 .5 pdl2_total 10 .5 pdl1_induction 5 .3 brake_half 6 .3 on_pdl1 8600 .1 off_pdl1 124000 .1 on_mab 112 .2"),
            .. Both("node1", "node2",
                "activation 0.02 .4 division 2.5 .2 clone_size 100 .5 leaving 2 .2 uptake 14 .3 epitope_half 0.05 .4 il2_decay 288 .2 boost_half 30 .3 " +
                "cd28_total 60 .3 cd80_total 3 .3 cd86_total 40 .3 ctla4_total 5 .3"),
        ],
        States = [],
        Observed = "primary__C1",
        End = 400,
        OutputStep = 1,
        AbsoluteTolerance = 1e-9,
        Events = [new EventRecord(0, EventId.Dose, 329, "mab", Interval: 14, AdditionalDoses: 22)],
        Methods = [Method.Rodas5P],
    };

    private static IEnumerable<VariedParameter> Both(string first, string second, string text) =>
        new[] { first, second }.SelectMany(owner => Vary(text).Select(p => p with { Name = $"{owner}__{p.Name}" }));
}
