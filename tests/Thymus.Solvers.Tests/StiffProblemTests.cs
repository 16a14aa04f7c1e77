namespace Thymus.Solvers.Tests;

public sealed class StiffProblemTests
{
    public static TheoryData<string> Names => ["Robertson", "van der Pol", "HIRES"];

    /// <summary>The published digits are met to a few times the tolerance, and a tighter tolerance buys a smaller error.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Rodas5P_meets_the_published_solution_in_proportion_to_its_tolerance(string name)
    {
        var problem = Find(name);
        double[] tolerances = [1e-4, 1e-6, 1e-8];
        var errors = tolerances.Select(rtol => Solve.RelativeError(Solve.ToEnd(problem, Solve.Options(Method.Rodas5P, rtol)), problem.Solution)).ToArray();
        for (var i = 0; i < errors.Length; i++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{name} rtol {tolerances[i]:g} error {errors[i]:g3}");
            Assert.InRange(errors[i], 0, 10 * tolerances[i]);
        }
    }

    private static Problem Find(string name) =>
        new[] { Problems.Robertson, Problems.VanDerPol, Problems.Hires }.Single(p => p.Name == name);
}
