using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>What a calibration found.</summary>
/// <param name="Evaluations">Of the trials' numbers; of pools of patients where the values come from weights.</param>
/// <param name="ChiSquared">Sum of squares over targets and priors at the end.</param>
/// <param name="End">Whether the values have settled, and why not.</param>
public sealed record CalibrationResult(
    ImmutableArray<FittedParameter> Parameters, ImmutableArray<FittedTarget> Targets, double ChiSquared, int Evaluations, SearchEnd End)
{
    public bool Converged => End == SearchEnd.Settled;

    /// <summary>Correlation of the parameters' errors on their scales, [i, j]; null where it was not found. Not a number for one at its bound.</summary>
    public double[,]? Correlation { get; init; }

    /// <summary>Least effective number of patients of an arm, where the values come from weights; not a number otherwise.</summary>
    public double Effective { get; init; } = double.NaN;

    /// <summary>How much trials differ; null where nobody asked.</summary>
    public TrialEffects? Between { get; init; }
}

/// <param name="StandardError">On the parameter's scale, from (JᵀJ)⁻¹ with targets and prior; of the logarithm where that is the scale.</param>
/// <param name="Shrinkage">Share of the prior's variance that the targets removed: near 0, the targets say nothing of it; NaN without a prior.</param>
public sealed record FittedParameter(CalibratedParameter Parameter, double Value, double StandardError, double Shrinkage, bool AtBound);

/// <param name="MonteCarloError">Of the simulated value.</param>
/// <param name="Residual">(simulated − published) in standard errors of both.</param>
public sealed record FittedTarget(CalibrationTarget Target, double Simulated, double MonteCarloError, double Residual);
