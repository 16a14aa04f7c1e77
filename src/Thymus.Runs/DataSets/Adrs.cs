using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>
/// ADRS: the response at each visit (OVR) with its parts (TRGRESP, NTRGRESP, NEWLPROG), and the best overall response
/// without (BOR) and with confirmation (CBOR), by RECIST 1.1.
/// </summary>
internal static class Adrs
{
    private readonly record struct Row(Subject Subject, ResponseAssessment Assessment, string Code, string Value, double Number, int Sequence);

    public static DataSet For(RunPlan plan) => new DataSet<Row>("ADRS", "Disease Response Analysis Dataset", () => Variables(plan), Rows);

    private static IEnumerable<Row> Rows(PatientOutcome outcome)
    {
        var sequence = 0;
        foreach (var assessment in outcome.Responses)
        {
            Row Of(string code, string value, double number) => new(outcome.Subject, assessment, code, value, number, ++sequence);
            Row Category(string code, Response response, bool nonTarget = false) => Of(code, Term(response, nonTarget), Rank(response, nonTarget));
            if (assessment.Visit is "BOR" or "CBOR")
            {
                yield return Category(assessment.Visit, assessment.Overall);
                continue;
            }
            yield return Category("OVR", assessment.Overall);
            yield return Category("TRGRESP", assessment.Target);
            if (assessment.NonTarget is { } response) yield return Category("NTRGRESP", response, nonTarget: true);
            // Nothing was seen, so nothing is known of new lesions.
            if (assessment.Overall == Response.NotEvaluable && !assessment.NewLesion) continue;
            yield return Of("NEWLPROG", assessment.NewLesion ? "Y" : "N", assessment.NewLesion ? 1 : 0);
        }
    }

    private static ImmutableArray<Variable<Row>> Variables(RunPlan plan) =>
    [
        .. Identifiers<Row>(plan, r => r.Subject),
        Integer<Row>("ASEQ", "Analysis Sequence Number", r => r.Sequence),
        Text<Row>("PARAM", "Parameter", r => Parameter(r.Code)),
        Text<Row>("PARAMCD", "Parameter Code", r => r.Code),
        Text<Row>("AVALC", "Analysis Value (C)", r => r.Value),
        Number<Row>("AVAL", "Analysis Value", r => r.Number),
        Integer<Row>("ADY", "Analysis Relative Day", r => StudyDay(r.Assessment.Day)),
        Text<Row>("AVISIT", "Analysis Visit", r => IsBest(r) ? null : r.Assessment.Visit),
        Number<Row>("AVISITN", "Analysis Visit (N)", r => IsBest(r) ? double.NaN : VisitNumber(r.Assessment.Visit)),
        Number<Row>("SIMDAY", "Simulated Time since Randomisation (d)", r => r.Assessment.Day),
    ];

    private static bool IsBest(Row row) => row.Code is "BOR" or "CBOR";

    private static string Parameter(string code) => code switch
    {
        "OVR" => "Overall Response by RECIST 1.1",
        "TRGRESP" => "Target Response by RECIST 1.1",
        "NTRGRESP" => "Non-Target Response by RECIST 1.1",
        "NEWLPROG" => "New Lesion Progression",
        "BOR" => "Best Overall Response by RECIST 1.1 (confirmation not required)",
        _ => "Best Confirmed Overall Response by RECIST 1.1",
    };

    /// <summary>Terms of CDISC codelist ONCRSR; a non-target lesion that persists is NON-CR/NON-PD, not SD.</summary>
    private static string Term(Response response, bool nonTarget) => response switch
    {
        Response.CompleteResponse => "CR",
        Response.PartialResponse => nonTarget ? "NON-CR/NON-PD" : "PR",
        Response.StableDisease => nonTarget ? "NON-CR/NON-PD" : "SD",
        Response.ProgressiveDisease => "PD",
        _ => "NE",
    };

    /// <summary>admiralonco's numbers (<c>aval_resp</c>): CR 1, PR 2, SD 3, NON-CR/NON-PD 4, PD 5, NE 6.</summary>
    private static double Rank(Response response, bool nonTarget) => Term(response, nonTarget) switch
    {
        "CR" => 1,
        "PR" => 2,
        "SD" => 3,
        "NON-CR/NON-PD" => 4,
        "PD" => 5,
        _ => 6,
    };
}
