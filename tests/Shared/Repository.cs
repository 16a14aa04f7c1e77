namespace Thymus.Tests;

/// <summary>Finds files of the repository from a test's output folder.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] segments) => Path.Combine([Root, .. segments]);

    /// <summary>A file below <c>tests/fixtures</c>: facts and freely licensed cases that travel with the repository.</summary>
    public static string Fixture(params string[] segments) => Path.Combine([Root, "tests", "fixtures", .. segments]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Thymus.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No Thymus.slnx above {AppContext.BaseDirectory}.");
    }
}
