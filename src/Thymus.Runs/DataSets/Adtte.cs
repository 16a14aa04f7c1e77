using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>ADTTE: one row an endpoint and patient. CNSR is 0 for an event and 1 for censoring, as ADaM has it, and 2 where another event came first that competes with it.</summary>
internal static class Adtte
{
    private readonly record struct Row(Subject Subject, TimeToEvent Event);

    public static DataSet For(RunPlan plan) => new DataSet<Row>("ADTTE", "Time-to-Event Analysis Dataset", () => Variables(plan),
        outcome => outcome.TimesToEvent.Select(e => new Row(outcome.Subject, e)));

    private static ImmutableArray<Variable<Row>> Variables(RunPlan plan) =>
    [
        .. Identifiers<Row>(plan, r => r.Subject),
        Text<Row>("PARAM", "Parameter", r => Parameter(r.Event.Parameter)),
        Text<Row>("PARAMCD", "Parameter Code", r => r.Event.Parameter),
        Number<Row>("AVAL", "Analysis Value", r => r.Event.Days),
        Text<Row>("AVALU", "Analysis Value Unit", _ => "DAYS"),
        Integer<Row>("CNSR", "Censor", r => r.Event.Competing ? 2 : r.Event.Censored ? 1 : 0),
        Text<Row>("EVNTDESC", "Event or Censoring Description", r => r.Event.Description),
        // The clock of a duration of response starts at the response, so its end is no day of the study.
        Integer<Row>("ADY", "Analysis Relative Day", r => r.Event.Parameter == "DOR" ? null : StudyDay(r.Event.OriginDay + r.Event.Days)),
    ];

    private static string Parameter(string code) => code switch
    {
        "OS" => "Overall Survival (days)",
        "PFS" => "Progression-Free Survival by RECIST 1.1 (days)",
        "DOR" => "Duration of Response (days)",
        "TTP" => "Time to Progression (days)",
        "EFS" => "Event-Free Survival (days)",
        "RFS" => "Recurrence-Free Survival (days)",
        "TTR" => "Time to Response (days)",
        _ => $"{code} (days)",
    };
}
