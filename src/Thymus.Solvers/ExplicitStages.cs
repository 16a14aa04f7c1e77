using System.Collections.Immutable;

namespace Thymus.Solvers;

/// <summary>The stages of an explicit Runge–Kutta method after its first: kᵢ = f(t + cᵢh, y + h Σ aᵢⱼkⱼ). The last argument is the new state.</summary>
/// <param name="Nodes">cᵢ; the first stage's is 0.</param>
/// <param name="Weights">aᵢⱼ, a row for each stage; the first is empty.</param>
public sealed record ExplicitStages(ImmutableArray<double> Nodes, ImmutableArray<ImmutableArray<double>> Weights);
