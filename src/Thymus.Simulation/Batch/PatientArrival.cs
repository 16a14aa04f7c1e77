using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Why a lane stands and waits for the host.</summary>
public enum PatientArrivalKind
{
    /// <summary>A time asked for by <see cref="PatientBatch.VisitAt"/> or an observation record.</summary>
    Visit,
    /// <summary>A watched quantity crossed its threshold.</summary>
    Watch,
    /// <summary>The patient's end was reached.</summary>
    End,
    /// <summary>The integration cannot go on; the patient is a row with this status.</summary>
    Failed,
}

/// <summary>Where and why a lane stands.</summary>
/// <param name="Index">The tag of a visit, the number of a watch; 0 otherwise.</param>
/// <param name="Rising">Whether the watched quantity crossed from below.</param>
/// <param name="Status"><see cref="IntegrationStatus.Running"/> at visits and watches, <see cref="IntegrationStatus.Completed"/>
/// at the end.</param>
/// <param name="Reason">What failed, in a sentence; null otherwise.</param>
public readonly record struct PatientArrival(
    PatientArrivalKind Kind, double Time, int Index, bool Rising, IntegrationStatus Status, string? Reason);
