using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Thymus.Runs;

/// <summary><c>run.json</c>: where the results come from and how the run went. The only file of a run that holds a clock.</summary>
public sealed record RunRecord
{
    /// <summary>Names the layout of the folder, for readers of later versions.</summary>
    public string Format { get; init; } = "thymus-run/1";
    public required string Id { get; init; }
    public required RunStatus Status { get; init; }
    public required RunPlan Plan { get; init; }
    /// <summary>The command as typed; may be empty where a program called the library.</summary>
    public string Command { get; init; } = "";
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset Finished { get; init; }
    /// <summary>Wall-clock seconds by phase, in the order in which the phases ran.</summary>
    public ImmutableArray<PhaseTiming> Timings { get; init; } = [];
    public required ImmutableArray<ArmProgress> Arms { get; init; }
    /// <summary>How many patients ended with which status, over all arms, by ordinal order of the status.</summary>
    public required ImmutableArray<StatusCount> Statuses { get; init; }
    public required ImmutableArray<RunFile> Files { get; init; }
    public required Machine Machine { get; init; }
    /// <summary>Largest working set of the process up to the end of the run; null where the program did not say.</summary>
    public double? PeakMemoryMiB { get; init; }
}

public enum RunStatus
{
    Complete,
    /// <summary>Stopped by the user: the patients that had finished are all there, in order, and no others.</summary>
    Interrupted,
}

public sealed record PhaseTiming(string Phase, double Seconds);

public sealed record ArmProgress(string Arm, int Planned, int Done, int Failed);

public sealed record StatusCount(string Status, int Patients);

/// <param name="Rows">Rows of a data set; null for JSON.</param>
public sealed record RunFile(string Name, long? Rows, long Bytes, string Sha256);

/// <param name="VectorBits">Width of the widest SIMD registers; results do not depend on it.</param>
public sealed record Machine(string System, string Architecture, int Processors, int VectorBits, string Runtime, int? Threads)
{
    public static Machine Describe(int? threads) => new(
        RuntimeInformation.OSDescription.Trim(),
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        RuntimeInformation.FrameworkDescription,
        threads);
}

/// <summary>How a run went, as only the program that ran it knows.</summary>
public sealed record RunExecution
{
    public string Command { get; init; } = "";
    public int? Threads { get; init; }
    public ImmutableArray<PhaseTiming> Timings { get; init; } = [];
    public double? PeakMemoryMiB { get; init; }
}
