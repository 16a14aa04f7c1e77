using System.Text.RegularExpressions;
using Thymus.Modeling;
using Thymus.Reporting;

namespace Thymus.Tests;

public sealed class OverlayTests(WrittenRun written) : IClassFixture<WrittenRun>
{
    [Fact]
    public void Observations_are_drawn_in_their_figure_and_named_in_its_caption()
    {
        var overlay = Read("figure,arm,time,value,lower,upper\nOS,ipi-q3w,12,58.8,53.1,65.2\nOS,Pembrolizumab 10 mg/kg every 2 weeks,12,73.9,,\nconcentration,pembro-q2w,14,80,,\n", out var faults);
        var plain = Report.Render(written.Run);
        var page = Report.Render(written.Run, new ReportOptions(ReportLanguage.English, overlay));

        Assert.Empty(faults);
        Assert.Equal(2, Circles(page, "km-os") - Circles(plain, "km-os") >> 2);
        Assert.True(Circles(page, "concentration-pembrolizumab") > Circles(plain, "concentration-pembrolizumab"));
        Assert.Equal(Circles(plain, "km-pfs"), Circles(page, "km-pfs"));
        Assert.Contains("observations supplied by the user", page, StringComparison.Ordinal);
        Assert.DoesNotContain("observations supplied by the user", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_file_are_named_at_once_with_line_and_column()
    {
        Read("figure,arm,time,value\nOZ,ipi-q3w,12,58\nOS,ipi,12,58\nOS,ipi-q3w,a year,58\nOS,ipi-q3w,12,58\n", out var faults);

        Assert.Equal(["TC0304", "TC0305", "TC0303"], faults.Select(f => f.Code));
        Assert.Equal(["data.csv(2,1)", "data.csv(3,2)", "data.csv(4,3)"], faults.Select(f => f.Span.ToString()));
        Assert.Contains("Did you mean 'OS'?", faults.First().Advice!, StringComparison.Ordinal);
        Assert.Contains("ipi-q3w", faults.ElementAt(1).Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_column_is_named_with_the_columns_there_should_be()
    {
        Read("figure,arm,value\nOS,ipi-q3w,58\n", out var faults);

        Assert.Contains("'time'", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_diagnostic()
    {
        var faults = new DiagnosticBag();
        Overlay.Read("no-such-file.csv", written.Trial.Plan, faults);

        Assert.Contains("could not be read", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    private Overlay Read(string csv, out DiagnosticBag faults)
    {
        faults = new DiagnosticBag();
        return Overlay.Read(new StringReader(csv), "data.csv", written.Trial.Plan, faults);
    }

    /// <summary>Circles of a figure; each observation has two, in each of two drawings.</summary>
    private static int Circles(string page, string figure) =>
        Regex.Count(Regex.Match(page, $"<figure id=\"{figure}\".*?</figure>", RegexOptions.Singleline).Value, "<circle");
}
