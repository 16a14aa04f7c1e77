namespace Thymus.Simulation;

/// <summary>A quantity that formulas read as it was some time ago.</summary>
/// <param name="Row">Row of the parameter block with the value; its slope stands in the next one. Where the delay changes in time, the start
/// of the present step and the value there follow.</param>
/// <param name="IsConstant">The delay changes with the patient's parameters alone.</param>
/// <param name="FeedsRates">A step reads it: as far as the past must be known, a step may not go.</param>
/// <param name="HasFormulaBefore">What it was before the start depends on the time there.</param>
/// <param name="Before">Value and slope at a time before the start.</param>
internal sealed record CompiledDelay(
    int Row, bool IsConstant, bool FeedsRates, bool HasFormulaBefore, EvaluationPlan Duration, EvaluationPlan Quantity, EvaluationPlan Before);
