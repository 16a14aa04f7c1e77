using System.Collections.Immutable;

namespace Thymus.Solvers;

/// <summary>How a step is made.</summary>
public enum Method
{
    /// <summary>L-stable Rosenbrock method of order 5: for stiff models, and the choice when nothing is known. Needs a Jacobian.</summary>
    Rodas5P,
    /// <summary>Explicit Runge–Kutta method of order 5: for models without fast modes, where it is several times faster.</summary>
    DormandPrince5,
    /// <summary>Explicit Runge–Kutta method of order 8: for models without fast modes where results must be exact to eight digits or more.</summary>
    DormandPrince8,
}

public static class Methods
{
    /// <summary>What users call the methods, in files and on the command line; the first is the default.</summary>
    public static ImmutableArray<(string Name, Method Method)> Named { get; } =
        [("stiff", Method.Rodas5P), ("explicit", Method.DormandPrince5), ("explicit8", Method.DormandPrince8)];
}
