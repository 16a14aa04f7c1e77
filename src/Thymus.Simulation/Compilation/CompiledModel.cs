using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>A model as code: right-hand side, Jacobian, root functions and outputs for lanes of patients; start, events and single outputs for one.</summary>
/// <remarks>
/// <para>State rows are, by name: for a species its amount, whatever its symbol means in a formula; for a compartment or parameter with a
/// rate rule its value. The parameter block has, in this order: settable rows (constants by their name, start values as <c>init(X)</c>,
/// local parameters as <c>reaction.parameter</c>), infusion rates <c>rate(X)</c> in amount per time, thresholds <c>threshold(name)</c>,
/// values that events and initial assignments set, and constants derived from these.</para>
/// <para><c>init(X)</c> is a concentration where the file states one, or states nothing and the symbol means one; otherwise an amount.
/// Where an initial assignment gives the start it is NaN by default; a number set there overrides the assignment.</para>
/// <para>A model is immutable and may be used by many threads. Members for one patient take contiguous blocks, one number a row; those of
/// <see cref="LaneSystem"/> take lane blocks. None allocates once it has run.</para>
/// </remarks>
public sealed unsafe partial class CompiledModel : LaneSystem, IDisposable
{
    /// <summary>The threshold of a watch that is off: no quantity reaches it.</summary>
    public const double NoThreshold = 1e300;

    private readonly ModelProgram _program;
    private readonly ImmutableDictionary<string, int> _states;
    private readonly ImmutableDictionary<string, int> _observables;
    private readonly ImmutableDictionary<string, int> _infusions;

    private CompiledModel(ModelDefinition definition, ModelProgram program, CompileOptions options)
    {
        Definition = definition;
        Options = options;
        ContentHash = ModelHash.Of(definition);
        _program = program;
        _states = program.StateNames.Select((name, row) => (name, row)).ToImmutableDictionary(p => p.name, p => p.row, StringComparer.Ordinal);
        _observables = program.ObservableNames.Select((name, row) => (name, row))
            .ToImmutableDictionary(p => p.name, p => p.row, StringComparer.Ordinal);
        _infusions = options.DosedSpecies.Distinct(StringComparer.Ordinal)
            .ToImmutableDictionary(s => s, s => ParameterIndex(ParameterLayout.InfusionName(s)), StringComparer.Ordinal);
        AbsoluteTolerances = ToleranceOf(options);
        Width = options.Width ?? LaneWidths.Default;
        _kernels = new ModelKernels(program, Width);
    }

    public ModelDefinition Definition { get; }

    public CompileOptions Options { get; }

    /// <summary>SHA-256 of what the model means, in hexadecimal: names, values and formulas, not places, comments or order.</summary>
    public string ContentHash { get; }

    public ImmutableArray<string> StateNames => _program.StateNames;

    public ImmutableArray<string> ParameterNames => _program.ParameterNames;

    /// <summary>The plans that the kernels are made from.</summary>
    internal ModelProgram Program => _program;

    /// <summary>Rows of the parameter block that a user may set; they come first.</summary>
    public int SettableParameterCount => _program.SettableParameterCount;

    /// <summary>
    /// <c>time</c>, every symbol as a formula means it, and for every species <c>amount(X)</c> and <c>concentration(X)</c>.
    /// </summary>
    public ImmutableArray<string> ObservableNames => _program.ObservableNames;

    public ImmutableArray<CompiledEvent> Events => _program.Events;

    /// <summary>
    /// Whether formulas look back in time. The rows of the parameter block that hold the past are filled by <see cref="PatientBatch"/> alone;
    /// for any other host they are NaN.
    /// </summary>
    public bool HasDelays => !_program.Delays.IsEmpty;

    internal ImmutableArray<CompiledDelay> Delays => _program.Delays;

    /// <summary>What each root function is for.</summary>
    public ImmutableArray<ModelRoot> Roots => _program.Roots;

    /// <summary>Structural non-zeros of the Jacobian.</summary>
    public SparsePattern JacobianPattern => _program.JacobianPattern;

    public override int StateCount => _program.StateNames.Length;

    public override int ParameterCount => _program.ParameterNames.Length;

    public override int RootCount => _program.Roots.Length;

    /// <inheritdoc/>
    public override bool IsAutonomous => _program.IsAutonomous;

    /// <inheritdoc/>
    public override bool WavesInTime(int root) => Roots[root].Waves;

    public override int JacobianEntryCount => _program.JacobianPattern.Count;

    public override int FactorEntryCount => _program.Lu.Factors.Count;

    /// <summary>
    /// Compiles a model; null where the bag then has errors. All faults are reported at once.
    /// </summary>
    public static CompiledModel? Compile(ModelDefinition model, CompileOptions options, DiagnosticBag diagnostics)
    {
        var faults = new DiagnosticBag();
        var program = ModelProgram.Create(model, options, faults);
        // A formula is lowered for the start and for the run, and its faults are found twice.
        diagnostics.Add(faults.Distinct());
        return program is null ? null : new CompiledModel(model, program, options);
    }

    /// <summary>The row of a state, −1 if there is none of that name.</summary>
    public int StateIndex(string name) => _states.GetValueOrDefault(name, -1);

    /// <summary>The row of a parameter, −1 if there is none; a symbol that changes in time stands for its start value <c>init(X)</c>.</summary>
    public int ParameterIndex(string name) => _program.ParameterRows.GetValueOrDefault(name, -1);

    public int ObservableIndex(string name) => _observables.GetValueOrDefault(name, -1);

    /// <summary>The row of a dosed species' infusion rate, −1 where the species was not named in the options.</summary>
    public int InfusionRateIndex(string species) => _infusions.GetValueOrDefault(species, -1);

    /// <summary>The row of a watch's threshold, by its name; −1 if there is none.</summary>
    public int ThresholdIndex(string watch) => ParameterIndex($"threshold({watch})");

    /// <summary>The file's values of settable rows, no infusion, no threshold; NaN in the rows that <see cref="Initialise(Span{double}, Span{double}, double)"/> fills.</summary>
    public void DefaultParameters(Span<double> parameters) => _program.DefaultParameters.AsSpan().CopyTo(parameters);

    /// <summary>
    /// Applies initial assignments and rules of one patient: fills the rows after the settable ones and the start state. To be called
    /// after settable rows were changed.
    /// </summary>
    /// <remarks>Draws in start values are those of seed 0; the overload with a sequence makes its own.</remarks>
    public void Initialise(Span<double> parameters, Span<double> state, double time)
    {
        var chance = new RandomSequence(RandomStream.For(0, 0, 0, DrawPurpose));
        Initialise(parameters, state, time, ref chance);
    }

    /// <summary>The same with draws of its own.</summary>
    public void Initialise(Span<double> parameters, Span<double> state, double time, ref RandomSequence chance)
    {
        Draw(_program.StartDraws, time, [], parameters, ref chance);
        var start = _program.Start;
        Span<double> values = start.Outputs.Length <= 512 ? stackalloc double[start.Outputs.Length] : new double[start.Outputs.Length];
        Interpreter.Run(start, time, [], parameters, values);
        for (var i = 0; i < _program.HeldRows.Length; i++) parameters[_program.HeldRows[i]] = values[i];
        values[_program.HeldRows.Length..].CopyTo(state);
        Derive(parameters);
    }

    /// <summary>Length of a snapshot: the states and, after them, the values that events have set (<see cref="PatientBatch.ReadSnapshot"/>).</summary>
    public int SnapshotLength => StateCount + _program.HeldRows.Length;

    /// <summary>What a patient is at a time, besides its settable rows and treatment.</summary>
    internal void TakeSnapshot(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> snapshot)
    {
        state.CopyTo(snapshot);
        for (var i = 0; i < _program.HeldRows.Length; i++) snapshot[StateCount + i] = parameters[_program.HeldRows[i]];
    }

    /// <summary>Sets states and, where the snapshot has them, the values that events had set.</summary>
    internal void Restore(ReadOnlySpan<double> snapshot, Span<double> state, Span<double> parameters)
    {
        snapshot[..StateCount].CopyTo(state);
        if (snapshot.Length == StateCount) return;
        for (var i = 0; i < _program.HeldRows.Length; i++) parameters[_program.HeldRows[i]] = snapshot[StateCount + i];
        Derive(parameters);
    }

    /// <summary>
    /// Recomputes the derived constants of one patient; to be called after any other row of the block was written, except infusion rates
    /// and thresholds.
    /// </summary>
    public void Derive(Span<double> parameters) =>
        Interpreter.Run(_program.Derived, 0, [], parameters, parameters[_program.FirstDerivedRow..]);

    /// <summary>Changes a settable row while the patient is under way: the value takes effect at once, start values excepted.</summary>
    public void ChangeParameter(int parameter, double value, Span<double> parameters)
    {
        parameters[parameter] = value;
        var isHeld = _program.HeldRowOf.TryGetValue(parameter, out var held);
        if (isHeld) parameters[held] = value;
        ForgetSensitivities(parameter, isHeld ? held : -1, parameters);
        Derive(parameters);
    }

    /// <summary>Every observable of one patient.</summary>
    public void Observe(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> observables) =>
        Interpreter.Run(_program.Observables, time, state, parameters, observables);

    /// <summary>One observable of one patient, computing no more than it needs.</summary>
    public double Observe(int observable, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) =>
        Interpreter.Value(_program.Observable(observable), time, state, parameters);

    /// <summary>What an amount of the species adds to its state row: the amount itself, for state rows of species are amounts.</summary>
    public static double AmountToState(double amount) => amount;

    public void Dispose()
    {
        // Emitted code is collected with the model; nothing outside the managed heap belongs to it.
    }
}
