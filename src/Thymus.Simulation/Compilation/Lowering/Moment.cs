namespace Thymus.Simulation;

/// <summary>When the values are wanted that a lowering gives.</summary>
internal enum Moment
{
    /// <summary>While the model runs: symbols read states and parameter rows.</summary>
    Running,
    /// <summary>At the start: symbols read settable rows and initial assignments.</summary>
    AtStart,
    /// <summary>Before the start, where a delay looks back to: as at the start, with formulas of time taken at the earlier time.</summary>
    BeforeStart,
}
