using Thymus.Tests;
namespace Thymus.Modeling.Tests;
public sealed class Scratch
{
    [Fact]
    public void Suite()
    {
        var failures = new List<string>(); var n = 0; var skipped = 0;
        foreach (var path in Directory.EnumerateFiles(OutsideData.Require("sbml-suite", "semantic"), "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (path.Contains("sedml")) continue;
            if (SbmlReader.Read(path).Model is not { } model) { skipped++; continue; }
            n++;
            var losses = new DiagnosticBag();
            var text = AntimonyWriter.Write(model, losses);
            var result = AntimonyReader.Read(text, Path.GetFileNameWithoutExtension(path) + ".ant");
            if (result.Model is null) { failures.Add(string.Join("\n", result.Diagnostics.Where(d => d.Severity == Severity.Error).Take(1))); continue; }
            if (RoundTripTests.Difference(RoundTripTests.Comparable(model), RoundTripTests.Comparable(result.Model)) is { } difference
                && AntimonyWriter.Write(result.Model) != text) failures.Add($"{Path.GetFileName(path)}: {difference}");
        }
        throw new InvalidOperationException($"{n} read {skipped} not; {failures.Count} fail\n" + string.Join("\n", failures));
    }
}
