using System.Text.RegularExpressions;
using Thymus.Reporting;
using Thymus.Runs;

namespace Thymus.Tests;

public sealed class LanguageTests
{
    [Fact]
    public void Both_languages_have_the_same_keys_and_the_same_placeholders()
    {
        Assert.Equal(ReportLanguage.English.Keys, ReportLanguage.French.Keys);
        foreach (var key in ReportLanguage.English.Keys)
            Assert.Equal(Placeholders(ReportLanguage.English[key]), Placeholders(ReportLanguage.French[key]));
    }

    [Fact]
    public void Every_key_that_the_code_names_is_there_and_every_text_is_used()
    {
        var code = string.Concat(Directory.EnumerateFiles(Repository.PathOf("src", "Thymus.Reporting"), "*.cs", SearchOption.AllDirectories)
            .Append(Repository.PathOf("src", "Thymus.Trials", "Results", "TrialSummary.cs")).Select(File.ReadAllText));
        var named = Regex.Matches(code, "\"([a-z0-9-]+(\\.[a-zA-Z0-9@-]+)+|[a-z]+(-[a-z]+)*)\"").Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var prefixes = Regex.Matches(code, "\\$?\"([a-z]+(\\.[a-z]+)*)\\.(\\{|\" \\+)").Select(m => m.Groups[1].Value + ".").ToHashSet(StringComparer.Ordinal);
        var keys = ReportLanguage.English.Keys.ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(keys, key => !named.Contains(key) && !prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
        foreach (Match match in Regex.Matches(code, "words\\[\"([^\"{]+)\"[,\\]]")) Assert.Contains(match.Groups[1].Value, keys);
    }

    [Fact]
    public void French_punctuation_is_never_left_alone_at_the_start_of_a_line()
    {
        foreach (var key in ReportLanguage.French.Keys)
        {
            Assert.DoesNotMatch(" [;:!?%»]|« ", ReportLanguage.French[key]);
            Assert.DoesNotContain("'", ReportLanguage.French[key], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Methods_are_told_in_the_readers_language()
    {
        var source = string.Concat(Directory.EnumerateFiles(Repository.PathOf("src", "Thymus.Trials", "Summary"), "*.cs").Select(File.ReadAllText));
        var methods = ReportLanguage.French.Keys.Where(key => key.StartsWith("method.", StringComparison.Ordinal)).Select(key => key["method.".Length..]).ToList();
        // Each is a text that the summary writes: a changed word there would leave English in a French report.
        Assert.All(methods, method => Assert.Contains($"\"{method}\"", source, StringComparison.Ordinal));
        Assert.Equal("Effectif", Names.Method(ReportLanguage.French, "Count"));
        Assert.Equal("Clopper–Pearson", Names.Method(ReportLanguage.French, "Clopper–Pearson"));
    }

    [Theory]
    [InlineData(1234.56, 1, "1,234.6", "1\u202f234,6")]
    [InlineData(-0.04, 1, "0.0", "0,0")]
    [InlineData(-12.34, 1, "−12.3", "−12,3")]
    [InlineData(double.NaN, 1, "NR", "NA")]
    public void Numbers_are_written_in_the_readers_way(double value, int decimals, string english, string french)
    {
        Assert.Equal(english, ReportLanguage.English.Number(value, decimals));
        Assert.Equal(french, ReportLanguage.French.Number(value, decimals));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-50, "−50")]
    [InlineData(0.25, "0,25")]
    [InlineData(10000, "10000")]
    [InlineData(1e6, "10⁶")]
    [InlineData(3e8, "3×10⁸")]
    [InlineData(2.5e-12, "2,5×10⁻¹²")]
    public void Ticks_are_short(double value, string expected) => Assert.Equal(expected, ReportLanguage.French.Tick(value));

    [Fact]
    public void What_is_not_reached_has_no_unit() =>
        Assert.Equal("NR", ReportLanguage.English.WithUnit(ReportLanguage.English.Number(double.NaN, 1), "months"));

    [Theory]
    [InlineData(0.0002, "p\u00a0<\u00a00.001")]
    [InlineData(0.0042, "p\u00a0=\u00a00.004")]
    [InlineData(0.0452, "p\u00a0=\u00a00.045")]
    [InlineData(0.77, "p\u00a0=\u00a00.77")]
    public void A_p_value_is_never_printed_as_zero(double p, string expected)
    {
        Assert.Equal(expected, ReportLanguage.English.PValue(p));
    }

    [Theory]
    [InlineData("OS.rate@365.25", "Overall survival at 12 months", "Survie globale à 12 mois")]
    [InlineData("PFS.median", "Median progression-free survival", "Survie sans progression\u00a0: médiane")]
    [InlineData("ORR", "Objective response rate", "Taux de réponse objective")]
    [InlineData("OS.events", "Overall survival: events", "Survie globale\u00a0: événements")]
    [InlineData("ORR.unconfirmed", "Objective response rate, unconfirmed", "Taux de réponse objective, non confirmée")]
    [InlineData("QOL.median", "as the trial says", "as the trial says")]
    public void Endpoints_are_named_from_their_ids(string id, string english, string french)
    {
        Assert.Equal(english, Names.Endpoint(ReportLanguage.English, id, "as the trial says"));
        Assert.Equal(french, Names.Endpoint(ReportLanguage.French, id, "as the trial says"));
    }

    [Fact]
    public void Another_language_is_refused_with_the_two_there_are() =>
        Assert.Contains("English (en) and French (fr)", Assert.Throws<RunFolderException>(() => ReportLanguage.Of("de")).Message, StringComparison.Ordinal);

    private static IEnumerable<string> Placeholders(string text) => Regex.Matches(text, "\\{[0-9]\\}").Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);
}
