using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Thymus.Runs;

namespace Thymus.Reporting;

/// <summary>The words and number formats of one language. All texts that a reader sees stand in <c>Language/*.json</c>.</summary>
public sealed class ReportLanguage
{
    private readonly ImmutableSortedDictionary<string, string> _texts;
    private readonly NumberFormatInfo _numbers;
    private readonly bool _isFrench;

    private ReportLanguage(ReportLanguage language, ImmutableSortedDictionary<string, string> texts) =>
        (Code, _isFrench, _numbers, _texts) = (language.Code, language._isFrench, language._numbers, texts);

    private ReportLanguage(string code)
    {
        Code = code;
        _isFrench = code == "fr";
        using var stream = typeof(ReportLanguage).Assembly.GetManifestResourceStream(code + ".json")!;
        _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToImmutableSortedDictionary(pair => pair.Key, pair => Typeset(pair.Value), StringComparer.Ordinal);
        _numbers = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        if (_isFrench)
        {
            _numbers.NumberDecimalSeparator = ",";
            _numbers.NumberGroupSeparator = "\u202f";
        }
        _numbers.NegativeSign = "−";
    }

    public static ReportLanguage English { get; } = new("en");

    public static ReportLanguage French { get; } = new("fr");

    /// <summary>Code of the language, as in <c>lang="fr"</c>.</summary>
    public string Code { get; }

    internal IEnumerable<string> Keys => _texts.Keys;

    /// <exception cref="RunFolderException">The language is not spoken here.</exception>
    public static ReportLanguage Of(string code) => code.ToLowerInvariant() switch
    {
        "en" => English,
        "fr" => French,
        _ => throw new RunFolderException($"The report speaks English (en) and French (fr), not '{code}'."),
    };

    /// <summary>This language with a trial's own words over it.</summary>
    /// <param name="words">Language → key → text, as <see cref="Trials.TrialSummary.Words"/> holds them.</param>
    internal ReportLanguage With(IReadOnlyDictionary<string, ImmutableSortedDictionary<string, string>> words) => words.TryGetValue(Code, out var own)
        ? new ReportLanguage(this, _texts.SetItems(own.Select(w => KeyValuePair.Create(w.Key, Typeset(w.Value)))))
        : this;

    /// <summary>The text of a key; placeholders {0}, {1} … take what is given, formatted already.</summary>
    public string this[string key, params ReadOnlySpan<string> values]
    {
        get
        {
            var text = _texts.TryGetValue(key, out var found) ? found : throw new ArgumentException($"No text has the key '{key}'.", nameof(key));
            for (var i = 0; i < values.Length; i++)
                text = text.Replace($"{{{i.ToString(CultureInfo.InvariantCulture)}}}", values[i], StringComparison.Ordinal);
            return text;
        }
    }

    /// <summary>The text of <paramref name="key"/>, or <paramref name="fallback"/> where a trial uses words of its own.</summary>
    public string Or(string key, string fallback) => _texts.TryGetValue(key, out var found) ? found : fallback;

    /// <summary>French typography: no line may end before ; : ! ? % » or after «, and an apostrophe is curved.</summary>
    public string Typeset(string text) => !_isFrench
        ? text
        : text.Replace('\'', '’').Replace(" ;", "\u202f;", StringComparison.Ordinal).Replace(" :", "\u00a0:", StringComparison.Ordinal)
            .Replace(" !", "\u202f!", StringComparison.Ordinal).Replace(" ?", "\u202f?", StringComparison.Ordinal)
            .Replace(" %", "\u202f%", StringComparison.Ordinal).Replace("« ", "«\u202f", StringComparison.Ordinal).Replace(" »", "\u202f»", StringComparison.Ordinal);

    /// <summary>A fixed number of decimals; "NR" (not reached) where there is no value.</summary>
    public string Number(double value, int decimals) =>
        double.IsFinite(value) ? Unsigned0(value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), _numbers), value) : this["not-reached"];

    /// <summary>The same with its sign: "+1.2", "−0.4".</summary>
    public string Signed(double value, int decimals) => (value > 0 ? "+" : "") + Number(value, decimals);

    public string Count(long value) => value.ToString("N0", _numbers);

    /// <summary>As few digits as the value needs: ticks of axes. From 100,000 on, and below 0.001, as a power of ten.</summary>
    public string Tick(double value)
    {
        if (value == 0 || Math.Abs(value) is >= 0.001 and < 1e5) return (Math.Round(value, 10) + 0.0).ToString("0.##########", _numbers);
        var text = value.ToString("0.###E+0", _numbers).Split("E+", 2) is { Length: 2 } large ? large : value.ToString("0.###E+0", _numbers).Split('E', 2);
        var power = string.Concat(text[1].Select(digit => digit is '-' or '−' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));
        return text[0] == "1" ? "10" + power : $"{text[0]}×10{power}";
    }

    /// <summary>A value with its unit, and no space before % in English.</summary>
    public string WithUnit(string number, string unit) => unit switch
    {
        _ when number == this["not-reached"] => number,
        "" or "ratio" => number,
        "%" => number + Percent,
        _ => $"{number} {Or("unit." + unit, unit)}",
    };

    public string Percent => _isFrench ? "\u202f%" : "%";

    /// <summary>"12.1 to 14.0": the word keeps minus signs and dashes apart.</summary>
    public string Interval(double lower, double upper, int decimals) => this["interval", Number(lower, decimals), Number(upper, decimals)];

    /// <summary>"p = 0.77", or below 0.001 only that: three decimals below 0.1, where a rounded 0.05 would hide on which side it lies, two above.</summary>
    public string PValue(double p) => "p\u00a0" + (p < 0.001 ? "<\u00a0" + Number(0.001, 3) : "=\u00a0" + Number(p, p < 0.1 ? 3 : 2));

    /// <summary>Rounding must not leave "−0.0".</summary>
    private static string Unsigned0(string text, double value) =>
        value < 0 && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;
}
