using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>ADPP: pharmacokinetic parameters, a row a patient and parameter; only of a trial that asks for them.</summary>
internal static class Adpp
{
    private readonly record struct Row(Subject Subject, PharmacokineticPlan Parameter, double Value, int Sequence);

    public static DataSet For(RunPlan plan) => new DataSet<Row>("ADPP", "Pharmacokinetic Parameters Analysis", () => Variables(plan), outcome => Rows(plan, outcome));

    private static IEnumerable<Row> Rows(RunPlan plan, PatientOutcome outcome)
    {
        // A patient whose integration failed has none, and one who left before a time has no value of it.
        for (var i = 0; i < outcome.Pharmacokinetics.Length; i++)
            if (!double.IsNaN(outcome.Pharmacokinetics[i])) yield return new Row(outcome.Subject, plan.Pharmacokinetics[i], outcome.Pharmacokinetics[i], i + 1);
    }

    private static ImmutableArray<Variable<Row>> Variables(RunPlan plan) =>
    [
        .. Identifiers<Row>(plan, r => r.Subject),
        Integer<Row>("ASEQ", "Analysis Sequence Number", r => r.Sequence),
        Text<Row>("PARAM", "Parameter", r => $"{r.Parameter.Label} ({r.Parameter.Unit})"),
        Text<Row>("PARAMCD", "Parameter Code", r => r.Parameter.Id),
        Number<Row>("AVAL", "Analysis Value", r => r.Value),
        Text<Row>("AVALU", "Analysis Value Unit", r => r.Parameter.Unit),
        Number<Row>("SIMDAY", "Simulated Time since Randomisation (d)", r => r.Parameter.Day),
    ];
}
