using System.Collections.Immutable;
using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Observables of a patient at its sampled states (<see cref="PatientBatch.SampleAt"/>), eight times in a lane block at once; one a thread.</summary>
/// <remarks>
/// States are copied, the rest comes from the kernel of all observables, with the parameter rows that the lane holds: its initial assignments and derived
/// constants are the patient's own. The bits are those of <see cref="CompiledModel.Observe(int, double, ReadOnlySpan{double}, ReadOnlySpan{double})"/>.
/// </remarks>
public sealed unsafe class SampleObserver : IDisposable
{
    private readonly CompiledModel _model;

    /// <summary>The state row that a column is; −1 where it is computed.</summary>
    private readonly int[] _stateRows;
    private readonly int[] _observables;
    private readonly AlignedBuffer _time = new(1);
    private readonly AlignedBuffer _state;
    private readonly AlignedBuffer _parameters;
    private readonly AlignedBuffer _observed;
    private readonly bool _computes;

    /// <param name="observables">Indices of <see cref="CompiledModel.ObservableNames"/>, one a column; each can be observed at samples.</param>
    public SampleObserver(CompiledModel model, IEnumerable<int> observables)
    {
        _model = model;
        _observables = [.. observables];
        _stateRows = [.. _observables.Select(o => StateRow(model.Program.Observable(o)))];
        _computes = _stateRows.Contains(-1);
        _state = new AlignedBuffer(model.StateCount);
        _parameters = new AlignedBuffer(model.ParameterCount);
        _observed = new AlignedBuffer(model.ObservableNames.Length);
    }

    /// <summary>
    /// Whether an observable can be had from a sampled state and the parameters at the end: not where it reads what an infusion, an event or the past changes on the way.
    /// </summary>
    public static bool CanObserve(CompiledModel model, int observable)
    {
        if (!model.Definition.Events.IsEmpty || model.HasDelays) return false;
        var rates = model.Options.DosedSpecies.Select(model.InfusionRateIndex).ToHashSet();
        var plan = model.Program.Observable(observable);
        return !plan.Instructions.Concat(plan.Loops.SelectMany(l => l.Body)).Any(i => i.Operation == Operation.Parameter && rates.Contains(i.Index));
    }

    /// <summary>Fills the values at the given times, [time][column].</summary>
    /// <param name="states">Sampled states, [time][state row].</param>
    /// <param name="lane">Of <paramref name="batch"/>: the lane whose patient was sampled, not yet released.</param>
    public void Observe(PatientBatch batch, int lane, ReadOnlySpan<double> times, ReadOnlySpan<double> states, Span<double> values)
    {
        var (columns, rows) = (_stateRows.Length, _model.StateCount);
        for (var c = 0; c < columns; c++)
            if (_stateRows[c] is var row and >= 0)
                for (var t = 0; t < times.Length; t++) values[t * columns + c] = states[t * rows + row];
        if (!_computes) return;
        for (var row = 0; row < _parameters.Rows; row++)
            _parameters.Span.Slice(LaneSystem.Lanes * row, LaneSystem.Lanes).Fill(batch.Parameter(lane, row));
        for (var first = 0; first < times.Length; first += LaneSystem.Lanes) ObserveBlock(times[first..], states[(first * rows)..], values[(first * columns)..]);
    }

    /// <summary>Up to eight times; lanes beyond the last time repeat it, for what is computed there must be a number like the others.</summary>
    private void ObserveBlock(ReadOnlySpan<double> times, ReadOnlySpan<double> states, Span<double> values)
    {
        var (columns, rows, count) = (_stateRows.Length, _model.StateCount, Math.Min(times.Length, LaneSystem.Lanes));
        for (var j = 0; j < LaneSystem.Lanes; j++)
        {
            var t = Math.Min(j, count - 1);
            _time.Pointer[j] = times[t];
            for (var i = 0; i < rows; i++) _state.Pointer[LaneSystem.Lanes * i + j] = states[t * rows + i];
        }
        _model.ObserveLanes(_time.Pointer, _state.Pointer, _parameters.Pointer, _observed.Pointer);
        for (var c = 0; c < columns; c++)
            if (_stateRows[c] < 0)
                for (var j = 0; j < count; j++) values[j * columns + c] = _observed.Row(_observables[c])[j];
    }

    private static int StateRow(EvaluationPlan plan) => plan.Instructions is [{ Operation: Operation.State } only] ? only.Index : -1;

    public void Dispose()
    {
        _time.Dispose();
        _state.Dispose();
        _parameters.Dispose();
        _observed.Dispose();
    }
}
