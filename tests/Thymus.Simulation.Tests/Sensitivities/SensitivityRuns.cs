using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Sensitivities by the variational equations and by differences, side by side.</summary>
internal static class SensitivityRuns
{
    public static CompiledModel Compile(string antimony, string[] parameters, params string[] dosed) =>
        TestModels.Compile(antimony, new CompileOptions { Sensitivities = [.. parameters], DosedSpecies = [.. dosed] });

    public static Trajectory Run(CompiledModel model, SimulationSettings settings)
    {
        var run = Simulator.Run(model, settings);
        Assert.True(run.Status == IntegrationStatus.Completed, run.Reason);
        return run;
    }

    /// <summary>One column with sensitivities, from a run that observes it alone.</summary>
    public static double[] Column(CompiledModel model, SimulationSettings settings, string column) =>
        Run(model, settings with { Observables = [column] }).Column(column);

    /// <summary>
    /// ∂X/∂k by central differences of relative widths h and h/2 in Richardson's extrapolation: (4·D(h/2) − D(h))/3, of error h⁴·X⁽⁵⁾ plus
    /// the error of the runs over h.
    /// </summary>
    public static double[] Difference(CompiledModel model, SimulationSettings settings, string symbol, string parameter, double h) =>
        Differences(model, settings, [symbol], parameter, h)[0];

    /// <summary>The same for several X from the same runs.</summary>
    public static double[][] Differences(CompiledModel model, SimulationSettings settings, string[] symbols, string parameter, double h)
    {
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        var at = settings.Parameters.TryGetValue(parameter, out var own) ? own : parameters[model.ParameterIndex(parameter)];
        var (wide, narrow) = (h * Math.Abs(at), h / 2 * Math.Abs(at));
        Trajectory[] runs = [.. new[] { at - wide, at + wide, at - narrow, at + narrow }.Select(At)];
        return [.. symbols.Select(s => Enumerable.Range(0, settings.Times.Length).Select(i => Extrapolated(runs, s, i)).ToArray())];

        Trajectory At(double value) => Run(model, settings with { Parameters = settings.Parameters.SetItem(parameter, value), Observables = [.. symbols] });

        double Extrapolated(Trajectory[] r, string symbol, int i)
        {
            var column = r[0].Columns.IndexOf(symbol);
            return (4 * (r[3][i, column] - r[2][i, column]) / (2 * narrow) - (r[1][i, column] - r[0][i, column]) / (2 * wide)) / 3;
        }
    }

    /// <summary>Largest |a − b| over the largest |b|; 0 where both are 0 throughout.</summary>
    public static double Distance(double[] a, double[] b)
    {
        Assert.Equal(b.Length, a.Length);
        var scale = b.Max(Math.Abs);
        return scale == 0 && a.All(x => x == 0) ? 0 : a.Zip(b, (x, y) => Math.Abs(x - y)).Max() / scale;
    }

    public static SimulationSettings Settings(double end, int steps, double tolerance = 1e-10, Method method = Method.Rodas5P) =>
        new() { Times = OutputTimes.Grid(0, end, steps), RelativeTolerance = tolerance, Method = method };
}
