using System.Collections.Immutable;
using Thymus.Calibration;
using Thymus.Reporting;

namespace Thymus.Tests;

/// <summary>The page of a validation, from rows made by hand.</summary>
public sealed class ValidationReportTests
{
    [Theory]
    [InlineData("en", "31.0%", "miss, z −4.0", "level 3")]
    [InlineData("fr", "31,0\u202f%", "manqué, z −4,0", "niveau 3")]
    public void A_page_holds_its_rows_in_the_readers_language(string code, string published, string verdict, string level)
    {
        var page = Render(code, Row("E-1", 31, false, EvidenceLevel.LeftOut));
        foreach (var text in new[] { published, verdict, level, "<code>E-1</code>" }) Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script src", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_stand_under_what_their_agreement_means()
    {
        var page = Render("en", Row("E-3", 31, true, EvidenceLevel.LeftOut), Row("E-2", 31, true, EvidenceLevel.SameTrial), Row("E-1", 31, true, EvidenceLevel.Calibrated), Row("E-0", 31, true, EvidenceLevel.Input));
        int At(string text) => page.IndexOf(text, StringComparison.Ordinal);
        int[] places = [At("id=\"validation-predicted\""), At("<code>E-3</code>"), At("id=\"validation-same-trial\""), At("<code>E-2</code>"), At("id=\"validation-calibrated\""), At("<code>E-1</code>"), At("id=\"validation-input\""), At("<code>E-0</code>")];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Theory]
    [InlineData(10, 10, "are too wide: 10 hold", "are too narrow")]
    [InlineData(1, 9, "are too narrow", "are too wide")]
    [InlineData(5, 9, "", "are too ")]
    public void Coverage_beyond_chance_is_said_at_the_head(int inHalf, int inNinety, string said, string unsaid)
    {
        Coverage Of(double share, int inside) => Coverage.Of(share, Enumerable.Range(0, 10).Select(i => i < inside));
        var page = ValidationReport.Render(Result() with { Coverage = [new CoverageGroup("predicted", Of(0.5, inHalf), Of(0.9, inNinety))] }, ReportLanguage.English, "1.0");
        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "the model is the best of the three", "Nearest trial", "4.2%", "1 of 4 predicted response rates", "6 of 7")]
    [InlineData("fr", "le modèle est le meilleur des trois", "Essai le plus proche", "4,2\u202f%", "1 des 4 taux de réponse prédits", "6 des 7")]
    public void Scores_stand_beside_those_of_the_rivals_in_the_readers_language(string code, params string[] texts)
    {
        var page = Render(code, Row("E-1", 31, true, EvidenceLevel.LeftOut) with { Score = new PredictionScore(0.125, 4, 0.2, 5, "X", double.NaN, double.NaN, []) });
        foreach (var text in texts) Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.Contains(code == "en" ? "CRPS 0.125" : "CRPS 0,125", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        var beaten = ValidationReport.Render(Result() with { Scores = [new ScoreGroup("", 3, 1, 1, 2, 0.25, 0.2, 0.3, double.NaN, double.NaN, double.NaN)] }, ReportLanguage.English, "1.0");
        Assert.Contains("the model does not beat both", beaten, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_from_files_is_escaped()
    {
        var page = Render("en", Row("E-1", 31, true, EvidenceLevel.LeftOut) with { Entry = "<b>x</b>", Source = "a < b" });
        Assert.DoesNotContain("<b>x</b>", page, StringComparison.Ordinal);
        Assert.Contains("a &lt; b", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_prediction_is_in_the_table_and_not_in_the_figure()
    {
        var page = Render("en", Row("E-1", 31, true, EvidenceLevel.LeftOut) with { Prediction = null, Inside50 = null, Inside90 = null, NotScored = "no-interval", Z = double.NaN });
        Assert.Contains("<code>E-1</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<figure", page, StringComparison.Ordinal);
    }

    private static string Render(string code, params ValidationRow[] rows) => ValidationReport.Render(Result(rows), ReportLanguage.Of(code), "1.0");

    private static ValidationResult Result(params ValidationRow[] rows) => new()
    {
        Trials = [new ValidationTrial("entry", "STUDY", "A study", ImmutableDictionary<string, string>.Empty, 100, ["growth"], [], ["fit.yaml"], false)],
        Rows = [.. rows], Replicates = 12, Scores = [new ScoreGroup("", 3, 1, 1, 2, 0.1, 0.2, 0.3, double.NaN, double.NaN, double.NaN), new ScoreGroup("%", 3, 1, 1, 2, 0.1, 0.2, 0.3, 4.2, 8, 12)], Sharpness = new Sharpness(4, 1, 7, 6), Ledger = [new LedgerCount("tumour", "skin", 1, 6)], KnownBreaches = ["scope:STUDY:growth"],
        Coverage = [new CoverageGroup("predicted", Coverage.Of(0.5, [true]), Coverage.Of(0.9, [true])), new CoverageGroup("same-trial", Coverage.Of(0.5, []), Coverage.Of(0.9, [])), new CoverageGroup("calibrated", Coverage.Of(0.5, []), Coverage.Of(0.9, []))],
    };

    private static ValidationRow Row(string id, double published, bool inside, EvidenceLevel level) => new(
        "entry", id, "OS.rate@365.25", "Overall survival at 12 months", "drug", null, published, 25, 37, 300, "%", PredictionInterval.Of([60, 62, 61, 63], [], "%", 300, 300),
        -4, inside, inside, Match.Yes, Match.Unknown, Match.No, "D", level, null, "a source");
}
