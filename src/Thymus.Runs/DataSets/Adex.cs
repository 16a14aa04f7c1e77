using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>ADEX: one row an administration; AVAL is the amount that was given, EXDOSE the dose that the protocol asked for.</summary>
internal static class Adex
{
    private readonly record struct Row(Subject Subject, Exposure Exposure, int Sequence);

    public static DataSet For(RunPlan plan) => new DataSet<Row>("ADEX", "Exposure Analysis Dataset", () => Variables(plan),
        outcome => outcome.Exposures.Select((exposure, i) => new Row(outcome.Subject, exposure, i + 1)));

    private static ImmutableArray<Variable<Row>> Variables(RunPlan plan) =>
    [
        .. Identifiers<Row>(plan, r => r.Subject),
        Integer<Row>("ASEQ", "Analysis Sequence Number", r => r.Sequence),
        Text<Row>("PARAM", "Parameter", _ => "Amount administered"),
        Text<Row>("PARAMCD", "Parameter Code", _ => "DOSE"),
        Number<Row>("AVAL", "Analysis Value", r => r.Exposure.Amount),
        Text<Row>("AVALU", "Analysis Value Unit", r => r.Exposure.AmountUnit),
        Text<Row>("EXTRT", "Name of Treatment", r => r.Exposure.Treatment),
        Number<Row>("EXDOSE", "Dose", r => r.Exposure.Dose),
        Text<Row>("EXDOSU", "Dose Units", r => r.Exposure.DoseUnit),
        Text<Row>("EXROUTE", "Route of Administration", r => r.Exposure.Route),
        Integer<Row>("ASTDY", "Analysis Start Relative Day", r => StudyDay(r.Exposure.Day)),
        Integer<Row>("AENDY", "Analysis End Relative Day", r => StudyDay(r.Exposure.Day + r.Exposure.Duration)),
        Number<Row>("ADURN", "Analysis Duration (N)", r => r.Exposure.Duration),
        Text<Row>("ADURU", "Analysis Duration Units", _ => "DAYS"),
        Text<Row>("AVISIT", "Analysis Visit", r => $"Cycle {r.Exposure.Cycle}"),
        Number<Row>("AVISITN", "Analysis Visit (N)", r => r.Exposure.Cycle),
        Number<Row>("SIMDAY", "Simulated Time since Randomisation (d)", r => r.Exposure.Day),
    ];
}
