using System.Globalization;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Finds the state to which a dose leads that has been given at its interval for ever, for one patient at a time.</summary>
/// <remarks>
/// <para>One interval is a map of the state just before a dose to the state just before the next; its fixed point is looked for by repeating the dose from the
/// patient's start, with Anderson acceleration. Each interval is integrated a hundred times more exactly than the run, over the interval
/// of time that ends at the record, so that a model that reads the time sees one period of it. The search ends when neither another interval nor the acceleration
/// moves any state by more than the run's tolerances (relative, and absolute by state).</para>
/// <para>A constant infusion, or no dose at all, is followed over ever longer times until nothing moves.</para>
/// <para>States that no rate reads (an exposure, what was excreted) and quadratures settle nowhere, and are left out. Where the model has several
/// steady states, it is the one that the start leads to. Parameters that model events set hold for their interval only.</para>
/// </remarks>
internal sealed class SteadyState : IDisposable
{
    /// <summary>Intervals after which the search is given up.</summary>
    public const int MaximumIntervals = 500;

    /// <summary>Slow modes that acceleration takes out at once.</summary>
    private const int Memory = 8;

    private const double ExactnessOfIntervals = 0.01;
    private const double LeastRelativeTolerance = 1e-13;

    /// <summary>What grew in an interval and would be below this part of itself has been taken to a resting point that repels.</summary>
    private const double Collapse = 1e-3;

    /// <summary>A rest of an infusion below this part of its interval is rounding.</summary>
    private const double NegligiblePart = 1e-12;

    /// <summary>A constant infusion has run for 2³⁰ units of time at least and 2⁴⁰ at most.</summary>
    private const int LeastDoublings = 30, MostDoublings = 40;

    private readonly CompiledModel _model;
    private readonly IntegratorOptions _options;
    private readonly double[] _parameters;
    private readonly double[] _point, _image, _weights, _next;
    private readonly AndersonAcceleration _acceleration;
    private PatientBatch? _patient;
    private long _attempts;

    public SteadyState(CompiledModel model, IntegratorOptions options)
    {
        _model = model;
        _options = options with
        {
            RelativeTolerance = Math.Max(LeastRelativeTolerance, ExactnessOfIntervals * options.RelativeTolerance),
            Method = Method.Rodas5P,
        };
        RelativeTolerance = options.RelativeTolerance;
        Settling = [.. Enumerable.Range(0, model.StateCount).Where(IsRead)];
        State = new double[model.StateCount];
        _parameters = new double[model.ParameterCount];
        _point = new double[Settling.Length];
        _image = new double[Settling.Length];
        _weights = new double[Settling.Length];
        _next = new double[Settling.Length];
        _acceleration = new AndersonAcceleration(Settling.Length, Math.Min(Memory, Math.Max(1, Settling.Length)));
    }

    /// <summary>Rows of the states that can settle.</summary>
    public int[] Settling { get; }

    /// <summary>What was found, as it stands at the time of the record.</summary>
    public double[] State { get; }

    /// <summary>How long the last infusion before the record still runs; 0 where it has ended.</summary>
    public double LeftOfLastInfusion { get; private set; }

    /// <summary>Intervals that the last search integrated.</summary>
    public int Intervals { get; private set; }

    private double RelativeTolerance { get; }

    /// <summary>Looks for the steady state of a dose at <paramref name="time"/>.</summary>
    /// <param name="start">The patient's state at the start, from which the search sets out.</param>
    /// <param name="parameters">The patient's parameter block as it stands.</param>
    /// <returns>Why there is none; null where <see cref="State"/> holds it.</returns>
    public string? Find(in DoseOrder dose, double time, ReadOnlySpan<double> start, ReadOnlySpan<double> parameters)
    {
        if (_model.HasDelays) return "A steady state of a model with delays is not looked for; give the doses that lead there.";
        if (Array.BinarySearch(Settling, dose.State) < 0)
            return $"There is no steady state: no rate reads '{_model.StateNames[dose.State]}', so that doses add up in it for ever.";
        parameters.CopyTo(_parameters);
        foreach (var species in _model.Options.DosedSpecies) _parameters[_model.InfusionRateIndex(species)] = 0;
        start.CopyTo(State);
        (_attempts, Intervals) = (0, 0);
        LeftOfLastInfusion = 0;
        return dose.Interval == 0 ? Rest(dose, time) : Repeat(dose, time);
    }

    public void Dispose() => _patient?.Dispose();

    private bool IsRead(int state) =>
        !double.IsPositiveInfinity(_model.AbsoluteTolerance[state]) && _model.JacobianPattern.Columns.Contains(state);

    private string? Repeat(in DoseOrder dose, double time)
    {
        _acceleration.Restart();
        var best = double.PositiveInfinity;
        for (var interval = 0; interval < MaximumIntervals; interval++)
        {
            Gather(_point);
            if (Run(dose, time, dose.Interval) is { } fault) return fault;
            Gather(_image);
            Weigh();
            var moved = Distance(_image, _point);
            if (moved > best) _acceleration.Restart();
            best = Math.Min(best, moved);
            _acceleration.Next(_point, _image, _weights, _next);
            if (moved <= 1 && Distance(_next, _point) <= 1) return ToRecord(dose, time);
            Scatter();
        }
        return DoesNotSettle(string.Create(CultureInfo.InvariantCulture, $"{MaximumIntervals} intervals of {dose.Interval:R}"));
    }

    private string? Rest(in DoseOrder dose, double time)
    {
        var still = false;
        for (var doubling = 0; doubling <= MostDoublings; doubling++)
        {
            Gather(_point);
            if (Run(dose, time, 1L << doubling) is { } fault) return fault;
            Gather(_image);
            Weigh();
            var stillBefore = still;
            still = Distance(_image, _point) <= 1;
            if (still && stillBefore && doubling >= LeastDoublings) return null;
        }
        return DoesNotSettle("a constant infusion");
    }

    /// <summary>From the state just before a dose to the state at the record, where the next dose is still on its way by its lag.</summary>
    private string? ToRecord(in DoseOrder dose, double time)
    {
        var sinceDose = dose.Interval - dose.Lag;
        LeftOfLastInfusion = dose.Duration - sinceDose;
        if (LeftOfLastInfusion <= NegligiblePart * dose.Interval) LeftOfLastInfusion = 0;
        if (dose.Lag == 0) return null;
        if (sinceDose > 0) return Run(dose, time, sinceDose);
        if (dose.Rate == 0) State[dose.State] += dose.Amount;
        return null;
    }

    /// <summary>Integrates <see cref="State"/> over a time that begins with a dose and ends at <paramref name="time"/>.</summary>
    private string? Run(in DoseOrder dose, double time, double length)
    {
        Intervals++;
        var patient = _patient ??= new PatientBatch(_model, _options);
        patient.Resume(0, time - length, time, _parameters, State);
        var part = dose with { Id = EventId.Dose, Start = time - length, Lag = 0, Additional = 0, Given = 0 };
        if (dose.Rate == 0)
        {
            patient.Add(0, part);
        }
        else
        {
            var (whole, over) = dose.Interval == 0 ? (1.0, 0.0) : Overlap(dose);
            // Give takes no infusion without an amount; the rate alone says how much flows.
            if (whole > 0) patient.Add(0, part with { Amount = 1, Rate = whole * dose.Rate, Duration = length });
            if (over > 0) patient.Add(0, part with { Amount = 1, Duration = Math.Min(over, length) });
        }
        while (patient.Advance(out _) && patient.ArrivalOf(0).Kind is PatientArrivalKind.Watch or PatientArrivalKind.Visit)
        {
        }
        var arrival = patient.ArrivalOf(0);
        _attempts += patient.StepsOf(0) + patient.RejectionsOf(0);
        if (arrival.Kind == PatientArrivalKind.End) TakeOver(patient);
        patient.Release(0);
        if (_attempts > _options.MaximumSteps) return "More steps than allowed on the way to the steady state.";
        return arrival.Kind == PatientArrivalKind.End ? null : $"The way to the steady state failed ({arrival.Status}): {arrival.Reason}";
    }

    /// <summary>How many infusions run all the time, and how long into each interval one more does.</summary>
    private static (double Whole, double Over) Overlap(in DoseOrder dose)
    {
        var whole = Math.Floor(dose.Duration / dose.Interval);
        var rest = dose.Duration - whole * dose.Interval;
        var negligible = NegligiblePart * dose.Interval;
        return rest < negligible ? (whole, 0) : rest > dose.Interval - negligible ? (whole + 1, 0) : (whole, rest);
    }

    /// <summary>The states that can settle; the others stay where they were at the start.</summary>
    private void TakeOver(PatientBatch patient)
    {
        var reached = patient.StateOf(0);
        foreach (var i in Settling) State[i] = reached[i];
    }

    private void Gather(double[] values)
    {
        for (var k = 0; k < values.Length; k++) values[k] = State[Settling[k]];
    }

    /// <summary>
    /// Goes on from the accelerated point; from the plain one where it left what can be an amount, or fell to nothing what grows: that
    /// is the resting point of a growth, from which everything moves away.
    /// </summary>
    private void Scatter()
    {
        for (var k = 0; k < _next.Length; k++)
        {
            var turnedNegative = _next[k] < 0 && _image[k] >= 0 && _point[k] >= 0;
            var collapsed = _point[k] > 0 && _image[k] > _point[k] && _next[k] < Collapse * _point[k];
            State[Settling[k]] = turnedNegative || collapsed || !double.IsFinite(_next[k]) ? _image[k] : _next[k];
        }
    }

    private void Weigh()
    {
        for (var k = 0; k < _weights.Length; k++)
            _weights[k] = 1 / (_model.AbsoluteTolerance[Settling[k]] + RelativeTolerance * Math.Max(Math.Abs(_image[k]), Math.Abs(_point[k])));
    }

    /// <summary>Largest difference in units of the tolerances.</summary>
    private double Distance(double[] a, double[] b)
    {
        var largest = 0.0;
        for (var k = 0; k < a.Length; k++) largest = Math.Max(largest, Math.Abs(a[k] - b[k]) * _weights[k]);
        return largest;
    }

    private string DoesNotSettle(string after)
    {
        var worst = 0;
        for (var k = 1; k < _point.Length; k++)
            if (Math.Abs(_image[k] - _point[k]) * _weights[k] > Math.Abs(_image[worst] - _point[worst]) * _weights[worst]) worst = k;
        return $"There is no steady state: after {after} '{_model.StateNames[Settling[worst]]}' still changes.";
    }
}
