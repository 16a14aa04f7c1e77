using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>An event of the model as nodes; delay and priority are −1 where it has none.</summary>
/// <param name="Values">What it assigns, in the meaning of each symbol.</param>
/// <param name="Amounts">The same as the symbols' rows take it.</param>
internal sealed record LoweredEvent(
    ModelEvent Definition, int Trigger, int Delay, int Priority, IReadOnlyList<int> Values, IReadOnlyList<int> Amounts,
    IReadOnlyList<ModelSymbol> Symbols, IReadOnlyList<EventTarget> Targets, IReadOnlyList<int> Roots, List<DrawNode> Draws, List<DrawNode> DelayDraws);
