using Thymus.Modeling;

namespace Thymus.Simulation;

internal enum SymbolKind
{
    Compartment,
    Species,
    Parameter,
    Reaction,
    /// <summary>A species reference with an identifier: a stoichiometry that formulas may read.</summary>
    Stoichiometry,
}

/// <summary>What gives a symbol its value.</summary>
internal enum SymbolRole
{
    /// <summary>A row of the parameter block that the user sets and nothing else changes.</summary>
    Settable,
    /// <summary>A row of its own, set at the start and by events alone.</summary>
    Held,
    /// <summary>A state: reactions, a rate rule or doses change it.</summary>
    State,
    Assigned,
    /// <summary>The unknown of an algebraic rule.</summary>
    Algebraic,
    Reaction,
}

/// <summary>A name of the model, with everything that says what it is worth.</summary>
internal sealed class ModelSymbol
{
    public required string Name { get; init; }
    public required SymbolKind Kind { get; init; }
    public required bool IsConstant { get; init; }
    public required SourceSpan Span { get; init; }

    /// <summary>The value that the file states; NaN where it states none.</summary>
    public double Value { get; init; } = double.NaN;

    public Species? Species { get; init; }
    public Reaction? Reaction { get; init; }

    public SymbolRole Role { get; set; }
    public InitialAssignment? InitialAssignment { get; set; }

    /// <summary>The rule that determines the symbol, at most one.</summary>
    public Rule? Rule { get; set; }

    /// <summary>A reaction that changes the species, for messages.</summary>
    public string? ChangedByReaction { get; set; }
    public bool IsEventTarget { get; set; }
    public bool IsDosed { get; set; }

    /// <summary>The row that the user sets: the value itself, or the value at the start; −1 where a rule gives it.</summary>
    public int SettableRow { get; set; } = -1;

    /// <summary>The working row of a <see cref="SymbolRole.Held"/> symbol (for a species its amount).</summary>
    public int HeldRow { get; set; } = -1;
    public int StateRow { get; set; } = -1;
    public int InfusionRow { get; set; } = -1;

    /// <summary>True where the settable row holds a concentration.</summary>
    public bool StartsAsConcentration =>
        Species is { } s && (s.InitialConcentration is not null || (s.InitialAmount is null && !s.HasOnlySubstanceUnits));

    public string Described => Kind switch
    {
        SymbolKind.Stoichiometry => $"stoichiometry '{Name}'",
        _ => $"{Kind.ToString().ToLowerInvariant()} '{Name}'",
    };
}
