using System.Globalization;
using Thymus.Modeling;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Thymus.Populations;

/// <summary>A mapping of a YAML file that remembers places and which keys were asked for.</summary>
/// <remarks>
/// Reading goes on after a fault, so that a user sees all of them at once; a member that finds a fault reports it and returns
/// null. <see cref="Finish"/> reports the keys that nobody asked for, with the nearest name that was.
/// </remarks>
public sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly string _file;
    private readonly string _path;
    private readonly string _codes;
    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Nodes that did not come from the file (<see cref="Set"/>), with what to name in messages instead.</summary>
    private readonly Dictionary<YamlNode, string> _origins;

    internal YamlMap(YamlMappingNode node, string file, string codes, DiagnosticBag diagnostics)
        : this(node, file, "", codes, diagnostics, new Dictionary<YamlNode, string>(ReferenceEqualityComparer.Instance))
    {
    }

    private YamlMap(
        YamlMappingNode node, string file, string path, string codes, DiagnosticBag diagnostics,
        Dictionary<YamlNode, string> origins)
    {
        (_node, _file, _path, _codes, _diagnostics, _origins) = (node, file, path, codes, diagnostics, origins);
    }

    public string Path => _path;

    public string File => _file;

    public DiagnosticBag Diagnostics => _diagnostics;

    public SourceSpan Span => SpanOf(_node);

    /// <summary>The keys in the order of the file.</summary>
    public IEnumerable<YamlScalar> Keys =>
        _node.Children.Keys.OfType<YamlScalarNode>().Select(k => new YamlScalar(k.Value ?? "", SpanOf(k), Join(k.Value ?? "")));

    public bool Has(string key) => Child(key) is not null;

    /// <summary>The place of a key's value, or of the mapping where the key is absent.</summary>
    public SourceSpan SpanAt(string key) => Child(key) is { } child ? SpanOf(child) : Span;

    /// <summary>True where the key holds a mapping; asks for the key.</summary>
    public bool IsMap(string key) => Child(key) is YamlMappingNode;

    /// <summary>
    /// Writes a value over the file's: mappings on the way are made, items of a list are named by index or by their <c>id</c>.
    /// </summary>
    /// <param name="origin">What messages name instead of the file.</param>
    /// <returns>What stood in the way, or null.</returns>
    public string? Set(ReadOnlySpan<string> keys, string text, string origin)
    {
        YamlNode at = _node;
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            var last = i == keys.Length - 1;
            switch (at)
            {
                case YamlMappingNode mapping when last:
                    // A key of the file keeps its place; a new one is named by its origin.
                    var known = mapping.Children.Keys.FirstOrDefault(k => k is YamlScalarNode { Value: { } name } && name == key);
                    mapping.Children[known ?? Made(new YamlScalarNode(key), origin)] = Made(new YamlScalarNode(text), origin);
                    return null;
                case YamlMappingNode mapping when mapping.Children.TryGetValue(new YamlScalarNode(key), out var child):
                    at = child;
                    break;
                case YamlMappingNode mapping:
                    at = Made(new YamlMappingNode(), origin);
                    mapping.Children[Made(new YamlScalarNode(key), origin)] = at;
                    break;
                case YamlSequenceNode sequence when !last && Item(sequence, key) is { } item:
                    at = item;
                    break;
                case YamlSequenceNode:
                    return $"'{key}' is no item of '{string.Join('.', keys[..i].ToArray())}'.";
                default:
                    return $"'{string.Join('.', keys[..i].ToArray())}' is a value and holds no '{key}'.";
            }
        }
        return "The path is empty.";
    }

    public YamlScalar? Scalar(string key)
    {
        switch (Child(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { } text } scalar when !IsNull(scalar):
                return new YamlScalar(text.Trim(), SpanOf(scalar), Join(key));
            case { } other:
                WrongKind(other, key, "a value");
                return null;
        }
    }

    public YamlScalar? RequiredScalar(string key)
    {
        Require(key);
        return Scalar(key);
    }

    public string? Text(string key) => Scalar(key)?.Text;

    public string? RequiredText(string key) => RequiredScalar(key)?.Text;

    public double? Number(string key, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (!double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || double.IsNaN(value))
        {
            Error(5, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}', which is no number.",
                "Write a number such as 0.5 or 1e-3.");
            return null;
        }
        return InRange(scalar, value, minimum, maximum) ? value : null;
    }

    public long? Integer(string key, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (!long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            Error(5, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}', which is no whole number.",
                "Write a whole number such as 280.");
            return null;
        }
        return InRange(scalar, value, minimum, maximum) ? value : null;
    }

    public bool? Flag(string key)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (scalar.Text is "true" or "false") return scalar.Text is "true";
        Error(5, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}'.", "Write true or false.");
        return null;
    }

    /// <summary>One of a fixed set of words.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Scalar(key) is not { } scalar) return null;
        if (words.TryGetValue(scalar.Text, out var value)) return value;
        Error(6, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}'.",
            Advice.DidYouMean(scalar.Text, "possible values", words.Keys));
        return null;
    }

    public YamlMap? Map(string key)
    {
        switch (Child(key))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlMap(mapping, _file, Join(key), _codes, _diagnostics, _origins);
            case { } other:
                WrongKind(other, key, "a group of 'key: value' pairs");
                return null;
        }
    }

    /// <summary>A list of numbers; a single number counts as a list of one; empty where the key is absent.</summary>
    public IReadOnlyList<double> Numbers(string key)
    {
        var numbers = new List<double>();
        foreach (var scalar in Scalars(key))
        {
            if (double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && !double.IsNaN(value))
                numbers.Add(value);
            else Error(5, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}', which is no number.",
                "Write a number such as 0.5 or 1e-3.");
        }
        return numbers;
    }

    public YamlMap? RequiredMap(string key)
    {
        Require(key);
        return Map(key);
    }

    /// <summary>A list of mappings; empty where the key is absent.</summary>
    public IReadOnlyList<YamlMap> Maps(string key)
    {
        var result = new List<YamlMap>();
        foreach (var (item, itemPath) in Items(key, "a list of groups, each beginning with '- '"))
        {
            if (item is YamlMappingNode mapping)
                result.Add(new YamlMap(mapping, _file, itemPath, _codes, _diagnostics, _origins));
            else WrongKind(item, itemPath, "a group of 'key: value' pairs", alreadyPath: true);
        }
        return result;
    }

    /// <summary>A list of values; a single value counts as a list of one; empty where the key is absent.</summary>
    public IReadOnlyList<YamlScalar> Scalars(string key)
    {
        if (Child(key) is YamlScalarNode) return Scalar(key) is { } one ? [one] : [];
        var result = new List<YamlScalar>();
        foreach (var (item, itemPath) in Items(key, "a list of values"))
        {
            if (item is YamlScalarNode { Value: { } text }) result.Add(new YamlScalar(text.Trim(), SpanOf(item), itemPath));
            else WrongKind(item, itemPath, "a value", alreadyPath: true);
        }
        return result;
    }

    /// <summary>Reports every key that was never asked for.</summary>
    public void Finish()
    {
        foreach (var key in Keys)
        {
            if (_asked.Contains(key.Text)) continue;
            var where = _path.Length == 0 ? "the file" : $"'{_path}'";
            Error(4, key.Span, $"Key '{key.Text}' means nothing in {where}.", Advice.DidYouMean(key.Text, "keys here", _asked));
        }
    }

    /// <summary>Reports a fault of this file under this reader's letters.</summary>
    public void Error(int number, SourceSpan span, string message, string? advice = null) =>
        _diagnostics.Error(_codes + number.ToString("0000", CultureInfo.InvariantCulture), span, message, advice);

    private IEnumerable<(YamlNode Item, string Path)> Items(string key, string expected)
    {
        switch (Child(key))
        {
            case null:
                yield break;
            case YamlSequenceNode sequence:
                for (var i = 0; i < sequence.Children.Count; i++) yield return (sequence.Children[i], $"{Join(key)}[{i}]");
                break;
            case { } other:
                WrongKind(other, key, expected);
                break;
        }
    }

    private YamlNode? Child(string key)
    {
        _asked.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
    }

    private void Require(string key)
    {
        if (Has(key)) return;
        var where = _path.Length == 0 ? "The file" : $"'{_path}'";
        Error(3, Span, $"{where} has no '{key}'.", $"Add '{key}:'.");
    }

    private bool InRange(YamlScalar scalar, double value, double minimum, double maximum)
    {
        if (value >= minimum && value <= maximum) return true;
        var expected = double.IsInfinity(maximum) || maximum >= long.MaxValue ? $"{Plain(minimum)} or more"
            : double.IsInfinity(minimum) ? $"at most {Plain(maximum)}" : $"from {Plain(minimum)} to {Plain(maximum)}";
        Error(5, scalar.Span, $"'{scalar.Path}' is {scalar.Text}.", $"It must be {expected}.");
        return false;
    }

    private void WrongKind(YamlNode found, string key, string expected, bool alreadyPath = false)
    {
        var kind = found switch { YamlMappingNode => "a group", YamlSequenceNode => "a list",
            YamlScalarNode s when IsNull(s) => "empty", _ => "a value" };
        Error(7, SpanOf(found), $"'{(alreadyPath ? key : Join(key))}' is {kind}.", $"Expected {expected}.");
    }

    private string Join(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private SourceSpan SpanOf(YamlNode at) => _origins.TryGetValue(at, out var origin)
        ? SourceSpan.WholeFile(origin)
        : new(_file, (int)at.Start.Line, (int)at.Start.Column, Length(at));

    private T Made<T>(T made, string origin)
        where T : YamlNode
    {
        _origins[made] = origin;
        return made;
    }

    private static YamlNode? Item(YamlSequenceNode sequence, string key)
    {
        if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < sequence.Children.Count)
            return sequence.Children[index];
        return sequence.Children.FirstOrDefault(c =>
            c is YamlMappingNode m && m.Children.TryGetValue(new YamlScalarNode("id"), out var id)
            && id is YamlScalarNode { Value: { } text } && text == key);
    }

    private static int Length(YamlNode at) =>
        at is YamlScalarNode && at.Start.Line == at.End.Line ? (int)Math.Max(1, at.End.Column - at.Start.Column) : 1;

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is (null or "" or "~" or "null");

    private static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
