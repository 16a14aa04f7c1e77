using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>What an integration may do and how exact it must be; absolute tolerances belong to the system.</summary>
public sealed record IntegratorOptions
{
    public Method Method { get; init; } = Method.Rodas5P;

    /// <summary>A step is accepted when max over states of |error| / (absolute + relative·|y|) is at most 1.</summary>
    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>Attempted steps allowed between two stops of a lane. A patient's model events and breaks of the rates are no such stops: what
    /// happens between two doses, visits or watches counts together.</summary>
    public int MaximumSteps { get; init; } = 1_000_000;

    /// <summary>First step after a start or restart, in the unit of time; 0 lets the integrator choose.</summary>
    public double InitialStep { get; init; }

    /// <summary>No step is longer, in the unit of time.</summary>
    public double MaximumStep { get; init; } = double.PositiveInfinity;

    /// <summary>Steps end at the samples of <see cref="LaneIntegrator.SampleAt"/>, which then have the error of steps; otherwise steps are as long as
    /// the error test allows, and samples within them have that of the continuous extension.</summary>
    public bool LandOnSamples { get; init; }

    /// <summary>Every accepted step is an arrival, so that a host can keep the course of a lane by its continuous extension.</summary>
    public bool ReportSteps { get; init; }

    /// <summary>Patients an instruction; null takes <see cref="LaneWidths.Default"/>. Changes speed, never a bit of a result.</summary>
    public LaneWidth? Width { get; init; }

    internal void Validate()
    {
        if (!(RelativeTolerance >= 0)) throw new ArgumentException($"The relative tolerance is {RelativeTolerance}; it must be 0 or above.");
        if (MaximumSteps < 1) throw new ArgumentException($"The number of steps allowed is {MaximumSteps}; it must be 1 or above.");
        if (!(InitialStep >= 0) || double.IsInfinity(InitialStep)) throw new ArgumentException($"The initial step is {InitialStep}; it must be finite, 0 or above.");
        if (!(MaximumStep > 0)) throw new ArgumentException($"The longest step is {MaximumStep}; it must be above 0.");
    }
}
