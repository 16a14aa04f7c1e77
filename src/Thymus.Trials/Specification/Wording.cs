using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>A text for people. Data sets and the terminal print the English one, a report the one of its language.</summary>
/// <remarks>In a trial file a plain text, or one a language: <c>{en: Surgery alone, fr: Chirurgie seule}</c>.</remarks>
/// <param name="English">The text of a file that gives only one.</param>
public sealed record Wording(string English)
{
    /// <summary>The languages in which a trial may say its texts, by their codes.</summary>
    public static ImmutableArray<string> Languages { get; } = ["en", "fr"];

    /// <summary>The same in other languages, by their codes.</summary>
    public ImmutableDictionary<string, string> Others { get; init; } = ImmutableDictionary<string, string>.Empty;

    public override string ToString() => English;
}
