using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

/// <summary>What a run of a population took.</summary>
/// <param name="Seconds">Processor time from parameters in memory to all states at all output times in memory; the fastest of the repetitions.</param>
/// <param name="LaneUse">Steps tried for a patient over steps tried times lanes.</param>
/// <param name="Failed">Patients that did not reach the end.</param>
internal sealed record RunFigures(int Patients, double RelativeTolerance, double Seconds, double Steps, double Rejections, double LaneUse, int Failed);

/// <summary>Integrates the patients of a workload on one thread.</summary>
internal sealed class PopulationRun(Workload workload, CompiledModel model, double[] table)
{
    private readonly int[] _stateRows = [.. workload.States.Select(model.StateIndex)];
    private readonly int[] _parameterRows = [.. workload.Parameters.Select(p => BenchModel.ParameterRow(model, p.Name))];
    private readonly double[] _parameters = new double[model.ParameterCount];
    private readonly double[] _times = [.. Enumerable.Range(0, workload.Outputs).Select(i => i * workload.OutputStep)];
    private readonly double[] _samples = new double[table.Length / workload.Parameters.Length * workload.BlockLength];
    private long _steps;
    private long _rejections;
    private long _attempts;
    private int _failed;

    private int Count { get; } = table.Length / workload.Parameters.Length;

    /// <summary>Outputs [patient][time][state] of the last run.</summary>
    public double[] Outputs { get; private set; } = [];

    /// <param name="landed">Whether steps end at output times; otherwise outputs are samples of the continuous extension.</param>
    public RunFigures Run(double relativeTolerance, int repetitions, bool landed = false, Method? method = null)
    {
        var best = double.PositiveInfinity;
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            using var batch = new PatientBatch(model, new IntegratorOptions { Method = method ?? workload.Methods[0], RelativeTolerance = relativeTolerance, LandOnSamples = landed });
            Array.Fill(_samples, double.NaN);
            (_steps, _rejections, _failed) = (0, 0, 0);
            var begin = ProcessorSeconds();
            Integrate(batch);
            best = Math.Min(best, ProcessorSeconds() - begin);
            _attempts = batch.Attempts;
        }
        Outputs = InOrderOfPeers();
        return new RunFigures(Count, relativeTolerance, best, (double)_steps / Count, (double)_rejections / Count, (double)(_steps + _rejections) / (LaneSystem.Lanes * _attempts), _failed);
    }

    private void Integrate(PatientBatch batch)
    {
        var next = 0;
        for (var lane = 0; lane < LaneSystem.Lanes && next < Count; lane++) Load(batch, lane, next++);
        while (batch.Advance(out var arrived))
        {
            foreach (var lane in arrived)
            {
                var arrival = batch.ArrivalOf(lane);
                if (arrival.Kind == PatientArrivalKind.Failed) _failed++;
                _steps += batch.StepsOf(lane);
                _rejections += batch.RejectionsOf(lane);
                batch.Release(lane);
                if (next < Count) Load(batch, lane, next++);
            }
        }
    }

    private void Load(PatientBatch batch, int lane, int patient)
    {
        model.DefaultParameters(_parameters);
        for (var i = 0; i < _parameterRows.Length; i++) _parameters[_parameterRows[i]] = table[patient * _parameterRows.Length + i];
        batch.Load(lane, new PatientStart { Id = patient, End = workload.End, Parameters = _parameters, Events = workload.Events.AsSpan() });
        batch.SampleAt(lane, _times, _samples.AsMemory(patient * workload.BlockLength, workload.BlockLength));
    }

    /// <summary>Outputs in the workload's order of states.</summary>
    private double[] InOrderOfPeers()
    {
        var outputs = new double[_samples.Length];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = _samples[i - i % _stateRows.Length + _stateRows[i % _stateRows.Length]];
        return outputs;
    }

    private static double ProcessorSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
