namespace Thymus.Solvers.Tests;

public sealed unsafe class StepReportTests
{
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void Every_accepted_step_arrives_and_changes_no_bit_of_the_result(Method method)
    {
        var problem = Problems.Logistic;
        Solve.Run(problem, Solve.Options(method, 1e-8), out var plain);

        using var integrator = new LaneIntegrator(problem.System(), Solve.Options(method, 1e-8) with { ReportSteps = true });
        foreach (var lane in (int[])[2, 5])
        {
            Solve.Load(integrator, lane, problem.Start, problem.Parameters);
            integrator.Start(lane, 0);
            integrator.SetStop(lane, lane == 2 ? problem.End : problem.End / 3);
        }
        var ends = new double[8];
        var steps = new int[8];
        var point = new double[1];
        while (integrator.Advance() is { IsEmpty: false } arrived)
            foreach (var lane in arrived)
            {
                var arrival = integrator.ArrivalOf(lane);
                Assert.Equal(arrival.Time == (lane == 2 ? problem.End : problem.End / 3) ? ArrivalKind.Stop : ArrivalKind.Step, arrival.Kind);
                Assert.True(integrator.HasStep(lane));
                // Steps follow on one another, and the ends of the interpolation are the states there.
                Assert.Equal(ends[lane], integrator.StepStart(lane), 1e-14);
                ends[lane] = arrival.Time;
                integrator.InterpolateStep(lane, 1, point);
                Assert.Equal(integrator.State[lane], point[0], 1e-15);
                Assert.Equal(arrival.Time, integrator.StepStart(lane) + integrator.StepLength(lane), 1e-14);
                Assert.Equal(++steps[lane], integrator.Steps(lane));
            }
        Assert.Equal(plain[0], integrator.State[2]);
        Assert.True(steps[2] > steps[5] && steps[5] > 1, $"{steps[2]} {steps[5]}");
    }

    [Fact]
    public void A_lane_that_has_used_its_steps_fails_though_its_last_one_was_accepted()
    {
        var problem = Problems.Logistic;
        using var integrator = new LaneIntegrator(problem.System(), Solve.Options(Method.DormandPrince5, 1e-8) with { ReportSteps = true, MaximumSteps = 3 });
        Solve.Load(integrator, 0, problem.Start, problem.Parameters);
        integrator.Start(0, 0);
        integrator.SetStop(0, problem.End);
        while (integrator.Advance() is { IsEmpty: false } && integrator.ArrivalOf(0).Kind == ArrivalKind.Step)
        {
        }
        Assert.Equal((ArrivalKind.Failed, IntegrationStatus.TooManySteps), (integrator.ArrivalOf(0).Kind, integrator.ArrivalOf(0).Status));
    }
}
