using System.Text.RegularExpressions;
using NJsonSchema;
using Thymus.Tests;
using YamlDotNet.Serialization;

namespace Thymus.Trials.Tests;

/// <summary>The schema that editors use and the reader that runs say the same.</summary>
public sealed partial class SchemaTests
{
    private const string Bogus = "no-such-key";

    private static readonly Lazy<JsonSchema> Schema =
        new(() => JsonSchema.FromFileAsync(Repository.PathOf("schemas", "trial.schema.json")).GetAwaiter().GetResult());

    public static TheoryData<string> Trials => [.. Directory.EnumerateFiles(Repository.PathOf("trials"), "*.yaml")
        .Append(Repository.Fixture("trials", "every-key.yaml")).Select(p => System.IO.Path.GetRelativePath(Repository.Root, p)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Trials))]
    public void A_trial_of_the_repository_is_valid_by_schema_and_reader_and_names_the_schema(string trial)
    {
        var path = Repository.PathOf(trial);
        var text = File.ReadAllText(path);
        Assert.Empty(Faults(text));
        Assert.Empty(TrialSpecification.Read(path).Diagnostics.Select(d => d.ToString()));
        var named = SchemaLine().Match(text.Split('\n')[0]);
        Assert.True(named.Success, "The first line names no schema.");
        Assert.Equal(Repository.PathOf("schemas", "trial.schema.json"), System.IO.Path.GetFullPath(named.Groups[1].Value, System.IO.Path.GetDirectoryName(path)!));
    }

    /// <summary>Puts an unknown key into every group of the file that has every key, and compares what the reader offers with the schema's properties.</summary>
    [Fact]
    public void Schema_and_reader_know_the_same_keys()
    {
        var lines = File.ReadAllLines(Repository.Fixture("trials", "every-key.yaml"));
        var text = string.Join('\n', lines.SelectMany((line, i) => WithBogus(lines, i)));
        var offered = TrialSpecification.Parse(text, "t.yaml").Diagnostics
            .Where(d => d.Message.StartsWith($"Key '{Bogus}'", StringComparison.Ordinal)).ToList();
        var compared = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var fault in offered)
        {
            var where = GroupName().Match(fault.Message).Groups[1].Value;
            var names = PropertiesAt(where).Order(StringComparer.Ordinal).ToList();
            var list = fault.Advice![(fault.Advice!.IndexOf("Keys here: ", StringComparison.Ordinal) + 11)..];
            var expected = string.Join(", ", names.Take(12)) + (names.Count > 12 ? $", … ({names.Count} in all)" : "") + ".";
            Assert.Equal($"{where}: {expected}", $"{where}: {list}");
            compared.Add(Index().Replace(where, "[]"));
        }
        Assert.Equal(Groups(Schema.Value, "").Order(StringComparer.Ordinal), compared);
    }

    [Theory]
    [InlineData("assignment: randomised", "assignment: random")]
    [InlineData("follow-up: 3 year", "follow-up: 3")]
    [InlineData("  title: {en: Every key once, fr: Chaque clé une fois}\n", "")]
    [InlineData("patients: 20", "patients: 0")]
    [InlineData("seed: 1", "sead: 1")]
    [InlineData("{en: Treated, fr: Traités}", "{fr: Traités}")]
    [InlineData("{en: Treated, fr: Traités}", "[Treated, Traités]")]
    public void The_schema_refuses_what_the_reader_refuses(string find, string replace)
    {
        var text = File.ReadAllText(Repository.Fixture("trials", "every-key.yaml")).Replace(find, replace, StringComparison.Ordinal);
        Assert.NotEmpty(Faults(text));
        Assert.True(TrialSpecification.Parse(text, "t.yaml").Diagnostics.HasErrors);
    }

    private static IEnumerable<string> WithBogus(string[] lines, int i)
    {
        var line = lines[i];
        if (line.StartsWith('#'))
        {
            yield return line;
            yield break;
        }
        // Groups in one line, except lists of free names, take the key inside; block groups take it before their first key.
        var inside = FlowGroup().Replace(line, m => m.Groups[1].Length == 0 ? $"{{{Bogus}: 1}}" : $"{{{m.Groups[1].Value}, {Bogus}: 1}}");
        if (inside.Contains("covariates: {BW", StringComparison.Ordinal) || inside.Contains("parameters: {", StringComparison.Ordinal)) inside = line;
        var first = FirstKeyOfItem().Match(inside);
        if (first.Success)
        {
            yield return inside;
            yield return new string(' ', first.Groups[1].Length + 2) + $"{Bogus}: 1";
            yield break;
        }
        yield return inside;
        var indent = inside.Length - inside.TrimStart().Length;
        var opens = inside.EndsWith(':') && i + 1 < lines.Length && !lines[i + 1].TrimStart().StartsWith('-')
            && inside.Trim() is not ("drugs:" or "concentrations:" or "composites:" or "incidences:" or "pharmacokinetics:" or "findings:" or "covariates:" or "define:" or "WT:");
        if (opens) yield return new string(' ', indent + 2) + $"{Bogus}: 1";
    }

    /// <summary>"map.lesions[0]" → the schema's property names there; names below open groups (drugs) fall to additionalProperties.</summary>
    private static IEnumerable<string> PropertiesAt(string path)
    {
        var schema = Schema.Value;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Index().Replace(part, "");
            schema = Resolve(schema.Properties.TryGetValue(name, out var property) ? property : schema.AdditionalPropertiesSchema!);
            if (part.EndsWith(']')) schema = Resolve(schema.Item!);
        }
        return schema.Properties.Keys;
    }

    /// <summary>The path of every group of the schema that has fixed keys; free names (drugs, analytes) stand as in the file that has every key.</summary>
    private static IEnumerable<string> Groups(JsonSchema schema, string path)
    {
        if (path.Length > 0 && schema.Properties.Count > 0) yield return path;
        foreach (var (name, property) in schema.Properties)
        {
            var child = Resolve(property);
            var below = path.Length == 0 ? name : $"{path}.{name}";
            if (child.Item is { } item && Resolve(item).Properties.Count > 0) (child, below) = (Resolve(item), below + "[]");
            else if (child.AdditionalPropertiesSchema is { } free) (child, below) = (Resolve(free), below + (name == "incidences" ? ".first" : ".drug")); // two endpoints have two names
            foreach (var group in Groups(child, below)) yield return group;
        }
    }

    private static JsonSchema Resolve(JsonSchema schema)
    {
        var actual = schema.ActualSchema;
        if (actual.Properties.Count == 0 && actual.OneOf.FirstOrDefault(o => o.ActualSchema.Properties.Count > 0) is { } group) return group.ActualSchema;
        return actual.AllOf.Count == 1 ? Resolve(actual.AllOf.First()) : actual;
    }

    private static IEnumerable<string> Faults(string yaml)
    {
        var value = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(yaml);
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(value!);
        return Schema.Value.Validate(json).Select(f => f.ToString());
    }

    [GeneratedRegex(@"^# yaml-language-server: \$schema=(\S+)$")]
    private static partial Regex SchemaLine();

    [GeneratedRegex(@"in '([^']+)'\.$")]
    private static partial Regex GroupName();

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex FlowGroup();

    [GeneratedRegex(@"^( *)- [a-z]+: [^{]*$")]
    private static partial Regex FirstKeyOfItem();

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
