using System.Collections.Immutable;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary>Texts for people, in one language or in several.</summary>
internal static partial class TrialReader
{
    /// <summary><c>label: text</c>, or <c>label: {en: text, fr: texte}</c>.</summary>
    private static Wording? ReadWording(YamlMap parent, string key)
    {
        if (!parent.IsMap(key)) return parent.Text(key) is { } plain ? new Wording(plain) : null;
        var map = parent.Map(key)!;
        var english = map.RequiredText("en");
        var others = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var language in Wording.Languages.Skip(1))
            if (map.Text(language) is { } text) others[language] = text;
        map.Finish();
        return english is null ? null : new Wording(english) { Others = others.ToImmutable() };
    }

    private static Wording? ReadRequiredWording(YamlMap parent, string key) => parent.IsMap(key) ? ReadWording(parent, key)
        : parent.RequiredText(key) is { } plain ? new Wording(plain) : null;
}
