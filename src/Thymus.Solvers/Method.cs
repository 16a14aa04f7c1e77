namespace Thymus.Solvers;

/// <summary>How a step is made. Both methods are of order 5 with an embedded estimate of order 4.</summary>
public enum Method
{
    /// <summary>L-stable Rosenbrock method: for stiff models, and the choice when nothing is known. Needs a Jacobian.</summary>
    Rodas5P,
    /// <summary>Explicit Runge–Kutta method: for models without fast modes, where it is several times faster.</summary>
    DormandPrince5,
}
