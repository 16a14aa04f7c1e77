using System.Collections.Immutable;

namespace Thymus.Solvers;

/// <summary>Coefficients of Dormand–Prince 5(4) with Hairer's continuous extension, as published (see <see cref="DormandPrince5{T}"/>).</summary>
internal static class DormandPrinceTableau
{
    public const int Stages = 7;

    public static readonly double[] C = [0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1];

    /// <summary>The last row is the solution of order 5.</summary>
    public static readonly double[][] A =
    [
        [],
        [1 / 5.0],
        [3 / 40.0, 9 / 40.0],
        [44 / 45.0, -56 / 15.0, 32 / 9.0],
        [19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0],
        [9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0],
        [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0],
    ];

    public static readonly ExplicitStages All = new([.. C], [.. A.Select(row => ImmutableArray.Create(row))]);

    /// <summary>Solution of order 5 less the embedded one of order 4.</summary>
    public static readonly double[] Error = [71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0];

    public static readonly double[] Dense =
    [
        -12715105075 / 11282082432.0, 0, 87487479700 / 32700410799.0, -10690763975 / 1880347072.0,
        701980252875 / 199316789632.0, -1453857185 / 822651844.0, 69997945 / 29380423.0,
    ];
}
