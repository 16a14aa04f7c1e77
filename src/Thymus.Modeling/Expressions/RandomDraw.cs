using System.Collections.Frozen;

namespace Thymus.Modeling;

/// <summary>The functions that draw a random number: those of SBML's package "distrib" (Level 3, version 1).</summary>
/// <remarks>
/// Every place where one stands is a draw of its own, made when its formula is evaluated: at the start in an initial assignment, at an
/// execution in an event. Two more arguments than the distribution needs are bounds, both inclusive, outside of which nothing is drawn.
/// </remarks>
public static class RandomDraw
{
    private static readonly FrozenDictionary<MathFunction, (string Name, int[] Counts)> Known = new Dictionary<MathFunction, (string, int[])>
    {
        [MathFunction.Normal] = ("normal", [2, 4]),
        [MathFunction.Uniform] = ("uniform", [2]),
        [MathFunction.Bernoulli] = ("bernoulli", [1]),
        [MathFunction.Binomial] = ("binomial", [2, 4]),
        [MathFunction.Cauchy] = ("cauchy", [1, 2, 4]),
        [MathFunction.ChiSquare] = ("chisquare", [1, 3]),
        [MathFunction.Exponential] = ("exponential", [1, 3]),
        [MathFunction.Gamma] = ("gamma", [2, 4]),
        [MathFunction.Laplace] = ("laplace", [1, 2, 4]),
        [MathFunction.LogNormal] = ("lognormal", [2, 4]),
        [MathFunction.Poisson] = ("poisson", [1, 3]),
        [MathFunction.Rayleigh] = ("rayleigh", [1, 3]),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, MathFunction> ByName =
        Known.ToFrozenDictionary(k => k.Value.Name, k => k.Key, StringComparer.Ordinal);

    /// <summary>Names as SBML writes them.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    public static bool IsDraw(MathFunction function) => Known.ContainsKey(function);

    /// <summary>SBML's name of a draw.</summary>
    public static string Name(MathFunction function) => Known[function].Name;

    public static MathFunction? Find(string name) => ByName.TryGetValue(name, out var function) ? function : null;

    /// <summary>How many arguments it may take.</summary>
    public static IReadOnlyList<int> Counts(MathFunction function) => Known[function].Counts;

    /// <summary>Whether so many arguments include the two bounds.</summary>
    public static bool IsBounded(MathFunction function, int arguments) =>
        Known[function].Counts is [.., var most] counts && counts.Length > 1 && arguments == most;

    /// <summary>The first draw in a formula, searching the bodies of the functions that it calls; null where there is none.</summary>
    public static CallExpression? FirstIn(Expression formula, IEnumerable<FunctionDefinition> functions)
    {
        var called = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<Expression>([formula]);
        while (open.TryPop(out var e))
        {
            if (e is CallExpression call && IsDraw(call.Function)) return call;
            if (e is UserCallExpression user && called.Add(user.Function) && functions.FirstOrDefault(f => f.Id == user.Function) is { } body) open.Push(body.Body);
            foreach (var argument in e switch { CallExpression c => c.Arguments, UserCallExpression c => c.Arguments, _ => [] }) open.Push(argument);
        }
        return null;
    }
}
