using Thymus.Trials;

namespace Thymus.Runs;

/// <summary>A finished run on disk: all that a report, a statistician or another program needs, and nothing outside it.</summary>
public sealed class RunFolder
{
    public const string RecordFile = "run.json";
    public const string SummaryFile = "summary.json";
    public const string ReportFile = "report.html";

    private RunFolder(string path, RunRecord record, TrialSummary? summary) => (Location, Record, Summary) = (path, record, summary);

    /// <summary>Full path of the folder.</summary>
    public string Location { get; }
    public RunRecord Record { get; }
    /// <summary>Null where a run was interrupted before anything could be estimated.</summary>
    public TrialSummary? Summary { get; }

    /// <summary>Where a run of this plan stands below <paramref name="root"/> unless the user names a folder.</summary>
    public static string DefaultLocation(string root, RunPlan plan) => Path.Combine(root, plan.Id);

    public static bool IsRun(string path) => File.Exists(Path.Combine(path, RecordFile));

    /// <exception cref="RunFolderException">The folder is missing, is no run, or was written by another version.</exception>
    public static RunFolder Open(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(full)) throw new RunFolderException($"There is no folder '{path}'. `thymus runs` lists the runs there are.");
        if (!IsRun(full)) throw new RunFolderException($"'{path}' holds no {RecordFile}, so it is no run of Thymus. `thymus runs` lists the runs there are.");
        var record = RunJson.Read<RunRecord>(Path.Combine(full, RecordFile));
        if (record.Format != "thymus-run/1")
            throw new RunFolderException($"'{path}' has the format '{record.Format}'; this version of Thymus reads 'thymus-run/1'.");
        var summary = Path.Combine(full, SummaryFile);
        return new(full, record, File.Exists(summary) ? RunJson.Read<TrialSummary>(summary) : null);
    }

    public string PathOf(string file) => Path.Combine(Location, file);

    /// <summary>Reads variables of a data set, a row group at a time, in the order of the file.</summary>
    /// <param name="dataSet">ADSL, ADEX, ADTR, ADRS, ADTTE or ADPC.</param>
    public IEnumerable<DataColumns> Read(string dataSet, params IReadOnlyList<string> variables) =>
        DataColumns.Read(PathOf(dataSet.ToLowerInvariant() + ".parquet"), variables);
}
