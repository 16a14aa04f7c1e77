using System.Collections.Immutable;
using System.Security.Cryptography;
using Thymus.Trials;

namespace Thymus.Runs;

/// <param name="Csv">Write each data set as CSV too.</param>
/// <param name="RowsPerGroup">Rows of a Parquet row group; part of the format, changed only by tests.</param>
public sealed record RunWriterOptions(bool Csv = false, int RowsPerGroup = 32_768)
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Opens a file for writing; tests put a full disk here.</summary>
    internal Func<string, Stream> OpenFile { get; init; } = path => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
}

/// <summary>Writes a run: patients in, a folder out.</summary>
/// <remarks>
/// Everything goes to a hidden sibling folder, <c>.NAME.partial</c>, which takes its final name only when it is whole. A run that is
/// interrupted becomes <c>NAME.interrupted</c>, a proper run of the patients that had finished; one that fails leaves nothing.
/// A second run of the same plan replaces the first: it has the same bytes.
/// </remarks>
public sealed class RunWriter : IDisposable
{
    private readonly string _target;
    private readonly string _partial;
    private readonly RunPlan _plan;
    private readonly RunWriterOptions _options;
    private readonly ImmutableArray<DataSetWriter> _sets;
    private readonly FileStream _lock;
    private readonly DateTimeOffset _started;
    private readonly int[] _done;
    private readonly int[] _failed;
    private readonly SortedDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private (int Arm, int Length, string Subject) _last = (-1, 0, "");
    private long _patients;
    private bool _closed;

    private RunWriter(string target, RunPlan plan, RunWriterOptions options)
    {
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        _partial = Sibling("partial");
        (_plan, _options) = (plan, options);
        _started = options.Clock.GetUtcNow();
        _done = new int[plan.Arms.Length];
        _failed = new int[plan.Arms.Length];
        RefuseForeignFolder(_target);
        try
        {
            Directory.CreateDirectory(_partial);
            _lock = TakeLock();
            foreach (var leftover in Directory.EnumerateFiles(_partial))
                if (leftover != _lock.Name) File.Delete(leftover);
            _sets = [.. AnalysisDataSets.For(plan).Select(Open)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw RunFolderException.Explain(fault, _target, 0);
        }
    }

    /// <summary>Begins a run that will stand at <paramref name="folder"/>.</summary>
    /// <exception cref="RunFolderException">The folder holds something else, cannot be written, or another process writes it now.</exception>
    public static RunWriter Begin(string folder, RunPlan plan, RunWriterOptions? options = null) => new(folder, plan, options ?? new());

    /// <summary>Takes one patient. Patients come in order of arm, then of their identifier.</summary>
    /// <exception cref="RunFolderException">The disk is full or refuses; nothing of this run is left behind.</exception>
    public void Append(PatientOutcome outcome)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var subject = outcome.Subject;
        // The number at the end of an identifier is padded with zeros, and longer where it needs more digits.
        var place = (subject.ArmIndex, subject.SubjectId.Length, subject.SubjectId);
        if (!IsAfter(place, _last))
            throw new InvalidOperationException($"Patient {subject.SubjectId} of arm {subject.ArmIndex} came after {_last.Subject} of arm {_last.Arm}; rows must be in order.");
        Guarded(() =>
        {
            foreach (var set in _sets) set.Append(outcome);
        });
        _last = place;
        _patients++;
        _done[subject.ArmIndex]++;
        if (subject.Status != "ok") _failed[subject.ArmIndex]++;
        _statuses[subject.Status] = _statuses.GetValueOrDefault(subject.Status) + 1;
    }

    /// <summary>Closes a run in which every patient was simulated, and gives it its name.</summary>
    public RunFolder Complete(TrialSummary summary, RunExecution execution) => Close(RunStatus.Complete, summary, execution);

    /// <summary>Closes a run that the user stopped. It stands beside the final name, as <c>NAME.interrupted</c>.</summary>
    /// <param name="summary">Estimates from the patients that had finished; null where there are too few to say anything.</param>
    public RunFolder Interrupt(TrialSummary? summary, RunExecution execution) => Close(RunStatus.Interrupted, summary, execution);

    /// <summary>Leaves nothing behind if the run was neither completed nor interrupted.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        CloseFiles();
        RemoveFolder(_partial);
    }

    private RunFolder Close(RunStatus status, TrialSummary? summary, RunExecution execution)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var final = status == RunStatus.Complete ? _target : Interrupted;
        Guarded(() =>
        {
            foreach (var set in _sets) set.Finish();
            if (summary is not null) WriteJson(RunFolder.SummaryFile, summary);
            CloseFiles();
            var record = new RunRecord
            {
                Id = _plan.Id,
                Status = status,
                Plan = _plan,
                Command = execution.Command,
                Started = _started,
                Finished = _options.Clock.GetUtcNow(),
                Timings = execution.Timings,
                Arms = [.. _plan.Arms.Select((arm, i) => new ArmProgress(arm.Id, arm.Patients ?? _plan.PatientsPerArm, _done[i], _failed[i]))],
                Statuses = [.. _statuses.Select(s => new StatusCount(s.Key, s.Value))],
                Files = [.. FilesWritten()],
                Machine = Machine.Describe(execution.Threads),
                PeakMemoryMiB = execution.PeakMemoryMiB,
            };
            WriteJson(RunFolder.RecordFile, record);
            GiveName(final);
            if (status == RunStatus.Complete) RemoveFolder(Interrupted);
        });
        _closed = true;
        return RunFolder.Open(final);
    }

    private static bool IsAfter((int Arm, int Length, string Subject) next, (int Arm, int Length, string Subject) last) =>
        (next.Arm, next.Length).CompareTo((last.Arm, last.Length)) is var order && order != 0 ? order > 0 : string.CompareOrdinal(next.Subject, last.Subject) > 0;

    private string Interrupted => _target + ".interrupted";

    private string Sibling(string kind) => Path.Combine(Path.GetDirectoryName(_target)!, $".{Path.GetFileName(_target)}.{kind}");

    private DataSetWriter Open(DataSet set)
    {
        var name = Path.Combine(_partial, set.Name.ToLowerInvariant());
        return set.Open(_options.OpenFile(name + ".parquet"), _options.Csv ? _options.OpenFile(name + ".csv") : null, _options.RowsPerGroup);
    }

    private void WriteJson<T>(string name, T value)
    {
        using var stream = _options.OpenFile(Path.Combine(_partial, name));
        stream.Write(RunJson.Serialise(value));
    }

    private IEnumerable<RunFile> FilesWritten()
    {
        var rows = _sets.ToDictionary(set => set.Name.ToLowerInvariant(), set => set.Rows, StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(_partial).Order(StringComparer.Ordinal))
        {
            using var stream = File.OpenRead(path);
            var name = Path.GetFileName(path);
            yield return new RunFile(
                name, rows.TryGetValue(Path.GetFileNameWithoutExtension(name), out var count) ? count : null,
                stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
        }
    }

    /// <summary>The old run of that name steps aside and goes only when the new one stands.</summary>
    private void GiveName(string final)
    {
        var old = Sibling("old");
        RemoveFolder(old);
        if (Directory.Exists(final)) Directory.Move(final, old);
        Directory.Move(_partial, final);
        RemoveFolder(old);
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw RunFolderException.Explain(fault, _target, _patients);
        }
    }

    /// <summary>The lock goes with the process, so a run that was killed never stands in the way of the next.</summary>
    private FileStream TakeLock()
    {
        try
        {
            return new FileStream(Sibling("lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException fault)
        {
            throw new RunFolderException($"Another process is writing '{_target}' now. Wait for it, or choose another folder with --out.", fault);
        }
    }

    private void CloseFiles()
    {
        if (!_sets.IsDefault)
            foreach (var set in _sets) set.Dispose();
        _lock?.Dispose();
    }

    private static void RefuseForeignFolder(string target)
    {
        if (File.Exists(target)) throw new RunFolderException($"'{target}' is a file; --out names a folder.");
        if (Directory.Exists(target) && !RunFolder.IsRun(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new RunFolderException(
                $"'{target}' holds files but no {RunFolder.RecordFile}, so it is no run of Thymus and is left as it is. Name an empty or new folder with --out.");
    }

    private static void RemoveFolder(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }
}
