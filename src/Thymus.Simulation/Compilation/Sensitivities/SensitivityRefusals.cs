using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Reports what has no forward sensitivity here: never a wrong number.</summary>
/// <param name="dependsOn">The first parameter that a node depends on; null for none.</param>
internal sealed class SensitivityRefusals(
    ModelProgramBuilder builder, IReadOnlyList<LoweredEvent> events, Func<int, string?> dependsOn, DiagnosticBag diagnostics)
{
    /// <summary>What to do instead, in every message.</summary>
    public const string Advice = "Take a central difference instead: simulate with the parameter a little higher and a little lower, at a tight --rtol.";

    private readonly ExpressionGraph _graph = builder.Graph;

    public void Report()
    {
        foreach (var entry in builder.DelayEntries)
            if ((dependsOn(entry.Quantity) ?? dependsOn(entry.Duration) ?? dependsOn(entry.Before)) is { } p)
                Refuse(builder.Table.WholeFile, $"A delayed quantity depends on '{p}'", "the past of sensitivities is not kept");
        ReportEvents();
        foreach (var draw in builder.AtStart.StartDraws)
            if (draw.Arguments.Select(dependsOn).FirstOrDefault(p => p is not null) is { } p)
                Refuse(builder.Table.WholeFile, $"A start value is drawn from a distribution that depends on '{p}'", "a draw is not differentiated");
        ReportRates();
    }

    private void ReportEvents()
    {
        foreach (var e in events)
        {
            var place = e.Definition.Span ?? builder.Table.WholeFile;
            if (e.Delay >= 0 && dependsOn(e.Delay) is { } d) Refuse(place, $"The delay of event '{e.Definition.Id}' depends on '{d}'", "a delay that moves is not differentiated");
            else if (e.Delay >= 0 && dependsOn(e.Trigger) is { } t)
                Refuse(place, $"Event '{e.Definition.Id}' has a delay, and when it is triggered depends on '{t}'", "delayed events are differentiated at fixed times only");
            if (builder.RelationsIn(e.Trigger).Where(r => _graph[r].Operation is Operation.Equal or Operation.NotEqual)
                .Select(r => dependsOn(_graph.Subtract(_graph[r].A, _graph[r].B))).FirstOrDefault(p => p is not null) is { } equal)
                Refuse(place, $"The trigger of event '{e.Definition.Id}' asks whether two sides are equal that depend on '{equal}'", "only < and > have a time of crossing that can be differentiated");
            if (e.Draws.Concat(e.DelayDraws).SelectMany(x => x.Arguments).Select(dependsOn).FirstOrDefault(p => p is not null) is { } drawn)
                Refuse(place, $"Event '{e.Definition.Id}' draws from a distribution that depends on '{drawn}'", "a draw is not differentiated");
        }
    }

    private void ReportRates()
    {
        int[] rates = [.. builder.States.Select(s => builder.Derivatives[s.StateRow])];
        foreach (var state in builder.States)
        {
            foreach (var node in builder.VaryingBelow([rates[state.StateRow]], o => o is Operation.Floor or Operation.Ceiling))
                if (dependsOn(_graph[node].A) is { } p)
                    Refuse(state.Span, $"The rate of {state.Described} holds floor, ceil, quotient or remainder of something that depends on '{p}'", "its jumps are not followed");
            foreach (var node in builder.VaryingBelow([rates[state.StateRow]], o => o == Operation.Implicit))
                if (builder.RelationsIn(_graph.Equation(_graph[node].Index).Residual).Any(r => dependsOn(_graph.Subtract(_graph[r].A, _graph[r].B)) is not null))
                    Refuse(state.Span, $"The rate of {state.Described} reads an algebraic rule with a condition that depends on the parameter", "its jumps are not followed");
        }
    }

    private void Refuse(SourceSpan place, string construct, string why) =>
        diagnostics.Error("TM2051", place, $"{construct}: {why}.", Advice);
}
