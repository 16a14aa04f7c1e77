using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>ADTR: diameters of single lesions (LDIAM) and the sum of diameters of the target lesions (SDIAM), in mm.</summary>
internal static class Adtr
{
    private readonly record struct Row(Subject Subject, TumourMeasurement Measurement, int Sequence, double Base, double Nadir, bool IsBaseline)
    {
        public bool IsSum => Measurement.Kind == "sum";
    }

    public static DataSet For(RunPlan plan) => new DataSet<Row>("ADTR", "Tumor Results Analysis Dataset", () => Variables(plan), Rows);

    private static IEnumerable<Row> Rows(PatientOutcome outcome)
    {
        var seen = new Dictionary<string, (double Base, double Nadir)>(StringComparer.Ordinal);
        var sequence = 0;
        foreach (var measurement in outcome.Measurements)
        {
            var known = seen.TryGetValue(measurement.Lesion, out var before);
            // A lesion that was not there at baseline has no baseline value, however small it was when first seen.
            var isBaseline = !known && measurement.Kind != "new";
            if (!known) before = (isBaseline ? measurement.Value : double.NaN, double.NaN);
            yield return new Row(outcome.Subject, measurement, ++sequence, before.Base, before.Nadir, isBaseline);
            seen[measurement.Lesion] = (before.Base, measurement.Value > before.Nadir ? before.Nadir : measurement.Value);
        }
    }

    private static ImmutableArray<Variable<Row>> Variables(RunPlan plan) =>
    [
        .. Identifiers<Row>(plan, r => r.Subject),
        Integer<Row>("ASEQ", "Analysis Sequence Number", r => r.Sequence),
        Text<Row>("PARAM", "Parameter", r => r.IsSum ? "Sum of Diameters of Target Lesions (mm)" : "Lesion Diameter (mm)"),
        Text<Row>("PARAMCD", "Parameter Code", r => r.IsSum ? "SDIAM" : "LDIAM"),
        Number<Row>("AVAL", "Analysis Value", r => r.Measurement.Value),
        Text<Row>("AVALU", "Analysis Value Unit", _ => "mm"),
        Number<Row>("BASE", "Baseline Value", r => r.Base),
        Number<Row>("CHG", "Change from Baseline", r => r.IsBaseline ? double.NaN : r.Measurement.Value - r.Base),
        Number<Row>("PCHG", "Percent Change from Baseline", r => r.Measurement.PercentChangeFromBaseline),
        Number<Row>("NADIR", "Lowest Value before this Visit", r => r.Nadir),
        Number<Row>("PCHGNAD", "Percent Change from Nadir", r => r.Measurement.PercentChangeFromNadir),
        Text<Row>("ABLFL", "Baseline Record Flag", r => Flag(r.IsBaseline)),
        Text<Row>("TRLNKID", "Link ID of Lesion", r => r.IsSum ? null : r.Measurement.Lesion),
        Text<Row>("TRGRPID", "Group ID of Lesion", r => Group(r.Measurement.Kind)),
        Integer<Row>("ADY", "Analysis Relative Day", r => StudyDay(r.Measurement.Day)),
        Text<Row>("AVISIT", "Analysis Visit", r => r.Measurement.Visit),
        Number<Row>("AVISITN", "Analysis Visit (N)", r => VisitNumber(r.Measurement.Visit)),
        Number<Row>("SIMDAY", "Simulated Time since Randomisation (d)", r => r.Measurement.Day),
        Number<Row>("SIMTRUE", "Value without Measurement Error", r => r.Measurement.TrueValue),
    ];

    private static string Group(string kind) => kind switch
    {
        "target" => "TARGET",
        "sum" => "SUM",
        "non-target" => "NON-TARGET",
        "new" => "NEW",
        _ => kind.ToUpperInvariant(),
    };
}
