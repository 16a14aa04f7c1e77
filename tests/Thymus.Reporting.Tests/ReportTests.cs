using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Thymus.Reporting;
using Thymus.Runs;
using Thymus.Statistics;

namespace Thymus.Tests;

public sealed partial class ReportTests(WrittenRun written) : IClassFixture<WrittenRun>
{
    private const double DaysPerMonth = 365.25 / 12;

    private readonly string _english = Render(written.Run, ReportLanguage.English);
    private readonly string _french = Render(written.Run, ReportLanguage.French);

    [Fact]
    public void Numbers_at_risk_are_those_of_the_Kaplan_Meier_estimate()
    {
        var checkedNumbers = 0;
        var survival = Section(_english, "km-os");
        foreach (var arm in written.Trial.Plan.Arms)
        {
            var patients = written.Trial.Outcomes().Where(o => o.Subject.Arm == arm.Id && o.Subject.Status == "ok").Select(o => o.TimesToEvent.Single(t => t.Parameter == "OS")).ToList();
            var curve = KaplanMeier.Estimate(patients.Select(p => p.Days / DaysPerMonth).ToArray(), patients.Select(p => !p.Censored).ToArray());
            foreach (Match match in Regex.Matches(survival, $"data-at-risk=\"{arm.Id}\" data-month=\"([0-9.]+)\">([0-9,]+)<"))
            {
                var month = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
                // Once by the curve, once by counting heads.
                Assert.Equal(curve.AtRisk(month), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
                Assert.Equal(patients.Count(p => p.Days / DaysPerMonth >= month), curve.AtRisk(month));
                checkedNumbers++;
            }
        }
        // Three arms, two widths of page, 15 and 8 ticks to month 84.
        Assert.Equal(3 * (15 + 8), checkedNumbers);
    }

    [Fact]
    public void A_number_at_risk_stands_under_its_tick()
    {
        var svg = Svg(_english, "km-os", "wide");
        var numbers = svg.Descendants("text").Where(t => t.Attribute("data-at-risk") is not null).ToList();
        var ticks = svg.Descendants("text").Where(t => t.Attribute("data-at-risk") is null && t.Attribute("text-anchor")?.Value == "middle").ToLookup(t => t.Attribute("x")!.Value, t => t.Value);

        Assert.NotEmpty(numbers);
        Assert.All(numbers, number => Assert.Contains(number.Attribute("data-month")!.Value, ticks[number.Attribute("x")!.Value]));
    }

    [Fact]
    public void The_page_loads_nothing_from_anywhere()
    {
        foreach (var page in (string[])[_english, _french])
        {
            Assert.DoesNotMatch("https?://", page);
            Assert.DoesNotMatch("(src|href)=\"(?!#)", page);
            Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_run_gives_the_same_page() => Assert.Equal(_english, Render(written.Run, ReportLanguage.English));

    [Fact]
    public void The_page_holds_no_clock()
    {
        Assert.DoesNotContain(written.Run.Record.Started.Year.ToString(CultureInfo.InvariantCulture), Regex.Replace(_english, "[0-9a-f]{64}|<svg.*?</svg>|doi:\\S+", "", RegexOptions.Singleline), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("km-os")]
    [InlineData("km-pfs")]
    [InlineData("contrasts")]
    [InlineData("waterfall")]
    [InlineData("spider")]
    [InlineData("swimmer")]
    [InlineData("published")]
    [InlineData("concentration-pembrolizumab")]
    [InlineData("concentration-ipilimumab")]
    public void Every_figure_is_drawn_for_page_and_telephone_as_well_formed_SVG_within_its_frame(string figure)
    {
        foreach (var page in (string[])[_english, _french])
            foreach (var kind in (string[])["wide", "narrow"])
            {
                var svg = Svg(page, figure, kind);
                var box = svg.Attribute("viewBox")!.Value.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
                Assert.NotEmpty(svg.Attribute("aria-label")!.Value);
                Assert.Equal("img", svg.Attribute("role")!.Value);
                foreach (var text in svg.Descendants("text"))
                {
                    var (x, size) = (Number(text, "x"), Number(text, "font-size"));
                    var width = TextWidth.Of(text.Value, size) * (text.Attribute("font-weight") is null ? 1 : TextWidth.Bold);
                    var left = text.Attribute("transform") is not null ? x : text.Attribute("text-anchor")?.Value switch { "middle" => x - width / 2, "end" => x - width, _ => x };
                    Assert.True(left >= -1 && (text.Attribute("transform") is not null || left + width <= box[2] + 2), $"{figure} {kind}: '{text.Value}' leaves the frame ({left:F0} to {left + width:F0} of {box[2]}).");
                    Assert.InRange(Number(text, "y"), 0, box[3]);
                }
                Assert.DoesNotMatch("NaN|Infinity", svg.ToString());
            }
    }

    [Theory]
    [InlineData("km-os")]
    [InlineData("km-pfs")]
    [InlineData("contrasts")]
    [InlineData("waterfall")]
    [InlineData("spider")]
    [InlineData("swimmer")]
    [InlineData("published")]
    [InlineData("concentration-pembrolizumab")]
    public void No_two_texts_of_a_figure_overlap(string figure)
    {
        foreach (var page in (string[])[_english, _french])
            foreach (var kind in (string[])["wide", "narrow"])
            {
                var boxes = Svg(page, figure, kind).Descendants("text").Where(t => t.Attribute("transform") is null).Select(TextBox).ToList();
                for (var i = 0; i < boxes.Count; i++)
                    for (var j = 0; j < i; j++)
                    {
                        var (a, b) = (boxes[i], boxes[j]);
                        var overlap = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
                        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
                        Assert.True(overlap < 1 || height < 1, $"{figure} {kind} ({page[..60]}): '{a.Text}' and '{b.Text}' overlap.");
                    }
            }
    }

    [Fact]
    public void An_arm_has_one_colour_over_all_figures()
    {
        foreach (var (arm, index) in written.Trial.Plan.Arms.Select((arm, index) => (arm, index)))
        {
            var colours = XDocumentTexts(_english).Where(t => t.Value == arm.Label && t.Attribute("fill")!.Value is not (Palette.Ink or Palette.Muted)).Select(t => t.Attribute("fill")!.Value).Distinct();
            Assert.Equal([Palette.Arm(index)], colours);
        }
    }

    [Fact]
    public void Every_endpoint_of_the_summary_stands_in_the_table_with_interval_and_error()
    {
        var table = Section(_english, "endpoints", "section");

        Assert.Contains("Overall survival at 12 months", table, StringComparison.Ordinal);
        Assert.Contains("<b>68.2%</b> <span class=\"error\">± ", table, StringComparison.Ordinal);
        Assert.Contains("Overall survival: restricted mean to 24 months", table, StringComparison.Ordinal);
        Assert.Contains("20.1 to NR", table, StringComparison.Ordinal);
        foreach (var endpoint in written.Run.Summary!.Arms[0].Endpoints)
            Assert.Contains(Names.Endpoint(ReportLanguage.English, endpoint), table, StringComparison.Ordinal);
    }

    [Fact]
    public void French_numbers_have_commas_and_spaces_before_percent()
    {
        Assert.Contains("<html lang=\"fr\">", _french, StringComparison.Ordinal);
        Assert.Contains("68,2\u202f%", _french, StringComparison.Ordinal);
        Assert.Contains("1\u202f311", _french, StringComparison.Ordinal);
        Assert.Contains("Survie globale à 12 mois", _french, StringComparison.Ordinal);
        Assert.Contains("survécu 10 à 20 points", _french, StringComparison.Ordinal);
        Assert.DoesNotMatch(">[^<]*[0-9]\\.[0-9]% ", Regex.Replace(_french, "<script.*?</script>", "", RegexOptions.Singleline));
    }

    [Fact]
    public void Twins_are_printed_without_test_or_interval_and_the_page_says_why()
    {
        var page = Render(written.Twins, ReportLanguage.English);
        var contrasts = Section(page, "contrasts", "section");

        Assert.Contains("no randomised trial: there is no test", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("p\u00a0[=<]", page);
        Assert.DoesNotContain("class=\"ci\"", contrasts, StringComparison.Ordinal);
        Assert.DoesNotMatch("p\u00a0[=<]", Render(written.Twins, ReportLanguage.French));
    }

    [Fact]
    public void Misses_are_as_plain_as_hits()
    {
        var section = Section(_english, "published", "section");

        Assert.Contains("7 of 8 published values lie within the prediction interval", section, StringComparison.Ordinal);
        Assert.Contains("Checked: 2 of 3.", section, StringComparison.Ordinal);
        Assert.Contains("<b class=\"miss\">✕ differs</b>", section, StringComparison.Ordinal);
        Assert.Equal(7, Regex.Count(section, "<b class=\"hit\">"));
        Assert.Contains("KM-0299", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_patients_are_listed_with_their_reason()
    {
        var section = Section(_english, "patients", "section");

        Assert.Contains("melanoma-pembrolizumab-ipi-q3w-000096", section, StringComparison.Ordinal);
        Assert.Contains("state Teff", section, StringComparison.Ordinal);
        Assert.Contains("No patient failed", Render(written.Twins, ReportLanguage.English), StringComparison.Ordinal);
    }

    [Fact]
    public void Research_use_only_is_said_first_and_last()
    {
        foreach (var (page, sentence) in new[] { (_english, "Never for the care of a patient"), (_french, "Jamais pour soigner un patient") })
        {
            Assert.True(page.IndexOf(sentence, StringComparison.Ordinal) < page.IndexOf("<h1>", StringComparison.Ordinal));
            Assert.True(page.LastIndexOf(sentence, StringComparison.Ordinal) > page.IndexOf("<footer>", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Texts_of_the_trial_cannot_become_markup()
    {
        using var folder = new TemporaryFolder();
        var trial = new SyntheticTrial(patientsPerArm: 10);
        var outcomes = trial.Outcomes().ToList();
        var plan = trial.Plan with { Title = "<script>alert(1)</script>", Arms = [.. trial.Plan.Arms.Select(arm => arm with { Label = "a & </script><b>\"" + arm.Id })] };
        using var writer = RunWriter.Begin(folder["run"], plan);
        foreach (var outcome in outcomes) writer.Append(outcome);
        var page = Render(writer.Complete(SyntheticSummary.For(plan, outcomes), new RunExecution()), ReportLanguage.English);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("</script><b>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_written_into_the_folder_and_needs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var run = WrittenRun.Write(folder["run"], new SyntheticTrial(patientsPerArm: 10));
        Directory.Move(folder["run"], folder["moved"]);

        var path = Report.Write(RunFolder.Open(folder["moved"]), new ReportOptions(ReportLanguage.French, Overlay.None));

        Assert.Equal(folder["moved/report.html"], path);
        Assert.Contains("lang=\"fr\"", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.False(File.Exists(path + ".partial"));
        Assert.Equal(run.Record.Id, RunFolder.Open(folder["moved"]).Record.Id);
    }

    private static string Render(RunFolder run, ReportLanguage language) => Report.Render(run, new ReportOptions(language, Overlay.None));

    private static string Section(string page, string id, string tag = "figure") =>
        Regex.Match(page, $"<{tag} id=\"{id}\".*?</{tag}>", RegexOptions.Singleline) is { Success: true } match ? match.Value : throw new InvalidOperationException($"No {tag} {id}.");

    private static XElement Svg(string page, string figure, string kind) =>
        XElement.Parse(Regex.Match(Section(page, figure), $"<svg class=\"{kind}\".*?</svg>", RegexOptions.Singleline).Value);

    private static IEnumerable<XElement> XDocumentTexts(string page) =>
        SvgElements().Matches(page).SelectMany(match => XElement.Parse(match.Value).Descendants("text"));

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static (string Text, double Left, double Right, double Top, double Bottom) TextBox(XElement text)
    {
        var (x, y, size) = (Number(text, "x"), Number(text, "y"), Number(text, "font-size"));
        var width = TextWidth.Of(text.Value, size) * (text.Attribute("font-weight") is null ? 1 : TextWidth.Bold);
        var left = text.Attribute("text-anchor")?.Value switch { "middle" => x - width / 2, "end" => x - width, _ => x };
        return (text.Value, left, left + width, y - 0.72 * size, y + 0.2 * size);
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex SvgElements();
}
