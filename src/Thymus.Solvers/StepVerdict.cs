namespace Thymus.Solvers;

/// <summary>What came of a step, one bit a lane.</summary>
/// <param name="Accepted">The error test and the pivots allow the step.</param>
/// <param name="Exhausted">The lane has used all its attempts.</param>
/// <param name="AtStop">Accepted, and the step ends at the lane's stop.</param>
internal readonly record struct StepVerdict(uint Accepted, uint Exhausted, uint AtStop);
