using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>What a trial calls its parts in languages other than English, by the keys under which a report looks for them.</summary>
public static class TrialWords
{
    /// <summary>Every text of the trial that is printed: <c>trial.title</c>, <c>arm.ID</c>, <c>endpoint.ID</c>, <c>reason.…</c>.</summary>
    public static IEnumerable<(string Key, Wording Text)> Of(TrialSpecification trial) =>
        ((IEnumerable<(string, Wording)>)[("trial.title", trial.Study.Title)])
            .Concat(trial.Arms.Select(a => ($"arm.{a.Id}", a.Label)))
            .Concat(trial.Endpoints.Select(e => ($"endpoint.{e.Id}", e.Label)))
            .Concat(trial.Pharmacokinetics.Select(p => ($"endpoint.{p.Id}", p.Label)))
            .Concat(trial.Findings.Select(f => ($"endpoint.{f.Id}", f.Label)))
            .Concat(trial.Eligibility.Select(e => (TrialSummary.ReasonKey(e.Reason.English), e.Reason)));

    /// <summary>Language → key → text; English is what the summary says anyway.</summary>
    public static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> ByLanguage(TrialSpecification trial) =>
        Of(trial).SelectMany(w => w.Text.Others, (w, other) => (Language: other.Key, w.Key, Text: other.Value))
            .GroupBy(w => w.Language, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(
                language => language.Key,
                // Two rules of eligibility may give one reason.
                language => language.DistinctBy(w => w.Key, StringComparer.Ordinal).ToImmutableSortedDictionary(w => w.Key, w => w.Text, StringComparer.Ordinal),
                StringComparer.Ordinal);
}
