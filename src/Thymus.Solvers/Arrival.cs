namespace Thymus.Solvers;

/// <summary>Why a lane waits for its host.</summary>
public enum ArrivalKind
{
    None,
    /// <summary>At the time that <see cref="LaneIntegrator.SetStop"/> named, exactly.</summary>
    Stop,
    /// <summary>At a sign change of one or more root functions.</summary>
    Root,
    /// <summary>After an accepted step, where <see cref="IntegratorOptions.ReportSteps"/> asks for it; the lane goes on without being told to.</summary>
    Step,
    /// <summary>The integration of this lane ended with <see cref="Arrival.Status"/>.</summary>
    Failed,
}

/// <summary>Where and why a lane waits for its host.</summary>
/// <param name="Time">Present time of the lane.</param>
/// <param name="Root">The lowest root function that changed sign, −1 where none did; the others by <see cref="LaneIntegrator.RootChange"/>.</param>
/// <param name="Rising">Whether that root function rose.</param>
public readonly record struct Arrival(ArrivalKind Kind, double Time, IntegrationStatus Status, int Root = -1, bool Rising = false);
