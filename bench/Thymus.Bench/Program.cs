using System.Diagnostics;
using System.Globalization;
using Thymus.Bench;
using Thymus.Solvers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["functions"])
{
    FunctionTimes.Print();
    return 0;
}
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: Thymus.Bench patients WORKLOAD COUNT TABLE | export WORKLOAD COUNT HEADER TABLE | kernels WORKLOAD 1 | functions | compare WORKLOAD COUNT FOLDER PEAK | run WORKLOAD COUNT RTOL[,RTOL…] [REFERENCE] [landed|samples] [METHOD]");
    return 2;
}
var workload = Workloads.ByName(args[1]);
var table = Patients.Of(workload, int.Parse(args[2]));
switch (args[0])
{
    case "patients":
        Patients.Write([.. workload.Parameters.Select(p => p.Name)], table, args[3]);
        return 0;
    case "export":
        var exported = BenchModel.Compile(workload);
        File.WriteAllText(args[3], PeerCode.Write(workload, exported));
        Patients.Write([.. exported.ParameterNames, .. exported.StateNames], PeerCode.Table(workload, exported, table), args[4]);
        return 0;
    case "compare":
        Comparison.Print(workload, table, args[3], args.Length > 4 ? double.Parse(args[4]) : double.NaN);
        return 0;
    case "kernels":
        KernelTimes.Print(BenchModel.Compile(workload));
        return 0;
}

var clock = Stopwatch.StartNew();
var model = BenchModel.Compile(workload);
workload = BenchModel.WithStates(workload, model);
var run = new PopulationRun(workload, model, table);
run.Run(1e-3, 1);
Console.WriteLine($"{workload.Name}: {model.StateCount} states, Jacobian {model.JacobianEntryCount}, factors {model.FactorEntryCount}; read, compile and first run {clock.Elapsed.TotalSeconds:F2} s; lanes of {model.Width}");
var reference = args.Length > 4 ? BenchModel.ReadOutputs(args[4]) : null;
var landed = args.Length > 5 && args[5] == "landed";
Method? method = args.Length > 6 ? Enum.Parse<Method>(args[6]) : null;
run.Run(1e-5, 3, landed, method);
foreach (var tolerance in args[3].Split(',').Select(double.Parse))
{
    var figures = run.Run(tolerance, 5, landed, method);
    var errors = reference is null ? "" : Errors.Between(workload, run.Outputs, reference).ToString();
    Console.WriteLine($"rtol {tolerance:0.0e0}: {1e3 * figures.Seconds / figures.Patients:F4} ms/patient, {figures.Patients / figures.Seconds:F0} patients/s, steps {figures.Steps:F0} + {figures.Rejections:F0} refused, lanes at work {figures.LaneUse:P0}, failed {figures.Failed}, errors {errors}");
}
return 0;
