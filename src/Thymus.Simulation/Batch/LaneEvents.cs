using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>The model's events, and its watches, for the patient in one lane. Events have the meaning of SBML Level 3 Version
/// 2.</summary>
/// <remarks>
/// An event fires when its trigger goes from false to true: at a root, by a jump (a dose, another event), or at the start where
/// the trigger's value before it was false. Delay, and values from trigger time, are taken there. Of the executions due at one
/// time, the one with the highest priority comes first, priorities being taken anew before each; among equal priorities chance
/// decides, as SBML asks, drawn from seed, replicate and the patient's number; events without priority come last, in the order in which they
/// fired, and what fires at once fires in the order of the file (SBML leaves that order open). After each execution all triggers
/// are looked at again, so an event that is not persistent can still be called off.
/// </remarks>
internal sealed class LaneEvents
{
    /// <summary>Executions allowed at one time; more are events that trigger each other for ever.</summary>
    public const int MaximumExecutions = 10_000;

    private const string OrderOfEquals = "order of events of equal priority";
    private const string DrawsOfEvents = "draws of events";
    private const string DrawsGoingOn = "draws of events, continued";

    private readonly CompiledModel _model;
    private readonly RootProbe _probe;
    private readonly LaneDelays? _past;
    private readonly PendingEvents _pending;
    private readonly bool[] _triggers;
    private readonly double[] _roots;
    private readonly int[] _watchRoot;
    private readonly bool[] _above;
    private readonly bool[] _crossed;
    private long _sequence;
    private RandomStream _chance;
    private ulong _draws;
    private RandomSequence _values;

    public LaneEvents(CompiledModel model, RootProbe probe, LaneDelays? past = null)
    {
        _past = past;
        _model = model;
        _probe = probe;
        var widest = 0;
        foreach (var e in model.Events) widest = Math.Max(widest, e.Targets.Length);
        _pending = new PendingEvents(widest);
        _triggers = new bool[model.Events.Length];
        _roots = new double[model.RootCount];
        _watchRoot = new int[model.Options.Watches.Length];
        for (var root = 0; root < model.Roots.Length; root++)
            if (model.Roots[root].Kind == RootKind.Watch) _watchRoot[model.Roots[root].Index] = root;
        _above = new bool[_watchRoot.Length];
        _crossed = new bool[_watchRoot.Length];
    }

    /// <summary>When the next delayed execution is due.</summary>
    public double NextTime => _pending.NextTime;

    /// <summary>A new patient: no execution pending, triggers as they were before the start, watches on the side where they
    /// stand.</summary>
    public void Begin(in PatientStart patient, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        _pending.Clear();
        (_sequence, _draws) = (0, 0);
        if (_triggers.Length > 0) _chance = RandomStream.For(patient.Seed, patient.Replicate, (ulong)patient.Id, OrderOfEquals);
        if (_triggers.Length > 0) _values = new RandomSequence(RandomStream.For(patient.Seed, patient.Replicate, (ulong)patient.Id, patient.State.IsEmpty ? DrawsOfEvents : DrawsGoingOn));
        for (var e = 0; e < _triggers.Length; e++) _triggers[e] = _model.Events[e].InitialValue;
        Array.Clear(_crossed);
        Array.Clear(_above);
        LookAtWatches(time, state, parameters, armed: false);
        LookAtTriggers(time, state, parameters);
    }

    /// <summary>A patient taken up in the middle: nothing pending, triggers and watches as they stand.</summary>
    public void Resume(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        _pending.Clear();
        (_sequence, _draws) = (0, 0);
        if (_triggers.Length > 0) (_chance, _values) = (RandomStream.For(0, 0, 0, OrderOfEquals), new RandomSequence(RandomStream.For(0, 0, 0, DrawsOfEvents)));
        for (var e = 0; e < _triggers.Length; e++) _triggers[e] = _model.Trigger(e, time, state, parameters);
        LookAtWatches(time, state, parameters, armed: false);
        Array.Clear(_crossed);
    }

    /// <summary>Takes a watch up at the side of its threshold where it stands, crossed or not before.</summary>
    public void Arm(int watch, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        _probe.Evaluate(time, state, parameters, _roots);
        _above[watch] = IsAbove(watch);
        _crossed[watch] = false;
    }

    /// <summary>Time has passed, or state or parameters have jumped: notes what fired and which watches crossed.</summary>
    public void Look(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        LookAtWatches(time, state, parameters, armed: true);
        LookAtTriggers(time, state, parameters);
    }

    /// <summary>Executes what is due, and what that triggers, until nothing is.</summary>
    /// <returns>How many events were executed; more than <see cref="MaximumExecutions"/> where they never end.</returns>
    public int Execute(double time, double[] state, double[] parameters)
    {
        var executed = 0;
        while (executed <= MaximumExecutions && MostUrgent(time, state, parameters) is var next and >= 0)
        {
            var entry = _pending[next];
            var values = _pending.Values(entry.Slot);
            _pending.RemoveAt(next);
            if (!_model.Events[entry.Event].UsesValuesFromTriggerTime) _model.EvaluateAssignments(entry.Event, time, state, parameters, values, ref _values);
            _model.ApplyAssignments(entry.Event, values, time, state, parameters);
            executed++;
            _past?.Fill(time, state, parameters);
            Look(time, state, parameters);
        }
        return executed;
    }

    /// <summary>The lowest watch that crossed and has not been told; it is told once.</summary>
    public bool TakeCrossedWatch(out int watch, out bool rising)
    {
        for (watch = 0; watch < _crossed.Length; watch++)
        {
            if (!_crossed[watch]) continue;
            _crossed[watch] = false;
            rising = _above[watch];
            return true;
        }
        rising = false;
        return false;
    }

    private int MostUrgent(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var (best, equals) = (-1, 0);
        var bestPriority = double.NaN;
        for (var i = 0; i < _pending.Count; i++)
        {
            ref readonly var entry = ref _pending[i];
            if (entry.Time > time) continue;
            var priority = _model.Priority(entry.Event, time, state, parameters);
            if (best < 0 || ComesBefore(priority, entry.Time, bestPriority, _pending[best].Time))
            {
                (best, bestPriority, equals) = (i, priority, 1);
            }
            else if (priority == bestPriority && entry.Time == _pending[best].Time)
            {
                // Each of n equals is kept with probability 1/n.
                if (_chance.Uniform(_draws++) * ++equals < 1) best = i;
            }
        }
        return best;
    }

    /// <summary>Entries are held in the order of firing, so an equal that comes later stays behind.</summary>
    private static bool ComesBefore(double priority, double time, double otherPriority, double otherTime) =>
        time != otherTime ? time < otherTime : priority > otherPriority || (!double.IsNaN(priority) && double.IsNaN(otherPriority));

    private void LookAtTriggers(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        for (var e = 0; e < _triggers.Length; e++)
        {
            var (before, now) = (_triggers[e], _model.Trigger(e, time, state, parameters));
            _triggers[e] = now;
            if (now && !before)
            {
                var delay = _model.Delay(e, time, state, parameters, ref _values);
                var values = _pending.Add(e, delay > 0 ? time + delay : time, _sequence++);
                if (_model.Events[e].UsesValuesFromTriggerTime) _model.EvaluateAssignments(e, time, state, parameters, values, ref _values);
            }
            else if (before && !now && !_model.Events[e].IsPersistent)
            {
                _pending.CallOff(e);
            }
        }
    }

    private void LookAtWatches(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, bool armed)
    {
        if (_watchRoot.Length == 0) return;
        _probe.Evaluate(time, state, parameters, _roots);
        for (var watch = 0; watch < _watchRoot.Length; watch++)
        {
            // As for every root function, a value that is not a number changes nothing.
            var above = double.IsNaN(_roots[_watchRoot[watch]]) ? _above[watch] : IsAbove(watch);
            _crossed[watch] |= armed && above != _above[watch];
            _above[watch] = above;
        }
    }

    /// <summary>Whether the quantity is at its threshold or above.</summary>
    private bool IsAbove(int watch) => _roots[_watchRoot[watch]] >= 0;
}
