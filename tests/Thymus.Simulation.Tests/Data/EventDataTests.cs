using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>What the lines of a data file do, and in which order.</summary>
public sealed class EventDataTests
{
    private const string Pk = """
        model pk
          compartment blood = 1;
          substanceOnly species drug in blood;
          drug = 0; k = 0.1; WT = 70;
          rate := k*WT/70;
          Clear: drug => ; rate*drug;
        end
        """;

    private const double Exactness = 1e-6;

    private static double[] Values(SubjectTrajectory course) => [.. course.Rows.Select(r => r.Values[0])];

    private static void Near(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], Exactness * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void Records_of_one_time_are_carried_out_in_the_order_of_the_file()
    {
        var course = EventRuns.Run(Pk, "TIME,EVID,AMT\n0,0,0\n0,1,10\n0,0,0\n0,1,5\n0,6,0.5\n0,0,0\n", "drug").Single();
        Near([0, 10, 10, 15, 7.5, 7.5], Values(course));
        Assert.Equal([0, 1, 0, 1, 6, 0], course.Rows.Select(r => (int)r.EventId));
    }

    [Fact]
    public void Additional_doses_come_before_the_records_of_their_time()
    {
        var course = EventRuns.Run(Pk, "TIME,EVID,AMT,II,ADDL\n0,1,10,5,1\n5,0,0,0,0\n5,5,1,0,0\n", "drug").Single();
        Near([10, 10 * Math.Exp(-0.5) + 10, 1], Values(course));
    }

    [Fact]
    public void A_time_that_is_asked_for_besides_stands_before_the_doses_of_that_time()
    {
        var course = EventRuns.Run(Pk, "TIME,AMT,II,ADDL\n0,10,5,1\n5,0,0,0\n", new EventDataSettings { RelativeTolerance = 1e-8, Observables = ["drug"], Times = [0, 5, 10] }).Single();
        Near([0, 10, 10 * Math.Exp(-0.5), 10 * Math.Exp(-0.5) + 10, (10 * Math.Exp(-0.5) + 10) * Math.Exp(-0.5)], Values(course));
        Assert.Equal([0.0, 0, 5, 5, 10], course.Rows.Select(r => r.Time));
    }

    [Fact]
    public void A_reset_empties_the_body_and_forgets_infusions_additional_and_lagged_doses()
    {
        var model = Pk.Replace("k = 0.1;", "k = 0.1; ALAG_drug = 2;", StringComparison.Ordinal);
        var course = EventRuns.Run(model, "TIME,EVID,AMT,RATE,II,ADDL\n0,1,10,1,4,9\n3,3,0,0,0,0\n9,0,0,0,0,0\n9,4,7,0,0,0\n12,0,0,0,0,0\n", "drug").Single();
        Near([0, 0, 0, 0, 7 * Math.Exp(-0.1)], Values(course));
    }

    [Fact]
    public void Values_beside_a_record_hold_from_the_record_before_or_to_the_next()
    {
        const string data = "TIME,AMT,WT\n0,10,70\n10,0,140\n20,0,35\n";
        var backward = EventRuns.Run(Pk, data, "drug").Single();
        Near([10, 10 * Math.Exp(-2), 10 * Math.Exp(-2.5)], Values(backward));
        var forward = EventRuns.Run(Pk, data, new EventDataSettings { RelativeTolerance = 1e-8, Observables = ["drug"], Covariates = CovariateRule.Forward }).Single();
        Near([10, 10 * Math.Exp(-1), 10 * Math.Exp(-3)], Values(forward));
    }

    [Fact]
    public void A_row_shows_the_values_that_stand_beside_its_record()
    {
        const string data = "TIME,AMT,WT\n0,10,70\n0,0,80\n10,0,90\n10,0,95\n";
        foreach (var rule in new[] { CovariateRule.Backward, CovariateRule.Forward })
            Near([70, 80, 90, 95], Values(EventRuns.Run(Pk, data, new EventDataSettings { Observables = ["WT"], Covariates = rule }).Single()));
    }

    [Fact]
    public void A_missing_value_is_that_of_the_nearest_record_that_has_one()
    {
        const string data = "ID,TIME,AMT,WT\n1,0,10,.\n1,10,0,140\n1,20,0,\n1,30,0,70\n1,40,0,NA\n2,0,10,.\n2,10,0,.\n";
        var backward = EventRuns.Run(Pk, data, new EventDataSettings { Observables = ["WT"] });
        Assert.Equal([140, 140, 70, 70, 70], Values(backward[0]));
        Assert.Equal([70, 70], Values(backward[1]));   // none at all: the model's
        var forward = EventRuns.Run(Pk, data, new EventDataSettings { Observables = ["WT"], Covariates = CovariateRule.Forward });
        Assert.Equal([140, 140, 140, 70, 70], Values(forward[0]));
    }

    [Fact]
    public void Bioavailability_and_lag_are_those_of_the_record_for_all_its_doses()
    {
        var model = Pk.Replace("k = 0.1;", "k = 0; F_drug := WT/100; ALAG_drug := WT/70;", StringComparison.Ordinal);
        // 70: half lost to 70 %, arriving 1 later. The weight changes before the second dose; the series goes on as it began.
        var course = EventRuns.Run(model, "TIME,AMT,II,ADDL,WT\n0,10,10,1,70\n5,0,0,0,140\n10.5,0,0,0,140\n11,0,0,0,140\n12,0,0,0,140\n", "drug").Single();
        Near([0, 7, 7, 14, 14], Values(course));
    }

    [Fact]
    public void Without_EVID_an_amount_makes_a_dose_and_without_CMT_the_only_species_takes_it()
    {
        var course = EventRuns.Run(Pk, "# a comment; with a mark\n\ntime,amt\n0,.\n1,10\n\n# another\n2,\n", "drug").Single();
        Assert.Equal("1", course.Id);
        Assert.Equal([0, 1, 0], course.Rows.Select(r => (int)r.EventId));
        Near([0, 10, 10 * Math.Exp(-0.1)], Values(course));
    }

    [Fact]
    public void Compartments_are_named_or_counted_and_comment_lines_left_out()
    {
        const string two = "model m\n compartment c = 1; substanceOnly species A in c, B in c; A = 0; B = 0; A' = -A; B' = -B;\nend";
        var course = EventRuns.Run(two, "C,TIME,AMT,CMT\n.,0,3,2\n.,0,4,A\nC,0,100,1\n.,0,0,.\n", new EventDataSettings { Observables = ["A", "B"] }).Single();
        Assert.Equal([4, 3], course.Rows[^1].Values);
    }

    [Fact]
    public void Ten_subjects_are_what_each_is_alone_bit_for_bit_in_the_order_of_the_file()
    {
        string Subject(int i) => $"p{i},0,10,{60 + i},{1 + i % 3},{i % 2}\np{i},7,0,{65 - i},0,0\np{i},{30 - 2 * i},0,70,0,0\n";
        const string head = "ID,TIME,AMT,WT,II,SS\n";
        var data = Enumerable.Range(0, 10).Select(Subject).ToList();
        var together = EventRuns.Run(Pk, head + string.Concat(data), "drug");
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"p{i}"), together.Select(c => c.Id));
        for (var i = 0; i < 10; i++) Assert.Equal(Values(EventRuns.Run(Pk, head + data[i], "drug").Single()), Values(together[i]));
    }

    [Fact]
    public void A_subject_that_fails_leaves_its_rows_empty_and_the_others_as_they_are()
    {
        var model = Pk.Replace("k = 0.1;", "k = 0.1; D_drug := WT - 50;", StringComparison.Ordinal);
        const string head = "ID,TIME,AMT,RATE,WT\n", good = "1,0,10,-2,70\n1,5,0,0,70\n", bad = "2,0,10,-2,70\n2,5,10,-2,40\n2,6,0,0,40\n", late = "3,0,10,-2,60\n3,5,0,0,60\n";
        var courses = EventRuns.Run(model, head + good + bad + late, "drug");
        Assert.Equal(IntegrationStatus.InvalidDose, courses[1].Status);
        Assert.Equal("'D_drug' is -10; an infusion needs a duration above 0.", courses[1].Reason);
        Assert.Equal(5, courses[1].Reached);
        Assert.Equal([false, true, true], Values(courses[1]).Select(double.IsNaN));
        Assert.Equal(Values(EventRuns.Run(model, head + good, "drug").Single()), Values(courses[0]));
        Assert.Equal(Values(EventRuns.Run(model, head + late, "drug").Single()), Values(courses[2]));
        using var writer = new StringWriter();
        EventDataRunner.Write([courses[1]], ["drug"], writer);
        Assert.Equal("ID,TIME,EVID,drug\n2,0,1,0\n2,5,1,\n2,6,0,\n", writer.ToString());
    }
}
