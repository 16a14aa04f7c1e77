namespace Thymus.Calibration;

/// <summary>How a calibration by weights is done: <c>pool:</c> of its file.</summary>
/// <param name="Patients">Per arm of each trial and round.</param>
/// <param name="Rounds">At most so many rounds of patients, each around the values that those before found; all count.</param>
/// <param name="Effective">Least effective number of patients (Σw)²/Σw² of an arm at the values found.</param>
public sealed record PoolSettings(int Patients, int Rounds, int Effective);

/// <summary>What differs between trials and has no name: the logarithm of a parameter varies from trial to trial as N(0, τ²).</summary>
/// <param name="Parameters">Fitted parameters on the log scale; where a trial's model has several, all move together.</param>
/// <param name="PriorScale">τ is half-normal with this standard deviation.</param>
public sealed record BetweenTrials(System.Collections.Immutable.ImmutableArray<string> Parameters, double PriorScale, Thymus.Modeling.SourceSpan Span);
