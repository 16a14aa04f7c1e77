namespace Thymus.Simulation;

public enum RootKind
{
    /// <summary>A relation in an event's trigger: left side − right side.</summary>
    Trigger,
    /// <summary>A watched quantity − its threshold.</summary>
    Watch,
    /// <summary>A relation on time alone inside a rate (a pulse, a schedule): the integration restarts there, nothing else happens.</summary>
    Discontinuity,
}

/// <summary>What a root function is for.</summary>
/// <param name="Index">The watch's number in the options; −1 for the other kinds.</param>
/// <param name="Waves">Whether its formula is bent by the time itself, as sin(time) is.</param>
public readonly record struct ModelRoot(RootKind Kind, int Index = -1, bool Waves = false);
