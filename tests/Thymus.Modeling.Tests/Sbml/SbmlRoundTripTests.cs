using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>What is written reads back as the same model.</summary>
public sealed class SbmlRoundTripTests
{
    [Fact]
    public void Every_immunotherapy_model_reads_back_equal() => EveryModelReadsBackEqual(OutsideData.Require("immunotherapy-sbml", "models"));

    [Fact]
    public void Every_suite_case_reads_back_equal() => EveryModelReadsBackEqual(OutsideData.Require("sbml-suite"));

    private static void EveryModelReadsBackEqual(string folder)
    {
        var different = new List<string>();
        foreach (var file in SbmlCorpusTests.Files(folder))
        {
            if (SbmlCorpusTests.Read(file).Model is not { } model) continue;
            var again = SbmlText.Read(SbmlText.Write(model));
            if (again.Model is not { } back)
                different.Add($"{file}: {again.Diagnostics.First()}");
            else if (FirstDifference(DefinitionText.Of(model), DefinitionText.Of(back)) is { } difference)
                different.Add($"{file}: {difference}");
        }
        Assert.True(different.Count == 0, $"{different.Count} differ\n" + string.Join('\n', different.Take(20)));
    }

    private static string? FirstDifference(string expected, string found)
    {
        if (expected == found) return null;
        foreach (var (a, b) in expected.Split('\n').Zip(found.Split('\n')))
            if (a != b) return $"'{a}' became '{b}'";
        return "one is longer";
    }
}
