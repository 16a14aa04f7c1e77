using System.Collections.Concurrent;
using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>Every published model at hand is read, or refused by the name of what it uses.</summary>
public sealed class SbmlCorpusTests
{
    private static readonly ConcurrentDictionary<string, ReadResult> AlreadyRead = new(StringComparer.Ordinal);

    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Reads a file once for all tests that want it.</summary>
    public static ReadResult Read(string file) => AlreadyRead.GetOrAdd(file, SbmlReader.Read);

    /// <summary>The codes of the errors for which a file is refused; none for a file that is read.</summary>
    private static string[] Refusal(string file)
    {
        var result = Read(file);
        string[] codes = [.. result.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code).Distinct()];
        Assert.Equal(result.Model is null, codes.Length > 0);
        return codes;
    }

    [Fact]
    public void Every_immunotherapy_model_is_read_but_the_one_that_is_Boolean()
    {
        var files = Files(OutsideData.Require("immunotherapy-sbml", "models")).ToList();
        Assert.Equal(135, files.Count);
        var refused = files.Where(f => Refusal(f).Length > 0).Select(Path.GetFileName);
        Assert.Equal(["BIOMD0000000592.xml"], refused); // a qualitative network: package qual
    }

    [Fact]
    public void Every_semantic_case_is_read_but_those_with_fast_reactions()
    {
        var folder = OutsideData.Require("sbml-suite", "semantic");
        var unexpected = new List<string>();
        var (read, fast) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*-sbml-l?v?.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string[] expected = File.ReadAllText(file).Contains("fast=\"true\"") ? ["TS0303"] : [];
            var found = Refusal(file);
            if (!expected.SequenceEqual(found)) unexpected.Add($"{file}: expected [{string.Join(", ", expected)}], found [{string.Join(", ", found)}]");
            _ = expected.Length == 0 ? read++ : fast++;
        }
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
        Assert.Equal((1261, 23), (read, fast));
    }

    [Fact]
    public void Every_stochastic_case_is_read()
    {
        foreach (var file in Files(OutsideData.Require("sbml-suite", "stochastic"))) Assert.Empty(Refusal(file));
    }
}
