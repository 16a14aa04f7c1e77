using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>Texts for people in one language or in several.</summary>
public sealed class WordingTests
{
    public static TheoryData<string> Trials => [.. Directory.EnumerateFiles(Repository.PathOf("trials"), "*.yaml").Select(p => Path.GetRelativePath(Repository.Root, p)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Trials))]
    public void A_trial_of_the_repository_says_every_text_in_English_and_in_French(string file)
    {
        var trial = TrialSpecification.Read(Repository.PathOf(file)).Trial!;
        var texts = TrialWords.Of(trial).Concat(trial.Decisions.Select(d => (Key: $"decision.{d.Id}", Text: d.Label))).ToList();

        // An arm and a rule may be called by their ids, and the endpoints that every trial knows have names in every language.
        string[] own = [.. texts.Where(t => t.Text.Others.IsEmpty && !(t.Key.EndsWith("." + t.Text.English, StringComparison.Ordinal) || t.Key is "endpoint.OS" or "endpoint.PFS" or "endpoint.DOR" or "endpoint.TTR"
            || t.Key.StartsWith("decision.decisions[", StringComparison.Ordinal))).Select(t => $"{t.Key}: {t.Text}")];
        Assert.Empty(own);
        Assert.All(texts.SelectMany(t => t.Text.Others.Values.Append(t.Text.English)), text => Assert.NotEmpty(text));
        Assert.Equal(trial.Limits["en"].Length, trial.Limits["fr"].Length);
    }

    [Fact]
    public void A_summary_holds_what_the_trial_says_in_other_languages_by_what_it_names()
    {
        var words = TrialWords.ByLanguage(TrialSpecification.Read(Repository.Fixture("trials", "every-key.yaml")).Trial!);
        var french = Assert.Single(words, w => w.Key == "fr").Value;
        Assert.Equal("Chaque clé une fois", french["trial.title"]);
        Assert.Equal("Traités", french["arm.treated"]);
        Assert.Equal("taille", french["reason.size"]);
        Assert.Equal("Durée de réponse", french["endpoint.DOR"]);
        Assert.Equal("Première nouvelle lésion", french["endpoint.first"]);
        Assert.DoesNotContain("arm.control", french.Keys);
        Assert.DoesNotContain("endpoint.TTR", french.Keys);
    }

    [Fact]
    public void A_text_may_be_given_in_one_language()
    {
        var text = File.ReadAllText(Repository.Fixture("trials", "every-key.yaml")).Replace("{en: Treated, fr: Traités}", "Treated", StringComparison.Ordinal);
        var label = TrialSpecification.Parse(text, "t.yaml").Trial!.Arms[0].Label;
        Assert.Equal(("Treated", 0), (label.English, label.Others.Count));
    }
}
