namespace Thymus.Solvers.Tests;

/// <summary>Observed orders, with fixed dyadic steps in the asymptotic range.</summary>
public sealed class ConvergenceTests
{
    public static TheoryData<Method, string> Cases => new(
        from method in new[] { Method.DormandPrince5, Method.Rodas5P }
        from problem in new[] { "time-dependent growth" }
        select (method, problem));

    [Theory, MemberData(nameof(Cases))]
    public void Halving_the_step_divides_the_error_by_32(Method method, string name)
    {
        var problem = Find(name);
        double[] steps = [1 / 16.0, 1 / 32.0, 1 / 64.0];
        var errors = steps.Select(h => Solve.RelativeError(Solve.ToEnd(problem, Solve.FixedStep(method, h)), problem.Solution)).ToArray();
        Assert.Equal(5, Slope(steps, errors), 0.2);
    }

    /// <summary>Least-squares slope of log error on log step.</summary>
    internal static double Slope(double[] steps, double[] errors)
    {
        var (x, y) = (steps.Select(h => Math.Log(h)).ToArray(), errors.Select(e => Math.Log(e)).ToArray());
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / x.Sum(a => (a - mx) * (a - mx));
    }

    internal static Problem Find(string name) =>
        new[] { Problems.Oscillator, Problems.NonAutonomous, Problems.Logistic }.Single(p => p.Name == name);
}
