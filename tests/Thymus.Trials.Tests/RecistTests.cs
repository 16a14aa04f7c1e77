using static Thymus.Trials.Response;

namespace Thymus.Trials.Tests;

public sealed class RecistTests
{
    private static readonly RecistRules Rules = new();

    [Theory]
    [InlineData(100, 100, 70, PartialResponse)]
    [InlineData(100, 100, 71, StableDisease)]
    [InlineData(100, 100, 120, ProgressiveDisease)]
    [InlineData(100, 100, 119, StableDisease)]
    [InlineData(100, 35, 42, ProgressiveDisease)] // 1.2·35 is less than 42 in binary, exactly 42 in millimetres
    [InlineData(100, 35, 41, PartialResponse)]
    [InlineData(100, 20, 24, PartialResponse)] // +20 % but only 4 mm
    [InlineData(100, 20, 25, ProgressiveDisease)] // +5 mm and +25 %, although 75 % below baseline
    [InlineData(100, 0, 5, ProgressiveDisease)]
    [InlineData(100, 0, 4, PartialResponse)]
    [InlineData(100, 40, 0, CompleteResponse)]
    public void Target_response_follows_baseline_and_nadir(double baseline, double nadir, double sum, Response expected) =>
        Assert.Equal(expected, Recist.Target([new(sum, Node: false)], baseline, nadir));

    [Fact]
    public void Nodes_below_10_mm_are_gone_and_still_count_in_the_sum()
    {
        Assert.Equal(CompleteResponse, Recist.Target([new(0, false), new(9, true)], 50, 9));
        Assert.Equal(PartialResponse, Recist.Target([new(0, false), new(10, true)], 50, 9));
        Assert.Equal(9, Recist.Sum([new(0, false), new(9, true)]));
        Assert.Equal(CompleteResponse, Recist.Target([new(9, true), new(9, true)], 50, 10));
    }

    [Fact]
    public void A_target_that_was_not_evaluated_leaves_only_progression()
    {
        Assert.Equal(NotEvaluable, Recist.Target([new(10, false), new(double.NaN, false)], 60, 60));
        Assert.Equal(ProgressiveDisease, Recist.Target([new(72, false), new(double.NaN, false)], 60, 60));
    }

    /// <summary>Table 1 of RECIST 1.1, row by row; stable disease in the second column is "non-CR/non-PD".</summary>
    [Theory]
    [InlineData(CompleteResponse, CompleteResponse, false, CompleteResponse)]
    [InlineData(CompleteResponse, null, false, CompleteResponse)]
    [InlineData(CompleteResponse, StableDisease, false, PartialResponse)]
    [InlineData(CompleteResponse, NotEvaluable, false, PartialResponse)]
    [InlineData(PartialResponse, StableDisease, false, PartialResponse)]
    [InlineData(PartialResponse, NotEvaluable, false, PartialResponse)]
    [InlineData(StableDisease, CompleteResponse, false, StableDisease)]
    [InlineData(StableDisease, NotEvaluable, false, StableDisease)]
    [InlineData(NotEvaluable, StableDisease, false, NotEvaluable)]
    [InlineData(ProgressiveDisease, CompleteResponse, false, ProgressiveDisease)]
    [InlineData(PartialResponse, ProgressiveDisease, false, ProgressiveDisease)]
    [InlineData(CompleteResponse, CompleteResponse, true, ProgressiveDisease)]
    [InlineData(null, CompleteResponse, false, CompleteResponse)]
    [InlineData(null, StableDisease, false, StableDisease)]
    [InlineData(null, NotEvaluable, false, NotEvaluable)]
    [InlineData(null, ProgressiveDisease, false, ProgressiveDisease)]
    [InlineData(null, StableDisease, true, ProgressiveDisease)]
    public void Overall_response_follows_table_1_and_2(Response? target, Response? nonTarget, bool newLesion, Response expected) =>
        Assert.Equal(expected, Recist.Overall(target, nonTarget, newLesion));

    [Theory]
    [InlineData(20, 29, StableDisease)] // +45 %
    [InlineData(20, 30, ProgressiveDisease)] // +50 % and +10 mm
    [InlineData(10, 19, StableDisease)] // +90 % but 9 mm
    [InlineData(20, 0, CompleteResponse)]
    [InlineData(20, double.NaN, NotEvaluable)]
    public void Non_target_progression_needs_both_limits(double nadir, double now, Response expected) =>
        Assert.Equal(expected, Recist.NonTarget([new(now, false)], nadir, Rules));

    /// <summary>Visits every 6 weeks. Table 3 of RECIST 1.1 and its notes; minimum stable duration 42 days.</summary>
    [Theory]
    [InlineData("CR CR", "CR", "CR")]
    [InlineData("CR PR", "CR", "PR")]
    [InlineData("CR SD", "CR", "SD")]
    [InlineData("CR PD", "CR", "SD")]
    [InlineData("CR NE", "CR", "SD")]
    [InlineData("PR CR", "CR", "PR")]
    [InlineData("PR PR", "PR", "PR")]
    [InlineData("PR SD", "PR", "SD")]
    [InlineData("PR PD", "PR", "SD")]
    [InlineData("PR NE PR", "PR", "PR")]
    [InlineData("PR NE NE PR", "PR", "SD")]
    [InlineData("PR SD PR PD", "PR", "SD")]
    [InlineData("PR CR CR", "CR", "CR")]
    [InlineData("CR NE CR", "CR", "CR")]
    [InlineData("NE NE", "NE", "NE")]
    [InlineData("NE PD", "PD", "PD")]
    [InlineData("PD CR CR", "PD", "PD")] // nothing after progression counts
    [InlineData("SD PD", "SD", "SD")]
    [InlineData("", "NE", "NE")]
    public void Best_overall_response_over_visits(string visits, string unconfirmed, string confirmed)
    {
        var points = Points(visits);
        Assert.Equal(Parse(unconfirmed), BestResponse.Unconfirmed(points, Rules));
        Assert.Equal(Parse(confirmed), BestResponse.Confirmed(points, Rules));
    }

    [Fact]
    public void Stable_disease_shorter_than_the_minimum_is_progression_or_not_evaluable()
    {
        var early = Rules with { MinimumStableDays = 50 };
        Assert.Equal(ProgressiveDisease, BestResponse.Unconfirmed(Points("SD PD"), early));
        Assert.Equal(NotEvaluable, BestResponse.Unconfirmed(Points("SD"), early));
    }

    [Fact]
    public void A_confirmation_within_28_days_waits_for_a_later_visit()
    {
        TimePointResponse[] points = [new(42, PartialResponse), new(63, PartialResponse)];
        Assert.Equal(StableDisease, BestResponse.Confirmed(points, Rules));
        Assert.Equal(PartialResponse, BestResponse.Confirmed([.. points, new(70, PartialResponse)], Rules));
        Assert.Equal(42, BestResponse.DayOfResponse([.. points, new(70, PartialResponse)], Rules));
    }

    [Fact]
    public void Stable_between_two_partial_responses_confirms_only_where_it_is_accepted()
    {
        Assert.Equal(PartialResponse, BestResponse.Confirmed(Points("PR SD PR"), Rules with { AcceptStable = true }));
        Assert.True(double.IsNaN(BestResponse.DayOfResponse(Points("PR SD PR"), Rules)));
        Assert.Equal(42, BestResponse.DayOfResponse(Points("PR SD PR"), Rules with { Confirmation = false }));
    }

    [Theory]
    [InlineData("PD PD", 1)]
    [InlineData("PD NE PD", 2)]
    [InlineData("PD SD PD", -1)]
    [InlineData("PD SD PD PD", 3)]
    [InlineData("SD PD", -1)]
    public void Progression_is_confirmed_by_the_next_one(string visits, int expected) =>
        Assert.Equal(expected, BestResponse.ConfirmedProgression(Points(visits), Rules));

    private static TimePointResponse[] Points(string visits) =>
        [.. visits.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((v, i) => new TimePointResponse(42 * (i + 1), Parse(v)))];

    private static Response Parse(string code) => code switch
    {
        "CR" => CompleteResponse,
        "PR" => PartialResponse,
        "SD" => StableDisease,
        "PD" => ProgressiveDisease,
        _ => NotEvaluable,
    };
}
