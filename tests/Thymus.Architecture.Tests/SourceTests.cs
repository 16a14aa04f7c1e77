using System.Text.RegularExpressions;
using Thymus.Tests;

namespace Thymus.Architecture.Tests;

/// <summary>Habits of the sources that no analyzer holds.</summary>
public sealed partial class SourceTests
{
    /// <summary>A file holds one concept; past this many lines it holds several.</summary>
    private const int LongestFile = 450;

    private static readonly string[] Files =
        [.. new[] { "src", "tests", "bench" }.Select(f => Repository.PathOf(f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Fact]
    public void No_file_is_longer_than_one_concept() =>
        Assert.Empty(Files.Where(f => File.ReadLines(f).Count() > LongestFile).Select(f => Path.GetRelativePath(Repository.Root, f)));

    [Fact]
    public void No_work_is_left_marked_as_unfinished() => Assert.Empty(Matching(Unfinished()));

    [Fact]
    public void No_region_hides_code() => Assert.Empty(Matching(Region()));

    [Fact]
    public void Namespaces_are_those_of_their_projects()
    {
        var wrong = Files.Where(f => f.StartsWith(Repository.PathOf("src"), StringComparison.Ordinal))
            .Where(f =>
            {
                var project = Path.GetRelativePath(Repository.PathOf("src"), f).Split(Path.DirectorySeparatorChar)[0];
                return File.ReadLines(f).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal)) is { } line && line != $"namespace {project};";
            });
        Assert.Empty(wrong.Select(f => Path.GetRelativePath(Repository.Root, f)));
    }

    private static IEnumerable<string> Matching(Regex pattern) =>
        from file in Files
        where Path.GetFileName(file) != "SourceTests.cs"
        from line in File.ReadLines(file).Select((Text, Index) => (Text, Index))
        where pattern.IsMatch(line.Text)
        select $"{Path.GetRelativePath(Repository.Root, file)}({line.Index + 1}): {line.Text.Trim()}";

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^\s*#region")]
    private static partial Regex Region();
}
