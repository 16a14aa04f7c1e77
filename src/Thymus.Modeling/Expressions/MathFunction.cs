namespace Thymus.Modeling;

/// <summary>The operators and functions of the model language: those of SBML's MathML subset.</summary>
/// <remarks>Truth values are 0 and 1. Arities are those of SBML; n-ary where it says so.</remarks>
public enum MathFunction
{
    /// <summary>n-ary; no argument gives 0.</summary>
    Add,
    Subtract,
    Negate,
    /// <summary>n-ary; no argument gives 1.</summary>
    Multiply,
    Divide,
    /// <summary>Power(x, y) = x^y.</summary>
    Power,
    Sqrt,
    /// <summary>Root(n, x) = x^(1/n).</summary>
    Root,
    Exp,
    /// <summary>Natural logarithm.</summary>
    Ln,
    /// <summary>Log(base, x).</summary>
    Log,
    Abs,
    Floor,
    Ceiling,
    Factorial,
    Sin, Cos, Tan, Sec, Csc, Cot,
    Asin, Acos, Atan, Asec, Acsc, Acot,
    Sinh, Cosh, Tanh, Sech, Csch, Coth,
    Asinh, Acosh, Atanh, Asech, Acsch, Acoth,
    /// <summary>n-ary.</summary>
    Min,
    /// <summary>n-ary.</summary>
    Max,
    /// <summary>Quotient(x, y): the integer part of x / y, towards zero.</summary>
    Quotient,
    /// <summary>Remainder(x, y): x − y·Quotient(x, y).</summary>
    Remainder,
    /// <summary>Piecewise(value1, condition1, value2, condition2, …, otherwise); the last may be absent (then NaN).</summary>
    Piecewise,
    /// <summary>Relations compare neighbours when n-ary: Less(a, b, c) is a &lt; b and b &lt; c.</summary>
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,
    /// <summary>n-ary; no argument gives true.</summary>
    And,
    /// <summary>n-ary; no argument gives false.</summary>
    Or,
    /// <summary>n-ary; no argument gives false.</summary>
    Xor,
    Not,
    Implies,
    /// <summary>Delay(x, t): the value of x at time − t.</summary>
    Delay,
    /// <summary>RateOf(x): the derivative of symbol x with time.</summary>
    RateOf,

    /// <summary>Draws (<see cref="RandomDraw"/>). Normal(mean, standard deviation [, lower, upper]).</summary>
    Normal,
    /// <summary>Uniform(lower, upper).</summary>
    Uniform,
    /// <summary>Bernoulli(probability): 1 or 0.</summary>
    Bernoulli,
    /// <summary>Binomial(trials, probability [, lower, upper]).</summary>
    Binomial,
    /// <summary>Cauchy([location,] scale) or Cauchy(location, scale, lower, upper).</summary>
    Cauchy,
    /// <summary>ChiSquare(degrees of freedom [, lower, upper]).</summary>
    ChiSquare,
    /// <summary>Exponential(rate [, lower, upper]).</summary>
    Exponential,
    /// <summary>Gamma(shape, scale [, lower, upper]).</summary>
    Gamma,
    /// <summary>Laplace([location,] scale) or Laplace(location, scale, lower, upper).</summary>
    Laplace,
    /// <summary>LogNormal(mean, standard deviation of the logarithm [, lower, upper]).</summary>
    LogNormal,
    /// <summary>Poisson(mean [, lower, upper]).</summary>
    Poisson,
    /// <summary>Rayleigh(scale [, lower, upper]).</summary>
    Rayleigh,
}
