using System.Xml.Linq;
using Thymus.Tests;

namespace Thymus.Architecture.Tests;

/// <summary>Dependencies run one way: see docs/architecture.md.</summary>
public sealed class LayerTests
{
    private static readonly string[] Line = ["Numerics", "Solvers", "Simulation", "Populations", "Trials", "Calibration", "Runs", "Reporting", "Cli"];

    /// <summary>What may be reached beside the line itself: the two side doors.</summary>
    private static readonly Dictionary<string, string[]> SideDoors = new()
    {
        ["Modeling"] = [],
        ["Statistics"] = ["Numerics"],
        ["Simulation"] = ["Modeling"],
        ["Populations"] = ["Modeling"],
        ["Trials"] = ["Statistics"],
    };

    public static TheoryData<string> Projects() =>
        [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_stands_before_it(string project)
    {
        var name = project["Thymus.".Length..];
        var position = Array.IndexOf(Line, name);
        Assert.True(position >= 0 || SideDoors.ContainsKey(name), $"{project} has no place in the line of libraries.");
        var allowed = Line.Take(Math.Max(0, position)).Concat(SideDoors.GetValueOrDefault(name, []));
        var file = XDocument.Load(Repository.PathOf("src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/'))["Thymus.".Length..]);
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Every_library_has_a_project_of_tests()
    {
        var sources = Directory.EnumerateDirectories(Repository.PathOf("src")).Select(Path.GetFileName);
        Assert.DoesNotContain(sources, s => !Directory.Exists(Repository.PathOf("tests", s + ".Tests")));
    }
}
