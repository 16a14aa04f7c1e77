namespace Thymus.Modeling;

/// <summary>Which equations hold for a symbol: it has one owner, and what is written from outside takes the place of what the submodel says.</summary>
internal static class Ownership
{
    /// <summary>The equations that stay, at most one of each kind; two owners are reported with both places.</summary>
    public static List<Definition> Resolve(Symbol root, DiagnosticBag diagnostics)
    {
        if (root.Definitions.Count < 2) return root.Definitions;
        var standing = root.Definitions.Where(d => !root.Definitions.Exists(o => Replaces(o, d))).ToList();
        var faults = new HashSet<Definition>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < standing.Count; i++)
            for (var j = i + 1; j < standing.Count; j++)
                if (Conflict(standing[i], standing[j]) && faults.Add(standing[j]) && faults.Count == 1) Report(root, standing[i], standing[j], diagnostics);
        return [.. standing.Where(d => !faults.Contains(d))];
    }

    /// <summary>An equation written for <c>lesion1.x</c> replaces those written inside lesion1 that say the same thing or cannot hold beside it.</summary>
    private static bool Replaces(Definition outer, Definition inner) =>
        outer.IsOverride && inner.Writer.IsWithin(outer.Target.Scope) && Conflict(outer, inner);

    /// <summary>A start value and a rate go together; an assignment rule goes with nothing.</summary>
    private static bool Conflict(Definition a, Definition b) =>
        a.Kind == b.Kind || a.Kind == DefinitionKind.Assignment || b.Kind == DefinitionKind.Assignment;

    private static void Report(Symbol root, Definition first, Definition second, DiagnosticBag diagnostics)
    {
        var names = root.Name == second.Target.Name ? $"'{root.Name}'" : $"'{second.Target.Name}' (which is '{root.Name}' outside)";
        var owners = first.Writer == second.Writer ? $"{first.Writer} gives it twice" : $"{second.Writer} gives it, and {first.Writer} too";
        string advice;
        if (first.Writer == second.Writer) advice = "Delete one of them.";
        else if (second.Target.IsPort || first.Target.IsPort)
        {
            var port = second.Target.IsPort ? second : first;
            advice = $"An argument gets its value from its owner alone: declare it in '{port.Writer.Model.Name}' without a value (var {port.Target.Name}), or take the other equation out.";
        }
        else advice = "A symbol has one owner: take one of the equations out.";
        diagnostics.Error("TM0130", second.Span, $"{names} has two definitions, '{second.Head}' and '{first.Head}' at {first.Span}: {owners}.", advice);
    }
}
