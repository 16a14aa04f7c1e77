using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Thymus.Runs;

/// <summary>The list of runs below a folder, kept in <c>index.db</c> so that thousands of runs are listed at once.</summary>
/// <remarks>
/// The folders are the truth and the index only remembers them: it is made on first use, brought up to date whenever it is asked,
/// and made anew from the folders if it is deleted or damaged.
/// </remarks>
public sealed class RunIndex : IDisposable
{
    public const string FileName = "index.db";

    // Raised when the table changes: an index of another layout is dropped and filled again.
    private const long Layout = 1;

    private readonly string _root;
    private readonly SqliteConnection _connection;

    private RunIndex(string root, SqliteConnection connection) => (_root, _connection) = (root, connection);

    /// <summary>Opens the index of <paramref name="root"/>, making folder and index where they are missing.</summary>
    public static RunIndex Open(string root)
    {
        var full = Path.GetFullPath(root);
        Directory.CreateDirectory(full);
        var file = Path.Combine(full, FileName);
        try
        {
            return new(full, Connect(file));
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            File.Delete(file);
            return new(full, Connect(file));
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_FULL)
        {
            // Runs of a folder that may only be read are listed too, without memory.
            return new(full, Connect(":memory:"));
        }
    }

    /// <summary>All runs, the latest first.</summary>
    public ImmutableArray<IndexedRun> List()
    {
        Update();
        return Select("SELECT folder, id, trial, title, status, assignment, seed, patients, failed, version, started, seconds FROM run ORDER BY started DESC, folder");
    }

    /// <summary>The runs whose folder or id begins with <paramref name="name"/>, the latest first; an exact name gives that run alone.</summary>
    public ImmutableArray<IndexedRun> Find(string name)
    {
        var runs = List();
        var exact = runs.Where(run => run.Folder == name).ToImmutableArray();
        return exact.Length > 0 ? exact : [.. runs.Where(run => run.Folder.StartsWith(name, StringComparison.Ordinal) || run.Id.StartsWith(name, StringComparison.Ordinal))];
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Reads the run.json of folders that are new or changed, and forgets folders that are gone.</summary>
    private void Update()
    {
        using var transaction = _connection.BeginTransaction();
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var select = Command("SELECT folder, stamp FROM run"))
        using (var rows = select.ExecuteReader())
            while (rows.Read()) known[rows.GetString(0)] = rows.GetString(1);

        foreach (var folder in Directory.EnumerateDirectories(_root).Where(RunFolder.IsRun).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (name.StartsWith('.')) continue;
            var file = new FileInfo(Path.Combine(folder, RunFolder.RecordFile));
            var stamp = string.Create(CultureInfo.InvariantCulture, $"{file.Length}:{file.LastWriteTimeUtc.Ticks}");
            if (known.Remove(name, out var before) && before == stamp) continue;
            if (TryRead(file.FullName) is { } record) Insert(name, stamp, record);
            else Forget(name);
        }
        foreach (var gone in known.Keys) Forget(gone);
        transaction.Commit();
    }

    /// <summary>A folder that another version wrote is no reason to list nothing.</summary>
    private static RunRecord? TryRead(string path)
    {
        try
        {
            return RunJson.Read<RunRecord>(path);
        }
        catch (RunFolderException)
        {
            return null;
        }
    }

    private void Insert(string folder, string stamp, RunRecord record)
    {
        using var insert = Command(
            """
            INSERT INTO run (folder, stamp, id, trial, title, status, assignment, seed, patients, failed, version, started, seconds)
            VALUES ($folder, $stamp, $id, $trial, $title, $status, $assignment, $seed, $patients, $failed, $version, $started, $seconds)
            ON CONFLICT (folder) DO UPDATE SET stamp = $stamp, id = $id, trial = $trial, title = $title, status = $status, assignment = $assignment,
                seed = $seed, patients = $patients, failed = $failed, version = $version, started = $started, seconds = $seconds
            """);
        insert.Parameters.AddWithValue("$folder", folder);
        insert.Parameters.AddWithValue("$stamp", stamp);
        insert.Parameters.AddWithValue("$id", record.Id);
        insert.Parameters.AddWithValue("$trial", record.Plan.Trial);
        insert.Parameters.AddWithValue("$title", record.Plan.Title);
        insert.Parameters.AddWithValue("$status", record.Status.ToString());
        insert.Parameters.AddWithValue("$assignment", record.Plan.Assignment);
        // SQL knows no unsigned numbers.
        insert.Parameters.AddWithValue("$seed", record.Plan.Seed.ToString(CultureInfo.InvariantCulture));
        insert.Parameters.AddWithValue("$patients", record.Arms.Sum(arm => arm.Done));
        insert.Parameters.AddWithValue("$failed", record.Arms.Sum(arm => arm.Failed));
        insert.Parameters.AddWithValue("$version", record.Plan.Version);
        insert.Parameters.AddWithValue("$started", record.Started.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        insert.Parameters.AddWithValue("$seconds", (record.Finished - record.Started).TotalSeconds);
        insert.ExecuteNonQuery();
    }

    private void Forget(string folder)
    {
        using var delete = Command("DELETE FROM run WHERE folder = $folder");
        delete.Parameters.AddWithValue("$folder", folder);
        delete.ExecuteNonQuery();
    }

    private ImmutableArray<IndexedRun> Select(string sql)
    {
        var runs = ImmutableArray.CreateBuilder<IndexedRun>();
        using var select = Command(sql);
        using var rows = select.ExecuteReader();
        while (rows.Read())
            runs.Add(new IndexedRun(
                rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), Enum.Parse<RunStatus>(rows.GetString(4)), rows.GetString(5),
                ulong.Parse(rows.GetString(6), CultureInfo.InvariantCulture), rows.GetInt64(7), rows.GetInt64(8), rows.GetString(9),
                DateTimeOffset.Parse(rows.GetString(10), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), rows.GetDouble(11)));
        return runs.ToImmutable();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static SqliteConnection Connect(string file)
    {
        // Without pooling the file is free as soon as the index is disposed.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version";
            var layout = (long)command.ExecuteScalar()!;
            command.CommandText = layout == Layout
                ? "BEGIN IMMEDIATE; SELECT count(*) FROM run; ROLLBACK"
                : $"""
                   DROP TABLE IF EXISTS run;
                   CREATE TABLE run (
                       folder TEXT PRIMARY KEY, stamp TEXT NOT NULL, id TEXT NOT NULL, trial TEXT NOT NULL, title TEXT NOT NULL,
                       status TEXT NOT NULL, assignment TEXT NOT NULL, seed TEXT NOT NULL, patients INTEGER NOT NULL, failed INTEGER NOT NULL,
                       version TEXT NOT NULL, started TEXT NOT NULL, seconds REAL NOT NULL);
                   PRAGMA user_version = {Layout};
                   """;
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <param name="Folder">Name of the folder below the root.</param>
/// <param name="Patients">Patients that were simulated, over all arms; <paramref name="Failed"/> of them failed.</param>
public sealed record IndexedRun(
    string Folder, string Id, string Trial, string Title, RunStatus Status, string Assignment, ulong Seed, long Patients, long Failed,
    string Version, DateTimeOffset Started, double Seconds);
