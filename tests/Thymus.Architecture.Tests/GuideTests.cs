using Thymus.Tests;

namespace Thymus.Architecture.Tests;

/// <summary>Guides show files of the repository as they are, and link to pages that exist.</summary>
public sealed class GuideTests
{
    [Fact]
    public void The_model_of_the_guide_is_the_model_of_the_examples() =>
        Assert.Contains(
            File.ReadAllText(Repository.PathOf("models", "examples", "first-model.ant")), File.ReadAllText(Repository.PathOf("docs", "models", "README.md")),
            StringComparison.Ordinal);

    [Fact]
    public void Every_link_within_the_repository_leads_somewhere()
    {
        var pages = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("README.md"));
        var broken =
            from page in pages
            from System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(page), @"\]\(([^)#]+)(#[^)]*)?\)")
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
            select $"{Path.GetRelativePath(Repository.Root, page)}: {target}";
        Assert.Empty(broken);
    }
}
