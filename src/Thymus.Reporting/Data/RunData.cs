using System.Collections.Immutable;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Reporting;

/// <summary>Reads from a run folder what the report shows, one pass a data set.</summary>
internal sealed class RunData
{
    /// <summary>So many single courses can be told apart in a panel.</summary>
    public const int SpiderPatients = 60;

    public const int SwimmerPatients = 40;

    private const double DaysPerMonth = Names.DaysPerMonth;

    private readonly Dictionary<string, PatientCourse> _patients = new(StringComparer.Ordinal);

    private RunData(RunFolder folder, TrialSummary summary, ReportLanguage words)
    {
        Folder = folder;
        Summary = summary;
        Title = words.Or("trial.title", summary.Title);
        Arms = [.. folder.Record.Plan.Arms.Select((arm, i) => new ArmData(i, arm.Id, words.Or("arm." + arm.Id, arm.Label)))];
        Covariates = folder.Record.Plan.CovariateNames;
    }

    public RunFolder Folder { get; }
    public RunRecord Record => Folder.Record;
    public TrialSummary Summary { get; }
    /// <summary>The study's, in the reader's language where the trial says it there.</summary>
    public string Title { get; }
    public ImmutableArray<ArmData> Arms { get; }
    public ImmutableArray<string> Covariates { get; }
    public bool IsTwins => Summary.Assignment == "twins";
    public bool HasConfirmedResponses { get; private set; }
    public ImmutableArray<ConcentrationBand> Concentrations { get; private set; } = [];

    /// <param name="words">Whose language the names of arms are in, the trial's own words over it.</param>
    public static RunData Read(RunFolder folder, TrialSummary summary, ReportLanguage words)
    {
        var data = new RunData(folder, summary, words);
        data.ReadPatients();
        data.ReadEvents();
        data.ReadResponses();
        data.ReadTumours();
        data.Concentrations = ConcentrationBand.Read(data);
        return data;
    }

    public ArmData Arm(string id) => Arms.FirstOrDefault(arm => arm.Id == id)
        ?? throw new RunFolderException($"summary.json speaks of the arm '{id}', which run.json does not have.");

    /// <summary>So many patients spread evenly over the arm: patients come in no order of outcome, so this is a fair sample and always the same.</summary>
    public static ImmutableArray<PatientCourse> Sample(ArmData arm, int count)
    {
        var all = arm.Analysed.ToList();
        return all.Count <= count ? [.. all] : [.. Enumerable.Range(0, count).Select(k => all[(int)((k + 0.5) * all.Count / count)])];
    }

    private void ReadPatients()
    {
        // The names of covariates in ADSL may differ from the population's; they are its last columns, in order.
        var variables = AnalysisDataSets.For(Record.Plan)[0].Variables.TakeLast(Covariates.Length).Select(v => v.Name).ToArray();
        foreach (var rows in Folder.Read("ADSL", ["USUBJID", "TRT01PN", "SIMTRTE", "SIMLAST", "DTHFL", "SIMSTAT", "SIMREAS", .. variables]))
        {
            var covariates = variables.Select(rows.Number).ToArray();
            for (var i = 0; i < rows.Rows; i++)
            {
                var status = rows.Text("SIMSTAT")[i];
                var patient = new PatientCourse
                {
                    Id = rows.Text("USUBJID")[i]!,
                    Failed = status != "ok",
                    Status = status,
                    FailedReason = rows.Text("SIMREAS")[i],
                    TreatmentEnd = rows.Number("SIMTRTE")[i] / DaysPerMonth,
                    Last = rows.Number("SIMLAST")[i] / DaysPerMonth,
                    Died = rows.Text("DTHFL")[i] == "Y",
                    Covariates = Array.ConvertAll(covariates, column => column[i]),
                };
                Arms[(int)rows.Number("TRT01PN")[i] - 1].Patients.Add(patient);
                _patients.Add(patient.Id, patient);
            }
        }
    }

    private void ReadEvents()
    {
        foreach (var rows in Folder.Read("ADTTE", "USUBJID", "TRT01PN", "PARAMCD", "AVAL", "CNSR"))
            for (var i = 0; i < rows.Rows; i++)
            {
                if (_patients[rows.Text("USUBJID")[i]!].Failed) continue;
                var events = Arms[(int)rows.Number("TRT01PN")[i] - 1].Events;
                var parameter = rows.Text("PARAMCD")[i]!;
                if (!events.TryGetValue(parameter, out var times)) events[parameter] = times = new EventTimes();
                times.Add(rows.Number("AVAL")[i] / DaysPerMonth, rows.Number("CNSR")[i] == 0, rows.Number("CNSR")[i] == 2);
            }
    }

    private void ReadResponses()
    {
        foreach (var rows in Folder.Read("ADRS", "USUBJID", "PARAMCD", "AVALC", "SIMDAY"))
            for (var i = 0; i < rows.Rows; i++)
            {
                var patient = _patients[rows.Text("USUBJID")[i]!];
                var (response, month) = (rows.Text("AVALC")[i], rows.Number("SIMDAY")[i] / DaysPerMonth);
                switch (rows.Text("PARAMCD")[i])
                {
                    case "CBOR":
                        patient.Best = response;
                        HasConfirmedResponses = true;
                        break;
                    case "BOR":
                        patient.Best ??= response;
                        break;
                    case "OVR" when response is "CR" or "PR" && double.IsNaN(patient.FirstResponse):
                        patient.FirstResponse = month;
                        break;
                    case "OVR" when response == "PD" && double.IsNaN(patient.Progression):
                        patient.Progression = month;
                        break;
                }
            }
    }

    private void ReadTumours()
    {
        foreach (var patient in Arms.SelectMany(arm => Sample(arm, SpiderPatients))) patient.Course = [];
        foreach (var rows in Folder.Read("ADTR", "USUBJID", "PARAMCD", "PCHG", "ABLFL", "SIMDAY"))
            for (var i = 0; i < rows.Rows; i++)
            {
                if (rows.Text("PARAMCD")[i] != "SDIAM") continue;
                var patient = _patients[rows.Text("USUBJID")[i]!];
                var baseline = rows.Text("ABLFL")[i] == "Y";
                var change = baseline ? 0 : rows.Number("PCHG")[i];
                if (double.IsNaN(change)) continue;
                patient.Course?.Add((rows.Number("SIMDAY")[i] / DaysPerMonth, change));
                if (!baseline && !(patient.BestChange <= change)) patient.BestChange = change;
            }
    }
}
