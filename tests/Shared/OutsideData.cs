namespace Thymus.Tests;

/// <summary>Reference data that is too large, or not free enough, to live in the repository.</summary>
/// <remarks>
/// The environment variable <c>THYMUS_TESTDATA</c> names the folder. Where it is absent the test is skipped and says so;
/// <c>.ci/run</c> sets it and fails if a test was skipped.
/// </remarks>
public static class OutsideData
{
    public const string Variable = "THYMUS_TESTDATA";

    /// <summary>The path of a file or folder below the outside data; skips the calling test where it is absent.</summary>
    public static string Require(params string[] segments)
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"Set {Variable} to the folder of outside reference data to run this test.");
        var path = Path.Combine([root!, .. segments]);
        Assert.SkipUnless(Path.Exists(path), $"{Variable} has no '{Path.Combine(segments)}'.");
        return path;
    }
}
