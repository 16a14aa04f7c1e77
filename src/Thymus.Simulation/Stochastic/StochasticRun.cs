using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>What one run of a jump process did.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Values">A row a time, a column an observable.</param>
/// <param name="Reached">Rows that were reached; all where the run completed.</param>
/// <param name="Reason">Why it stopped early; null where it did not.</param>
public sealed record StochasticRun(int Number, double[] Values, int Reached, IntegrationStatus Status, string? Reason);
