using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>ADFA: findings, yes or no, a row a patient and finding; only of a trial that asks for them.</summary>
internal static class Adfa
{
    private readonly record struct Row(Subject Subject, FindingPlan Finding, double Value, double Total, int Sequence);

    public static DataSet For(RunPlan plan) => new DataSet<Row>("ADFA", "Findings About Analysis", () => Variables(plan), outcome => Rows(plan, outcome));

    private static IEnumerable<Row> Rows(RunPlan plan, PatientOutcome outcome)
    {
        for (var i = 0; i < outcome.Findings.Length; i++) yield return new Row(outcome.Subject, plan.Findings[i], outcome.Findings[i], outcome.FindingTotals[i], i + 1);
    }

    private static ImmutableArray<Variable<Row>> Variables(RunPlan plan) =>
    [
        .. Identifiers<Row>(plan, r => r.Subject),
        Integer<Row>("ASEQ", "Analysis Sequence Number", r => r.Sequence),
        Text<Row>("PARAM", "Parameter", r => r.Finding.Label),
        Text<Row>("PARAMCD", "Parameter Code", r => r.Finding.Id),
        Text<Row>("AVALC", "Analysis Value (C)", r => r.Finding.Counts ? "" : r.Total < 0.5 ? "NA" : r.Value > 0.5 ? "Y" : "N"),
        Number<Row>("AVAL", "Analysis Value", r => r.Value),
        Number<Row>("AVALTOT", "Of How Many", r => r.Total),
        Number<Row>("SIMDAY", "Simulated Time since Randomisation (d)", r => Math.Min(r.Finding.Day, r.Subject.LastDay)),
    ];
}
