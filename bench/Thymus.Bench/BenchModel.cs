using System.Runtime.InteropServices;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Bench;

/// <summary>The files of a workload.</summary>
internal static class BenchModel
{
    /// <summary>Reads and compiles the model file of a workload, which lies beside this project.</summary>
    public static CompiledModel Compile(Workload workload)
    {
        var read = ModelReader.Read(Path.Combine(Folder, workload.ModelFile));
        var dosed = workload.Events.Select(e => e.Compartment).Distinct();
        var options = new CompileOptions { DosedSpecies = [.. dosed], AbsoluteTolerance = workload.AbsoluteTolerance };
        var model = read.Model is null ? null : CompiledModel.Compile(read.Model, options, read.Diagnostics);
        return model ?? throw new InvalidDataException(string.Join(Environment.NewLine, read.Diagnostics));
    }

    public static int ParameterRow(CompiledModel model, string name) =>
        model.ParameterIndex(name) is >= 0 and var row ? row : throw new InvalidDataException(Advice.DidYouMean(name, "parameters", model.ParameterNames));

    /// <summary>The workload with its states in the order in which peers have them.</summary>
    public static Workload WithStates(Workload workload, CompiledModel model) =>
        workload.States.IsEmpty ? workload with { States = model.StateNames } : workload;

    /// <summary>Outputs [patient][time][state] as peers write them.</summary>
    public static double[] ReadOutputs(string path) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path)).ToArray();

    private static string Folder => Path.Combine(AppContext.GetData("BenchFolder") as string ?? throw new InvalidOperationException("No bench folder."), "models");
}
