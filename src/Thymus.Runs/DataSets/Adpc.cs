using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>ADPC: concentrations of drugs, with the time since the patient's first dose of any drug.</summary>
internal static class Adpc
{
    private readonly record struct Row(Subject Subject, Concentration Concentration, double FirstDose, int Sequence, string Parameter, string Code);

    public static DataSet For(RunPlan plan) => new DataSet<Row>("ADPC", "Pharmacokinetic Concentrations Analysis", () => Variables(plan), Rows);

    private static IEnumerable<Row> Rows(PatientOutcome outcome)
    {
        var first = outcome.Exposures.IsEmpty ? double.NaN : outcome.Exposures.Min(e => e.Day);
        var (previous, parameter, code) = (default(Concentration), "", "");
        for (var i = 0; i < outcome.Concentrations.Length; i++)
        {
            var sample = outcome.Concentrations[i];
            // Thousands of rows, two or three drugs: the names are made where the drug changes.
            if (sample.Analyte != previous?.Analyte || sample.Unit != previous?.Unit)
                (parameter, code) = ($"{sample.Analyte} ({sample.Unit})", Code(sample.Analyte));
            previous = sample;
            yield return new Row(outcome.Subject, sample, first, i + 1, parameter, code);
        }
    }

    private static ImmutableArray<Variable<Row>> Variables(RunPlan plan) =>
    [
        .. Identifiers<Row>(plan, r => r.Subject),
        Integer<Row>("ASEQ", "Analysis Sequence Number", r => r.Sequence),
        Text<Row>("PARAM", "Parameter", r => r.Parameter),
        Text<Row>("PARAMCD", "Parameter Code", r => r.Code),
        Number<Row>("AVAL", "Analysis Value", r => r.Concentration.Value),
        Text<Row>("AVALU", "Analysis Value Unit", r => r.Concentration.Unit),
        Integer<Row>("ADY", "Analysis Relative Day", r => StudyDay(r.Concentration.Day)),
        Number<Row>("AFRLT", "Actual Rel. Time from First Dose", r => r.Concentration.Day - r.FirstDose),
        Text<Row>("RRLTU", "Relative Reference Time Unit", _ => "DAYS"),
        Number<Row>("SIMDAY", "Simulated Time since Randomisation (d)", r => r.Concentration.Day),
    ];

    /// <summary>The first eight letters and digits of the analyte, in capitals.</summary>
    private static string Code(string analyte)
    {
        var letters = analyte.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Take(8).ToArray();
        return letters.Length == 0 ? "ANALYTE" : new string(letters);
    }
}
