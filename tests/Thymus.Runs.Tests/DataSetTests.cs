using Parquet;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Tests;

public sealed class DataSetTests(DataSetTests.WrittenRun written) : IClassFixture<DataSetTests.WrittenRun>
{
    private readonly SyntheticTrial _trial = written.Trial;
    private readonly RunFolder _run = written.Run;

    /// <summary>One run for all tests that only read.</summary>
    public sealed class WrittenRun : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public WrittenRun()
        {
            using var writer = RunWriter.Begin(_folder["run"], Trial.Plan, new RunWriterOptions(Csv: true));
            foreach (var outcome in Trial.Outcomes()) writer.Append(outcome);
            Run = writer.Complete(SyntheticSummary.For(Trial.Plan, [.. Trial.Outcomes()]), new RunExecution());
        }

        public SyntheticTrial Trial { get; } = new();

        public RunFolder Run { get; }

        public void Dispose() => _folder.Dispose();
    }

    [Fact]
    public void Names_have_at_most_8_characters_and_labels_40_as_ADaM_asks()
    {
        foreach (var set in AnalysisDataSets.For(_trial.Plan))
        {
            Assert.InRange(set.Label.Length, 1, 40);
            Assert.Equal(set.Variables.Length, set.Variables.Select(v => v.Name).Distinct().Count());
            Assert.All(set.Variables, v => Assert.Matches("^[A-Z_][A-Z0-9_]{0,7}$", v.Name));
            Assert.All(set.Variables, v => Assert.InRange(v.Label.Length, 1, 40));
        }
    }

    [Theory]
    [InlineData("ADSL", "USUBJID", typeof(ReadOnlyMemory<char>))]
    [InlineData("ADSL", "TRT01PN", typeof(int))]
    [InlineData("ADSL", "SIMIDX", typeof(long))]
    [InlineData("ADSL", "LDH", typeof(double))]
    [InlineData("ADEX", "EXDOSE", typeof(double))]
    [InlineData("ADTR", "ADY", typeof(int))]
    [InlineData("ADTR", "PCHG", typeof(double))]
    [InlineData("ADRS", "AVALC", typeof(ReadOnlyMemory<char>))]
    [InlineData("ADTTE", "CNSR", typeof(int))]
    [InlineData("ADPC", "AVAL", typeof(double))]
    public async Task Variables_have_the_type_of_their_meaning(string set, string variable, Type type)
    {
        await using var reader = await ParquetReader.CreateAsync(_run.PathOf(set.ToLowerInvariant() + ".parquet"));

        Assert.Equal(type, reader.Schema.DataFields.Single(field => field.Name == variable).ClrType);
        Assert.Equal(set, reader.CustomMetadata["dataset"]);
        Assert.NotEmpty(reader.CustomMetadata[$"label:{variable}"]);
    }

    [Fact]
    public void Every_patient_has_a_row_in_ADSL_in_order_of_arm_and_number()
    {
        var group = Assert.Single(_run.Read("ADSL", "USUBJID", "TRT01PN", "SIMIDX", "SIMSTAT", "SIMREAS", "DTHFL"));

        Assert.Equal(_trial.Outcomes().Select(o => o.Subject.SubjectId), group.Text("USUBJID"));
        Assert.Equal(Enumerable.Range(0, 120).Select(i => 1.0 + i / 40), group.Number("TRT01PN"));
        Assert.Equal(Enumerable.Range(0, 120).Select(i => (double)i), group.Number("SIMIDX"));
        var failed = Array.IndexOf(group.Text("SIMSTAT"), "StepTooSmall");
        Assert.Contains("state Teff", group.Text("SIMREAS")[failed], StringComparison.Ordinal);
        Assert.Null(group.Text("DTHFL")[failed]);
    }

    [Fact]
    public void A_number_that_is_missing_reads_back_as_missing()
    {
        var group = Assert.Single(_run.Read("ADTR", "PCHG", "ABLFL", "CHG", "BASE", "AVAL"));

        for (var i = 0; i < group.Rows; i++)
        {
            Assert.Equal(group.Text("ABLFL")[i] == "Y", double.IsNaN(group.Number("PCHG")[i]));
            if (double.IsNaN(group.Number("PCHG")[i])) continue;
            Assert.Equal(group.Number("AVAL")[i] - group.Number("BASE")[i], group.Number("CHG")[i]);
        }
    }

    [Fact]
    public void A_new_lesion_has_no_baseline_and_a_nadir_is_what_came_before()
    {
        using var folder = new TemporaryFolder();
        var trial = new SyntheticTrial(patientsPerArm: 1);
        var outcome = trial.Outcomes().First() with
        {
            Measurements =
            [
                new("SUM", "sum", "BASELINE", 0, 50, 50, double.NaN, double.NaN),
                new("SUM", "sum", "WEEK 12", 84, 30, 31, -40, -40),
                new("N1", "new", "WEEK 12", 84, 11, 11, double.NaN, double.NaN),
                new("SUM", "sum", "WEEK 18", 126, 36, 36, -28, 20),
                new("N1", "new", "WEEK 18", 126, 15, 15, double.NaN, double.NaN),
            ],
        };
        using var writer = RunWriter.Begin(folder["run"], trial.Plan);
        writer.Append(outcome);
        var rows = Assert.Single(writer.Interrupt(null, new RunExecution()).Read("ADTR", "BASE", "CHG", "NADIR", "PCHGNAD", "ABLFL", "AVISITN", "TRGRPID"));

        Assert.Equal(["Y", null, null, null, null], rows.Text("ABLFL"));
        Assert.Equal([50, 50, double.NaN, 50, double.NaN], rows.Number("BASE"));
        Assert.Equal([double.NaN, -20, double.NaN, -14, double.NaN], rows.Number("CHG"));
        Assert.Equal([double.NaN, 50, double.NaN, 30, 11], rows.Number("NADIR"));
        Assert.Equal([0, 12, 12, 18, 18], rows.Number("AVISITN"));
        Assert.Equal(["SUM", "SUM", "NEW", "SUM", "NEW"], rows.Text("TRGRPID"));
    }

    [Fact]
    public void The_number_of_a_replaced_candidate_needs_more_than_32_bits()
    {
        using var folder = new TemporaryFolder();
        var trial = new SyntheticTrial(patientsPerArm: 1);
        var outcome = trial.Outcomes().First();
        using var writer = RunWriter.Begin(folder["run"], trial.Plan);
        writer.Append(outcome with { Subject = outcome.Subject with { PatientIndex = (3L << 40) + 17 } });

        Assert.Equal([(3L << 40) + 17.0], Assert.Single(writer.Interrupt(null, new RunExecution()).Read("ADSL", "SIMIDX")).Number("SIMIDX"));
    }

    [Fact]
    public void Only_patients_who_discontinued_have_a_reason_for_it()
    {
        var group = Written("ADSL", ["EOTSTT", "DCTREAS", "EOSSTT", "DCSREAS"],
            o => o with { Subject = o.Subject with { TreatmentEndReason = "COMPLETED", EndOfStudyReason = "END OF FOLLOW-UP" } },
            o => o with { Subject = o.Subject with { TreatmentEndReason = "PROGRESSION", EndOfStudyReason = "DEATH" } },
            o => o with { Subject = o.Subject with { TreatmentEndReason = "NOT TREATED", EndOfStudyReason = "WITHDRAWN FROM STUDY" } });

        Assert.Equal(["COMPLETED", "DISCONTINUED", null], group.Text("EOTSTT"));
        Assert.Equal([null, "PROGRESSION", null], group.Text("DCTREAS"));
        Assert.Equal(["COMPLETED", "DISCONTINUED", "DISCONTINUED"], group.Text("EOSSTT"));
        Assert.Equal([null, "DEATH", "WITHDRAWN FROM STUDY"], group.Text("DCSREAS"));
    }

    [Fact]
    public void A_missed_scan_says_nothing_of_new_lesions()
    {
        var group = Written("ADRS", ["PARAMCD", "AVALC"], o => o with
        {
            Responses =
            [
                new("WEEK 12", 84, Response.StableDisease, Response.StableDisease, null, NewLesion: false),
                new("WEEK 18", 126, Response.NotEvaluable, Response.NotEvaluable, null, NewLesion: false),
            ],
        });

        Assert.Equal(["OVR", "TRGRESP", "NEWLPROG", "OVR", "TRGRESP"], group.Text("PARAMCD"));
        Assert.Equal(["SD", "SD", "N", "NE", "NE"], group.Text("AVALC"));
    }

    /// <summary>A data set of a run of as many patients as there are changes to one.</summary>
    private DataColumns Written(string set, string[] variables, params Func<PatientOutcome, PatientOutcome>[] changes)
    {
        using var folder = new TemporaryFolder();
        using var writer = RunWriter.Begin(folder["run"], _trial.Plan);
        foreach (var (change, outcome) in changes.Zip(_trial.Outcomes())) writer.Append(change(outcome));
        return Assert.Single(writer.Interrupt(null, new RunExecution()).Read(set, variables));
    }

    [Fact]
    public void Survival_times_read_back_bit_for_bit_with_the_censoring_of_ADaM()
    {
        var expected = _trial.Outcomes().SelectMany(o => o.TimesToEvent).ToList();
        var group = Assert.Single(_run.Read("ADTTE", "AVAL", "CNSR", "PARAMCD"));

        Assert.Equal(expected.Select(e => e.Days), group.Number("AVAL"));
        Assert.Equal(expected.Select(e => e.Censored ? 1.0 : 0.0), group.Number("CNSR"));
        Assert.Equal(expected.Select(e => e.Parameter), group.Text("PARAMCD"));
    }

    [Fact]
    public void Responses_use_the_terms_of_CDISC_and_the_numbers_of_admiralonco()
    {
        var group = Assert.Single(_run.Read("ADRS", "PARAMCD", "AVALC", "AVAL", "AVISIT", "AVISITN"));
        var pairs = group.Text("PARAMCD").Zip(group.Text("AVALC"), group.Number("AVAL")).Where(p => p.First != "NEWLPROG").Select(p => (p.Second, p.Third)).ToHashSet();

        Assert.Subset(new HashSet<(string?, double)> { ("CR", 1), ("PR", 2), ("SD", 3), ("NON-CR/NON-PD", 4), ("PD", 5), ("NE", 6) }, pairs);
        Assert.Contains("CBOR", group.Text("PARAMCD"));
        var week48 = Array.IndexOf(group.Text("AVISIT"), "Week 48");
        Assert.Equal(48, group.Number("AVISITN")[week48]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.9, 1)]
    [InlineData(1, 2)]
    [InlineData(-0.5, -1)]
    [InlineData(-1, -1)]
    [InlineData(double.NaN, null)]
    public void There_is_no_study_day_zero(double day, int? expected) => Assert.Equal(expected, AnalysisDataSets.StudyDay(day));

    [Theory]
    [InlineData("Baseline", 0.0)]
    [InlineData("Week 12", 12.0)]
    [InlineData("Cycle 3 day 1", 3.0)]
    [InlineData("Unscheduled", double.NaN)]
    public void A_visit_is_numbered_by_its_name(string visit, double number) => Assert.Equal(number, AnalysisDataSets.VisitNumber(visit));

    [Fact]
    public void CSV_has_the_same_rows_and_quotes_what_needs_it()
    {
        var lines = File.ReadAllLines(_run.PathOf("adsl.csv"));

        Assert.Equal(121, lines.Length);
        Assert.StartsWith("STUDYID,USUBJID,SUBJID,ARM,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("melanoma-pembrolizumab,melanoma-pembrolizumab-pembro-q2w-000000,pembro-q2w-000000,", lines[1], StringComparison.Ordinal);
        using var sylvan = Sylvan.Data.Csv.CsvDataReader.Create(_run.PathOf("adtte.csv"));
        var read = new List<double>();
        while (sylvan.Read()) read.Add(sylvan.GetDouble(sylvan.GetOrdinal("AVAL")));
        Assert.Equal(_trial.Outcomes().SelectMany(o => o.TimesToEvent).Select(e => e.Days), read);
    }

    [Fact]
    public void A_covariate_that_is_called_like_a_variable_gets_its_own_name()
    {
        var set = AnalysisDataSets.For(_trial.Plan with { CovariateNames = ["ARM", "ldh/uln"] })[0];

        Assert.Contains(set.Variables, v => v.Name == "ARMBL");
        Assert.Contains(set.Variables, v => v.Name == "LDH_ULN");
    }

    [Fact]
    public void Asking_for_an_unknown_variable_names_the_ones_there_are()
    {
        var fault = Assert.Throws<RunFolderException>(() => _run.Read("ADTTE", "AVL").ToList());

        Assert.Contains("no variable AVL", fault.Message, StringComparison.Ordinal);
        Assert.Contains("PARAMCD", fault.Message, StringComparison.Ordinal);
    }
}
