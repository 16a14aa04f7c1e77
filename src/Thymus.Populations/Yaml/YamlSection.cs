using System.Globalization;
using Thymus.Modeling;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Thymus.Populations;

/// <summary>A mapping of a YAML file that knows its place and reports every fault into one bag.</summary>
/// <remarks>
/// A reader asks for each key it knows and at last calls <see cref="RejectOtherKeys"/>: what nobody asked for is a fault,
/// with the nearest known key as advice. Asking for a key of the wrong shape reports it and gives null, so that reading goes
/// on to the next fault.
/// </remarks>
public sealed class YamlSection
{
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private YamlSection(string file, string prefix, string path, YamlMappingNode node, DiagnosticBag diagnostics)
    {
        (File, Prefix, Path, _node, Diagnostics) = (file, prefix, path, node, diagnostics);
    }

    public string File { get; }

    /// <summary>Two letters that begin this file kind's diagnostic codes (TH trial, TP population).</summary>
    public string Prefix { get; }

    /// <summary>The way from the file's top to this mapping, as messages name it: <c>covariates.WT</c>.</summary>
    public string Path { get; }

    public DiagnosticBag Diagnostics { get; }

    public SourceSpan Span => At(_node);

    /// <summary>Reads a file; null after a fault that leaves nothing to read (absent, not YAML, not a mapping).</summary>
    public static YamlSection? Load(string path, string prefix, DiagnosticBag diagnostics)
    {
        if (!System.IO.File.Exists(path))
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            var files = Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.y*ml").Select(f => System.IO.Path.GetFileName(f)).ToList()
                : [];
            diagnostics.Error($"{prefix}0001", SourceSpan.WholeFile(path), $"There is no file '{path}'.",
                Directory.Exists(folder) ? Advice.DidYouMean(System.IO.Path.GetFileName(path), "files there", files) : $"There is no folder '{folder}' either.");
            return null;
        }
        return Parse(System.IO.File.ReadAllText(path), path, prefix, diagnostics);
    }

    /// <summary>As <see cref="Load"/>, from text; <paramref name="file"/> names it in messages.</summary>
    public static YamlSection? Parse(string text, string file, string prefix, DiagnosticBag diagnostics)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            diagnostics.Error($"{prefix}0002", new SourceSpan(file, (int)e.Start.Line, (int)e.Start.Column), $"This is not YAML: {e.Message}",
                "Check indentation, colons followed by a space, and quotes; a key may stand once in its mapping.");
            return null;
        }
        if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
            return new YamlSection(file, prefix, "", root, diagnostics);
        diagnostics.Error($"{prefix}0003", SourceSpan.WholeFile(file), "The file holds no mapping of keys to values.", "Begin with lines of the form 'key: value'.");
        return null;
    }

    public bool Has(string key)
    {
        _known.Add(key);
        return Find(key) is not null;
    }

    /// <summary>The place of a key's value, or of the mapping where the key is absent.</summary>
    public SourceSpan SpanOf(string key) => Find(key) is { } node ? At(node) : Span;

    /// <summary>The text of a scalar; reports a missing key where <paramref name="required"/>.</summary>
    public string? Text(string key, bool required = false)
    {
        _known.Add(key);
        switch (Find(key))
        {
            case null:
                if (required) Missing(key);
                return null;
            case YamlScalarNode scalar:
                return scalar.Value;
            default:
                WrongShape(key, "one value");
                return null;
        }
    }

    /// <summary>A number in invariant notation.</summary>
    public double? Number(string key, bool required = false) =>
        Text(key, required) is { } text ? ToNumber(text, SpanOf(key), Named(key)) : null;

    public int? Integer(string key, bool required = false)
    {
        if (Text(key, required) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return value;
        Diagnostics.Error($"{Prefix}0006", SpanOf(key), $"'{Named(key)}' is '{text}', which is not a whole number.");
        return null;
    }

    public bool? Flag(string key)
    {
        switch (Text(key))
        {
            case null: return null;
            case "true" or "yes": return true;
            case "false" or "no": return false;
            case var text:
                Diagnostics.Error($"{Prefix}0007", SpanOf(key), $"'{Named(key)}' is '{text}'; it is either true or false.");
                return null;
        }
    }

    /// <summary>One of a few words; reports the others that there are.</summary>
    public string? Choice(string key, IReadOnlyCollection<string> choices, bool required = false)
    {
        if (Text(key, required) is not { } text) return null;
        if (choices.Contains(text)) return text;
        Diagnostics.Error($"{Prefix}0008", SpanOf(key), $"'{Named(key)}' is '{text}', which is none of its choices.", Advice.DidYouMean(text, "choices", choices));
        return null;
    }

    public YamlSection? Section(string key, bool required = false)
    {
        _known.Add(key);
        switch (Find(key))
        {
            case null:
                if (required) Missing(key);
                return null;
            case YamlMappingNode mapping:
                return new YamlSection(File, Prefix, Named(key), mapping, Diagnostics);
            default:
                WrongShape(key, "a mapping of keys to values");
                return null;
        }
    }

    /// <summary>The mappings of a list; a single mapping counts as a list of one.</summary>
    public IReadOnlyList<YamlSection> Sections(string key, bool required = false)
    {
        _known.Add(key);
        switch (Find(key))
        {
            case null:
                if (required) Missing(key);
                return [];
            case YamlMappingNode one:
                return [new YamlSection(File, Prefix, Named(key), one, Diagnostics)];
            case YamlSequenceNode sequence when sequence.All(n => n is YamlMappingNode):
                return [.. sequence.Select((n, i) => new YamlSection(File, Prefix, $"{Named(key)}[{i}]", (YamlMappingNode)n, Diagnostics))];
            default:
                WrongShape(key, "a list of mappings");
                return [];
        }
    }

    /// <summary>The mapping's own entries as sections, for mappings whose keys are names the author chose; scalars come as null sections.</summary>
    public IEnumerable<(string Key, YamlSection? Section, string? Text, SourceSpan Span)> Entries()
    {
        foreach (var (k, v) in _node.Children)
        {
            var key = ((YamlScalarNode)k).Value!;
            _known.Add(key);
            yield return (key, v is YamlMappingNode m ? new YamlSection(File, Prefix, Named(key), m, Diagnostics) : null, (v as YamlScalarNode)?.Value, At(k));
        }
    }

    /// <summary>The texts of a list of scalars, with their places; a single scalar counts as a list of one.</summary>
    public IReadOnlyList<(string Text, SourceSpan Span)> Texts(string key, bool required = false)
    {
        _known.Add(key);
        switch (Find(key))
        {
            case null:
                if (required) Missing(key);
                return [];
            case YamlScalarNode one:
                return [(one.Value!, At(one))];
            case YamlSequenceNode sequence when sequence.All(n => n is YamlScalarNode):
                return [.. sequence.Select(n => (((YamlScalarNode)n).Value!, At(n)))];
            default:
                WrongShape(key, "a list of values");
                return [];
        }
    }

    public IReadOnlyList<double> Numbers(string key, bool required = false)
    {
        var numbers = new List<double>();
        foreach (var (text, span) in Texts(key, required))
            if (ToNumber(text, span, Named(key)) is { } value) numbers.Add(value);
        return numbers;
    }

    /// <summary>Reports every key that no reader asked for.</summary>
    public void RejectOtherKeys()
    {
        foreach (var k in _node.Children.Keys)
        {
            var key = (k as YamlScalarNode)?.Value ?? k.ToString();
            if (!_known.Contains(key))
                Diagnostics.Error($"{Prefix}0004", At(k), Path.Length == 0 ? $"There is no key '{key}' here." : $"'{Path}' has no key '{key}'.",
                    Advice.DidYouMean(key, "keys", _known));
        }
    }

    /// <summary>"covariates.WT", or "WT" at the top.</summary>
    public string Named(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private double? ToNumber(string text, SourceSpan span, string name)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return value;
        Diagnostics.Error($"{Prefix}0005", span, $"'{name}' is '{text}', which is not a number.", "Write it with a point and without thousands separators: 1234.5 or 1.2e3.");
        return null;
    }

    private YamlNode? Find(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private void Missing(string key) =>
        Diagnostics.Error($"{Prefix}0009", Span, Path.Length == 0 ? $"The key '{key}' is missing." : $"'{Path}' lacks the key '{key}'.");

    private void WrongShape(string key, string expected) =>
        Diagnostics.Error($"{Prefix}0010", SpanOf(key), $"'{Named(key)}' is not {expected}.");

    private SourceSpan At(YamlNode node) =>
        new(File, (int)node.Start.Line, (int)node.Start.Column, node is YamlScalarNode { Value: { } v } ? Math.Max(1, v.Length) : 1);
}
