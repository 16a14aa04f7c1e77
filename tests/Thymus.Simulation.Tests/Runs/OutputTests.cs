using System.Globalization;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

public sealed class OutputTests
{
    [Fact]
    public void Output_times_are_the_decimals_a_user_expects()
    {
        var times = OutputTimes.Grid(0, 5, 50);
        Assert.Equal(51, times.Length);
        Assert.Equal(0.3, times[3]);
        for (var i = 0; i <= 50; i++)
            Assert.Equal(double.Parse($"{i / 10}.{i % 10}", CultureInfo.InvariantCulture), times[i]);
    }

    [Fact]
    public void Output_times_end_exactly_at_the_end()
    {
        var times = OutputTimes.Grid(1.5, 10, 7);
        Assert.Equal(1.5, times[0]);
        Assert.Equal(11.5, times[^1]);
    }

    [Fact]
    public void A_run_without_steps_gives_its_two_ends() => Assert.Equal([2, 9], OutputTimes.Grid(2, 7, 0));

    [Fact]
    public void A_run_without_duration_gives_its_start() => Assert.Equal([2], OutputTimes.Grid(2, 0, 10));

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_duration_must_be_finite_and_not_negative(double duration) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OutputTimes.Grid(0, duration, 10));

    [Fact]
    public void Csv_reads_back_to_the_same_bits_in_any_culture()
    {
        double[] values = [0.1 + 0.2, double.NaN, 1e300, double.PositiveInfinity, -0.0, double.NegativeInfinity];
        var trajectory = new Trajectory(["A", "a,\"b\"", "C"], [0, 1.0 / 3], values, IntegrationStatus.Completed, null, 0, 0);
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        var writer = new StringWriter(commas);
        TrajectoryCsv.Write(trajectory, writer);
        Assert.Equal(
            "time,A,\"a,\"\"b\"\"\",C\n0,0.30000000000000004,NaN,1E+300\n0.3333333333333333,INF,-0,-INF\n", writer.ToString());
    }

    [Fact]
    public void A_missing_column_is_answered_with_the_columns_there_are()
    {
        var trajectory = new Trajectory(["Tumour", "Drug"], [0], [1, 2], IntegrationStatus.Completed, null, 0, 0);
        Assert.Equal([2.0], trajectory.Column("Drug"));
        var fault = Assert.Throws<ArgumentException>(() => trajectory.Column("Tumor"));
        Assert.Contains("Did you mean 'Tumour'? Columns: Drug, Tumour.", fault.Message, StringComparison.Ordinal);
    }
}
