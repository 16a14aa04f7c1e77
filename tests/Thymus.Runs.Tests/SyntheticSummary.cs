using System.Collections.Immutable;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Tests;

/// <summary>A summary with every kind of row that a report must print: reached and unreached medians, hits and misses, a missing test.</summary>
public static class SyntheticSummary
{
    public static TrialSummary For(RunPlan plan, IReadOnlyList<PatientOutcome> outcomes) => new()
    {
        Trial = plan.Trial,
        Title = plan.Title,
        Assignment = plan.Assignment,
        Seed = plan.Seed,
        CovariateNames = plan.CovariateNames,
        Arms = [.. plan.Arms.Select((arm, i) => Arm(arm, [.. outcomes.Where(o => o.Subject.ArmIndex == i)]))],
        Contrasts = plan.Assignment == "twins"
            ? [Hazard("OS", plan, 0, 2, 0.66, double.NaN, double.NaN, null), Hazard("OS", plan, 1, 2, 0.68, double.NaN, double.NaN, null)]
            :
            [
                Hazard("OS", plan, 0, 2, 0.66, 0.53, 0.82, 0.0002), Hazard("OS", plan, 1, 2, 0.69, 0.55, 0.86, 0.0009), Hazard("OS", plan, 0, 1, 0.97, 0.78, 1.20, 0.77),
                new("ORR", "Objective response: difference, percentage points", plan.Arms[0].Id, plan.Arms[2].Id, 33.1, 25.2, 40.4, null, "Newcombe", 3.9),
                Hazard("PFS", plan, 0, 2, 0.58, 0.47, 0.71, 2e-7), Hazard("PFS", plan, 1, 2, 0.60, 0.49, 0.74, 1e-6),
            ],
        Screening = new ScreeningSummary(1311, 840, [new("tumour never reached its size at enrolment", 236), new("baseline sum of diameters above 300 mm", 148), new("lymphocytes below 0.2 ×10⁹/L", 87)]),
        Limits = ImmutableDictionary.CreateRange(new Dictionary<string, ImmutableArray<string>>
        {
            ["en"] =
            [
                "Fitted to overall survival at 6 and 12 months in one trial; other cohorts on the same drugs survived 10 to 20 points better or worse.",
                "Treatment after progression is modelled as a rule (anti-PD-1 after ipilimumab), not as patients chose it.",
            ],
            ["fr"] =
            [
                "Ajusté sur la survie globale à 6 et 12 mois d’un seul essai ; d’autres cohortes sous les mêmes traitements ont survécu 10 à 20 points de plus ou de moins.",
                "Le traitement après progression suit une règle (anti-PD-1 après ipilimumab) et non le choix des patients.",
            ],
        }),
        Published =
        [
            Published("KM-0297", "OS.rate@182.625", "ipi-q3w", 74.3, 69.2, 79.9, 75.1, 2.6, 66.0, 83.0, "%", "fitted", true),
            Published("KM-0298", "OS.rate@365.25", "ipi-q3w", 58.8, 53.1, 65.2, 57.9, 2.9, 48.1, 67.2, "%", "fitted", true),
            Published("KM-0301", "OS.rate@182.625", "pembro-q2w", 84.8, 80.7, 89.1, 83.0, 2.2, 75.5, 90.0, "%", "fitted", true),
            Published("KM-0302", "OS.rate@365.25", "pembro-q2w", 73.9, 68.9, 79.3, 69.0, 2.7, 60.0, 77.7, "%", "fitted", true),
            Published("KM-0299", "OS.rate@730.5", "ipi-q3w", 43.0, 37.0, 49.8, 35.2, 2.8, 26.0, 42.5, "%", "checked", false),
            Published("KM-0303", "OS.rate@730.5", "pembro-q2w", 55.3, 49.6, 61.8, 51.4, 3.0, 42.0, 61.0, "%", "checked", true),
            Published("KM-0296", "OS.median", "ipi-q3w", 16.0, 13.8, 22.7, 14.9, 1.1, 12.1, 19.0, "months", "checked", true),
            Published("KM-0304", "OS.hr", "pembro-q2w / ipi-q3w", 0.668, 0.523, 0.852, 0.66, 0.07, 0.49, 0.88, "ratio", "predicted", true),
        ],
    };

    private static ArmSummary Arm(ArmPlan arm, IReadOnlyList<PatientOutcome> patients)
    {
        var analysed = patients.Where(p => p.Subject.Status == "ok").ToList();
        double Rate(Response atBest) => 100.0 * analysed.Count(p => p.Responses.Any(r => r.Visit == "CBOR" && r.Overall <= atBest)) / analysed.Count;
        double Error(double percent) => Math.Sqrt(percent * (100 - percent) / analysed.Count);
        EndpointEstimate Percent(string id, string label, double value, string method) =>
            new(id, label, value, Math.Max(0, value - 1.96 * Error(value)), Math.Min(100, value + 1.96 * Error(value)), "%", method, Error(value));
        return new ArmSummary(arm.Id, arm.Label, patients.Count, patients.Count - analysed.Count,
        [
            Percent("ORR", "Objective response, confirmed", Rate(Response.PartialResponse), "Clopper–Pearson"),
            Percent("CR", "Complete response, confirmed", Rate(Response.CompleteResponse), "Clopper–Pearson"),
            new("OS.median", "Median overall survival", 22.4, 18.9, arm.Id == "ipi-q3w" ? 27.0 : double.NaN, "months", "Kaplan–Meier, log-log", 1.9),
            Percent("OS.rate@365.25", "Overall survival at 12 months", 68.2, "Kaplan–Meier, log-log"),
            Percent("OS.rate@730.5", "Overall survival at 24 months", 49.9, "Kaplan–Meier, log-log"),
            new("PFS.median", "Median progression-free survival", 5.6, 4.2, 6.9, "months", "Kaplan–Meier, log-log", 0.4),
            new("DOR.median", "Median duration of response", double.NaN, 20.1, double.NaN, "months", "Kaplan–Meier, log-log", double.NaN),
            new("OS.rmst@730.5", "Overall survival: restricted mean to 24 months", 17.4, 16.5, 18.3, "months", "Area below Kaplan–Meier", 0.45),
            new("OS.events", "Overall survival: events", 171, double.NaN, double.NaN, "patients", "Count", double.NaN),
        ]);
    }

    private static Contrast Hazard(string endpoint, RunPlan plan, int arm, int reference, double estimate, double lower, double upper, double? p) =>
        new($"{endpoint}.hr", (endpoint == "OS" ? "Overall" : "Progression-free") + " survival: hazard ratio", plan.Arms[arm].Id, plan.Arms[reference].Id, estimate, lower, upper, p, "Cox, Efron; log-rank", 0.07);

    private static PublishedComparison Published(
        string id, string endpoint, string arm, double published, double lower, double upper, double simulated, double error,
        double predictionLower, double predictionUpper, string unit, string role, bool agrees) =>
        new(id, endpoint, arm, published, lower, upper, simulated, error, predictionLower, predictionUpper, unit, role,
            "Kaplan–Meier reconstruction of Bomze 2020, doi:10.1001/jamanetworkopen.2020.17675", agrees);
}
