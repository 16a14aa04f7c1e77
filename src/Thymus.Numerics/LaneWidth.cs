using System.Runtime.Intrinsics;

namespace Thymus.Numerics;

/// <summary>How many patients one instruction works on. The results are the same bits at every width.</summary>
public enum LaneWidth
{
    One = 1,
    Two = 2,
    Four = 4,
    Eight = 8,
}

/// <summary>The width at which numeric code runs when nothing else is asked for.</summary>
public static class LaneWidths
{
    /// <summary>Environment variable that forces a width (1, 2, 4 or 8), for tests and for comparisons.</summary>
    public const string Variable = "THYMUS_LANES";

    /// <summary>The forced width, else the widest that the hardware runs in one instruction.</summary>
    /// <exception cref="InvalidOperationException">The variable holds something else than 1, 2, 4 or 8.</exception>
    public static LaneWidth Default { get; } = Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => Vector512.IsHardwareAccelerated ? LaneWidth.Eight
            : Vector256.IsHardwareAccelerated ? LaneWidth.Four
            : LaneWidth.Two,
        "1" => LaneWidth.One,
        "2" => LaneWidth.Two,
        "4" => LaneWidth.Four,
        "8" => LaneWidth.Eight,
        var other => throw new InvalidOperationException($"{Variable} is '{other}'; it may be 1, 2, 4 or 8, or absent."),
    };
}
