using System.Collections.Immutable;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

internal static partial class Workloads
{
    /// <summary>Nineteen doses of a PD-1 antibody and four of a CTLA-4 antibody, every 21 days.</summary>
    private static Workload StiffNetwork { get; } = new()
    {
        Name = "C",
        Parameters = Vary(
            "CL0 0.22 .3 CL1 0.36 .3 QP 0.8 .3 QT 0.02 .3 QL 0.01 .3 LD 2.0 .2 VC 5 0 VP 60 0 VL 1.1e-3 .2 VT0 1e-6 0 KG1 0.012 .3 " +
            "KG2 0.009 .3 KD 1e-3 .3 KCLR 0.1 .2 KV 0.12 .2 DV 8e-4 .2 SV 1e-2 .2 V50 50 .2 VCELL 2.6e-6 0 NTHY 8 .3 NPRO 20 .3 " +
            "NDTH 2e-3 .2 QNP 4 .2 QPN 1.2 .2 QNL 0.9 .2 QLN 1.1 .2 ACT 0.02 .4 DIV 2.5 .2 NDIV 100 .6 TDTH 0.02 .3 QTP 5 .2 QPT 0.3 .2 " +
            "QTT 0.1 .6 QLT 2 .2 EXH 0.25 .5 REV 0.02 .4 KILL 0.05 .8 TREGK 0.2 .3 TCK 0.5 .3 IL2D 288 .2 IL2S 3e-1 .3 IL2C 1.5e-1 .3 " +
            "IL250 0.3 .2 CYTD 12 .2 IFNS 2e-3 .3 TGFS 6e-4 .3 IL10S 2e-3 .3 IL12S 1e-2 .3 CCLS 5e-4 .3 TGF50 0.07 .2 IL1050 0.01 .2 " +
            "IL1250 0.02 .2 IFN50 0.03 .2 CCL50 0.2 .2 APCM 1.5 .3 APCG 4 .2 APCD 0.01 .2 MAPCD 0.02 .2 APC0T 400 .3 APC0L 1200 .3 " +
            "MREC 8000 .3 MDTH 0.02 .2 POL 0.25 .3 MKILL 0.02 .4 NKREC 2000 .3 NKKILL 0.02 .4 MD50 50 .2 AGREL 50 .4 AGDEG 2 .2 " +
            "AGUP 1.4e-2 .3 ENDDEG 17 .2 EPDEG 144 .2 MON 0.144 .2 MKD 20 .4 MIN 14.4 .2 MOUT 28.8 .2 MTOT 2000 .2 EP50 0.05 .4 " +
            "ON1 8600 .1 OFF1 124000 .1 ON2 11000 .1 OFF2 45700 .1 ONA 112 .2 OFFA 292 .2 CHI 5.6 .2 ON28 6900 .1 OFF28 138000 .1 " +
            "ON86 12000 .1 OFF86 2.4e6 .1 ONC8 3.8e4 .1 OFFC8 37000 .1 ONC6 3.3e4 .1 OFFC6 4.4e5 .1 ONCA 33 .2 OFFCA 69 .2 PD150 6 .3 " +
            "C2850 30 .3 PDL1T 1.0 .2 PDL1I 1.0 .2 RIFN 5 .3 C10 5000 .5 PD1 20 .3 PDL1 60 .5 PDL2 10 .5 CD28 60 .3 CD80 3 .3 CD86 40 .3 " +
            "CTLA4 5 .3"),
        States = NetworkStates(),
        Observed = "C1",
        End = 400,
        OutputStep = 1,
        AbsoluteTolerance = 1e-9,
        Events =
        [
            new EventRecord(0, EventId.Dose, 268, "aPD1_blood", Interval: 21, AdditionalDoses: 18),
            new EventRecord(0, EventId.Dose, 95, "aCTLA4_blood", Interval: 21, AdditionalDoses: 3),
        ],
        Methods = [Method.Rodas5P],
    };

    private static ImmutableArray<string> NetworkStates()
    {
        string[] receptors =
        [
            "PD1", "PDL1", "PDL2", "PD1_PDL1", "PD1_PDL2", "PD1_aPD1", "PD1_aPD1_PD1", "CD28", "CD80", "CD86", "CTLA4", "CD28_CD80", "CD28_CD86",
            "CTLA4_CD80", "CTLA4_CD86", "CTLA4_aCTLA4",
        ];
        string[] family =
        [
            "naiveBlood", "naivePeriphery", "naiveNode", "divide1", "divide2", "divide3", "blood", "periphery", "tumour", "node", "exhausted",
        ];
        return
        [
            .. Each(["aPD1", "aCTLA4"], ["blood", "periphery", "tumour", "node"]),
            "C1", "C2", "dead", "K", "vessels",
            .. Each(["T1", "T2", "T3", "T4", "T5"], family),
            "immatureTumour", "matureTumour", "immatureNode", "matureNode",
            "IL2", "IFN", "TGF", "IL10", "IL12", "CCL2",
            "MDSC", "M1", "M2", "NK",
            .. Each(["ag1", "ag2"], ["free", "endosome", "epitope", "loaded", "surface"]),
            "MHC_inside", "MHC_surface",
            .. Each(["s1", "s2"], receptors),
        ];
    }

    private static IEnumerable<string> Each(string[] owners, string[] names) => owners.SelectMany(o => names.Select(n => $"{o}_{n}"));
}
