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
    public static double[] Difference(CompiledModel model, SimulationSettings settings, string symbol, string parameter, double h)
    {
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        var at = settings.Parameters.TryGetValue(parameter, out var own) ? own : parameters[model.ParameterIndex(parameter)];
        var (wide, narrow) = (Central(h * Math.Abs(at)), Central(h / 2 * Math.Abs(at)));
        return [.. wide.Zip(narrow, (w, n) => (4 * n - w) / 3)];

        IEnumerable<double> Central(double width) => At(at + width).Zip(At(at - width), (a, b) => (a - b) / (2 * width));

        double[] At(double value) => Column(model, settings with { Parameters = settings.Parameters.SetItem(parameter, value) }, symbol);
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
