using System.Globalization;
using Thymus.Modeling;
using Thymus.Statistics;
using Thymus.Tests;

namespace Thymus.Calibration.Tests;

/// <summary>Forecasts from the evidence alone, on tables whose answers are written out; and the shipped table of arms.</summary>
public sealed class RivalTests : IDisposable
{
    private const string Arms = """
        arm,tumour,setting,treatment
        A:drug,skin,first line,antibody
        B:drug,skin,first line,antibody
        C:drug,skin,later line,antibody
        D:drug,lung,first line,antibody
        E:drug,skin,first line,virus
        F:drug,skin,first line,
        A:control,skin,first line,chemotherapy
        B:control,skin,first line,chemotherapy
        E:control,skin,first line,surgery
        P:pooled,skin,,antibody
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-rivals-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_nearest_trial_is_of_the_same_endpoint_tumour_and_class_then_of_setting_reading_and_size()
    {
        string[] rows = ["new,N1,ORR,30,%,,100,A:drug", "b,B1,ORR,40,%,,60,B:drug", "c,C1,ORR,35,%,,100,C:drug", "d,D1,ORR,99,%,,100,D:drug", "e,E1,ORR,98,%,,100,E:drug", "f,F1,ORR,97,%,,100,F:drug"];
        // C has the new trial's size, but B its line of therapy.
        Assert.Equal(["B1"], Nearest(rows)!.Sources);
        var forecast = Nearest(rows)!;
        Assert.Equal(Math.Asin(Math.Sqrt(0.4)), forecast.Mean, 1e-15);
        // 1/(4·60) of its own sampling, 1/(4·100) of the new trial's.
        Assert.Equal(1 / 240.0 + 1 / 400.0, forecast.Variance, 1e-15);
        // Another time of a rate, another unit, a subgroup, an unverified row and one of another endpoint are no rivals; brackets are no part of a name.
        Assert.Null(Nearest(["new,N1,OS rate,30,%,12 mo,100,A:drug", "b,B1,OS rate,40,%,24 mo,60,B:drug"]));
        Assert.Null(Nearest(["new,N1,ORR,30,%,,100,A:drug", "b,B1,ORR,40,% of lesions,,60,B:drug", "x,B2,ORR,40,%,,60,B:drug[old]", "y,B3,CR,40,%,,60,B:drug", "no,B4,ORR,40,%,,60,B:drug"]));
        Assert.Equal(["B1"], Nearest(["new,N1,ORR (central),30,%,,100,A:drug", "b,B1,ORR (BICR),40,%,first look,60,B:drug"])!.Sources);
        // Between two of one setting, the one of like size; a number without n or interval has no sampling error and is none.
        Assert.Equal(["B2"], Nearest(["new,N1,ORR,30,%,,100,A:drug", "b,B0,ORR,50,%,,,B:drug", "b,B1,ORR,40,%,,900,B:drug", "b,B2,ORR,60,%,,110,B:drug"])!.Sources);
    }

    [Fact]
    public void No_number_of_the_same_study_or_of_a_pool_with_it_is_used()
    {
        Assert.Null(Nearest(["new,N1,ORR,30,%,,100,A:drug", "a,A2,ORR,31,%,,100,A:drug", "p,P1,ORR,31,%,,200,A:drug; B:drug"]));
        Assert.Equal(["B1"], Nearest(["new,N1,ORR,30,%,,100,A:drug", "a,A2,ORR,31,%,,100,A:drug", "b,B1,ORR,80,%,,100,B:drug"])!.Sources);
        // What a trial that is judged published of itself changes no rival.
        var (low, high) = (Nearest(["new,N1,ORR,1,%,,100,A:drug", "b,B1,ORR,80,%,,100,B:drug"])!, Nearest(["new,N1,ORR,99,%,,100,A:drug", "b,B1,ORR,80,%,,100,B:drug"])!);
        Assert.Equal((low.Mean, low.Variance), (high.Mean, high.Variance));
    }

    [Fact]
    public void A_contrast_is_copied_from_one_of_the_same_two_classes()
    {
        string[] rows = ["new,N1,OS HR,0.7,ratio,,300,A:drug / A:control", "e,E1,OS HR,0.6,ratio,,300,E:drug / E:control", "b,B1,OS HR,0.8,ratio,,600,B:drug / B:control", "s,B2,OS HR,0.9,ratio,,300,B:drug"];
        var forecast = Nearest(rows)!;
        Assert.Equal(["B1"], forecast.Sources);
        Assert.Equal(Math.Log(0.8), forecast.Mean, 1e-15);
        // A standard error of 0.1 in 600 patients is one of 0.1·√2 in 300.
        Assert.Equal(0.01 + 0.02, forecast.Variance, 1e-12);
    }

    [Fact]
    public void The_mean_of_a_class_has_the_spread_between_its_trials_each_counted_once()
    {
        // Medians e^1, e^2 and e^3 with standard errors of the logarithm of 0.1: mean 2, variance 1 between them, of which 0.01 is sampling.
        string Median(string id, string arm, double log) => FormattableString.Invariant($"{id},{id},OS median,{Math.Exp(log):R},months,,200,{arm},{Math.Exp(log - 0.1959963984540054):R},{Math.Exp(log + 0.1959963984540054):R}");
        string[] rows = ["new,N1,OS median,9,months,,100,A:drug", Median("B1", "B:drug", 1), Median("C1", "C:drug", 2), Median("P1", "P:pooled", 3), Median("C9", "C:drug", 2.5)];
        var rivals = Read(rows, out var row);
        var forecast = rivals.ClassMean(row)!;
        Assert.Equal(["B1", "C1", "P1"], forecast.Sources.Order(StringComparer.Ordinal));
        Assert.Equal(2, forecast.Mean, 1e-12);
        // 0.99 between trials, (0.99 + 0.01)/3 of the mean, and 0.01·200/100 of the new trial.
        Assert.Equal(0.99 + 1 / 3.0 + 0.02, forecast.Variance, 1e-9);
        // One study has no spread.
        Assert.Null(Read(["new,N1,ORR,30,%,,100,A:drug", "b,B1,ORR,40,%,,60,B:drug", "b,B2,ORR,42,%,,60,B:drug"], out row).ClassMean(row));
    }

    [Fact]
    public void A_prediction_is_scored_on_its_scale_beside_both_rivals()
    {
        var rivals = Read(["new,N1,ORR,30,%,,100,A:drug", "b,B1,ORR,40,%,,60,B:drug"], out var row);
        var interval = PredictionInterval.Of([24, 26, 25, 27, 23], [], "%", 100, 100)!;
        var score = PredictionScore.Of(interval, row, rivals);
        var observed = Math.Asin(Math.Sqrt(0.3));
        Assert.Equal(RankedProbability.Student(interval.Mean, Math.Sqrt(interval.Variance), 4, observed), score.Model, 1e-15);
        Assert.Equal(4, interval.Freedom, 1e-12);
        Assert.Equal(RankedProbability.Normal(Math.Asin(Math.Sqrt(0.4)), Math.Sqrt(1 / 240.0 + 1 / 400.0), observed), score.Nearest, 1e-15);
        Assert.Equal("B1", score.NearestSource);
        Assert.True(double.IsNaN(score.ClassMean));
        Assert.False(score.IsComparable);
        // 100 sin² changes by 100·sin(2x) a unit of its scale.
        Assert.Equal(100 * Math.Sin(2 * observed) * score.Model, score.ModelInUnit, 0.01 * score.ModelInUnit);
    }

    [Fact]
    public void Medians_are_of_the_rows_with_all_three_and_the_others_are_counted()
    {
        PredictionScore Score(double model, double nearest, double mean) => new(model, 10 * model, nearest, 10 * nearest, "", mean, 10 * mean, []);
        PredictionScore[] scores = [Score(1, 2, 3), Score(3, 4, 1), Score(2, 9, 2), Score(50, double.NaN, 1), Score(60, 1, double.NaN), Score(70, double.NaN, double.NaN)];
        var all = ScoreGroup.Of("", scores);
        Assert.Equal((6, 2, 2, 3), (all.Predicted, all.WithoutNearest, all.WithoutClass, all.Compared));
        Assert.Equal((2, 4, 2), (all.Model, all.Nearest, all.ClassMean));
        Assert.False(all.IsModelBest);
        Assert.True(double.IsNaN(all.ModelInUnit));
        Assert.Equal(20, ScoreGroup.Of("%", scores).ModelInUnit);
        Assert.True(double.IsNaN(ScoreGroup.Of("", []).Model));
    }

    [Fact]
    public void Narrow_intervals_are_counted_by_the_width_that_is_asked()
    {
        ValidationRow Row(string endpoint, string? reference, string unit, double low, double high)
        {
            var interval = PredictionInterval.Of([1, 2, 3], [], "mg", 1, 1)! with { Lower90 = low, Upper90 = high };
            return new ValidationRow("e", "i", endpoint, "", "a", reference, 1, 1, 1, 1, unit, interval, 0, true, true, Match.Yes, Match.Yes, Match.Yes, "D", EvidenceLevel.LeftOut, null, "");
        }
        var found = Sharpness.Of(
        [
            Row("ORR", null, "%", 20, 49.9), Row("ORR", null, "%", 20, 50.1), Row("CR", null, "%", 1, 2), Row("OS.hr", "b", "ratio", 0.5, 0.949), Row("PFS.hr@365.25", "b", "ratio", 0.5, 0.951),
            Row("ORR", null, "%", 20, double.NaN), Row("Cavgd28.ratio", "b", "ratio", 1, 1.1),
        ]);
        Assert.Equal(new Sharpness(3, 1, 2, 1), found);
    }

    [Fact]
    public void Faults_of_a_table_of_arms_are_told_with_their_line()
    {
        var path = Path.Combine(_folder, "arms.csv");
        File.WriteAllText(path, "arm,tumour,setting,treatment\nA:drug,skin,,x\nA:drug,skin,,x\nA,skin,,x\nA:drug[old],skin,,x\n");
        var diagnostics = new DiagnosticBag();
        Assert.Equal(1, ArmTable.Read(path, SourceSpan.WholeFile(path), diagnostics).Count);
        Assert.Equal([("TE0013", 3), ("TE0013", 4), ("TE0013", 5)], diagnostics.Select(d => (d.Code, d.Span.Line)));
    }

    /// <summary>An arm that the table lacks is in no rival, and nobody would notice.</summary>
    [Fact]
    public void Every_arm_of_the_shipped_evidence_has_its_tumour_and_treatment_and_no_other_stands_there()
    {
        var diagnostics = new DiagnosticBag();
        var evidence = EvidenceTable.Read(Repository.PathOf("evidence", "evidence.csv"), SourceSpan.WholeFile("x"), diagnostics)!;
        var arms = ArmTable.Read(Repository.PathOf("evidence", "arms.csv"), SourceSpan.WholeFile("x"), diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        var named = evidence.Rows.SelectMany(r => r.Arms.All).Select(a => a with { Subgroup = null }).Distinct().ToList();
        Assert.Empty(named.Where(a => arms.Find(a) is not { Tumour.Length: > 0 }).Select(a => a.ToString()));
        Assert.Equal(named.Count, arms.Count);
    }

    private RivalForecast? Nearest(string[] rows) => Read(rows, out var row).Nearest(row);

    /// <param name="rows">"mark,id,endpoint,value,unit,time,n,arms,low,high"; the first is the number to be forecast, one marked "no" is not verified.</param>
    private Rivals Read(string[] rows, out PublishedResult first)
    {
        string Line(string row)
        {
            var c = row.Split(',').Concat(["", ""]).ToArray();
            return $"{c[1]},,,,,{c[6]},,{c[2]},{c[3]},{c[4]},{c[8]},{c[9]},{c[5]},here,,{(c[0] == "no" ? "no" : "yes")},{c[7]},-,-,,{(c[4] == "ratio" ? "0.1" : "")}";
        }
        var (evidence, arms) = (Path.Combine(_folder, "evidence.csv"), Path.Combine(_folder, "arms.csv"));
        File.WriteAllLines(evidence, ["id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se", .. rows.Select(Line)]);
        File.WriteAllText(arms, Arms);
        var diagnostics = new DiagnosticBag();
        var table = EvidenceTable.Read(evidence, SourceSpan.WholeFile("x"), diagnostics)!;
        var facts = ArmTable.Read(arms, SourceSpan.WholeFile("x"), diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        first = table.Find(rows[0].Split(',')[1])!;
        Assert.Equal(double.Parse(rows[0].Split(',')[3], CultureInfo.InvariantCulture), first.Value);
        return new Rivals(table, facts);
    }
}
