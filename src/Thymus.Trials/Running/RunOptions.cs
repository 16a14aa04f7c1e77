using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>How a trial is run, beyond what its file says.</summary>
public sealed record RunOptions
{
    /// <summary>Patients in every arm; null: as the trial says.</summary>
    public int? PatientsPerArm { get; init; }

    /// <summary>Null: the trial's.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Number of the repetition of the trial under one seed: every replicate enrols other patients.</summary>
    public uint Replicate { get; init; }

    /// <summary>Threads; 0: one a processor. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Values of model parameters in every patient, over what the trial and the population say (calibration).</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; init; } = ImmutableDictionary<string, double>.Empty;

    public IProgress<RunProgress>? Progress { get; init; }
}

/// <param name="Failed">Finished patients whose integration failed.</param>
public readonly record struct RunProgress(long Finished, long Total, long Failed);

/// <summary>What a run gives besides the outcomes that it handed out.</summary>
/// <param name="Cancelled">True where the run was stopped; the patients finished by then were delivered.</param>
/// <param name="Steps">Accepted integration steps of all patients, burn-in included.</param>
public sealed record RunResult(ScreeningSummary Screening, long Patients, long Failed, long Steps, bool Cancelled);
