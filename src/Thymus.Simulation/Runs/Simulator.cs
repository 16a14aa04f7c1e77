using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Runs one patient.</summary>
public static class Simulator
{
    /// <summary>Every fault of the settings against the model: unknown symbols and parameters, times out of order, records that
    /// cannot be given.</summary>
    public static DiagnosticBag Check(CompiledModel model, SimulationSettings settings, string file)
    {
        var diagnostics = new DiagnosticBag();
        var place = SourceSpan.WholeFile(file);
        if (settings.Times.IsDefaultOrEmpty) diagnostics.Error("TC0202", place, "No output time is given.", "Give a start and an end.");
        else if (settings.Times.FirstOrDefault(t => !double.IsFinite(t)) is var odd && !double.IsFinite(odd))
            diagnostics.Error("TC0206", place, $"Output time {odd:R} is no finite time.", "Give finite times.");
        for (var i = 1; i < settings.Times.Length; i++)
            if (!(settings.Times[i] >= settings.Times[i - 1]))
            {
                diagnostics.Error("TC0203", place, $"Output time {settings.Times[i]:R} comes after {settings.Times[i - 1]:R}.", "Output times ascend.");
                break;
            }
        CheckNames(model, settings.Observables, settings.Parameters, place, diagnostics);
        CheckSensitivities(model, settings.Parameters, place, diagnostics);
        if (!settings.Times.IsDefaultOrEmpty) EventRecordCheck.Check(model, settings.Events, settings.Times[0], (_, _) => place, diagnostics);
        return diagnostics;
    }

    /// <summary>Every symbol to write and value to set that the model does not have.</summary>
    internal static void CheckNames(
        CompiledModel model, ImmutableArray<string> observables, ImmutableDictionary<string, double> parameters, SourceSpan place, DiagnosticBag diagnostics)
    {
        foreach (var name in observables)
            if (model.ObservableIndex(name) < 0)
                diagnostics.Error("TC0204", place, $"The model has no symbol '{name}'.", Advice.DidYouMean(name, "symbols", model.ObservableNames));
        foreach (var name in parameters.Keys.Order(StringComparer.Ordinal))
            if (model.ParameterIndex(name) is var row && (row < 0 || row >= model.SettableParameterCount))
                diagnostics.Error("TC0205", place, $"The model has no value '{name}' to set.", Advice.DidYouMean(name, "values to set", model.ParameterNames.Take(model.SettableParameterCount)));
    }

    /// <summary>Whether a value to differentiate by is replaced by an initial assignment.</summary>
    internal static void CheckSensitivities(CompiledModel model, ImmutableDictionary<string, double> replaced, SourceSpan place, DiagnosticBag diagnostics)
    {
        if (!diagnostics.HasErrors && model.ReplacedSensitivityParameter(Parameters(model, replaced)) is { } name)
            diagnostics.Error("TC0209", place, $"Sensitivities are asked for to '{name}', which an initial assignment computes.",
                "Ask for the values that the assignment reads, or set a number of your own (--set).");
    }

    /// <summary>What to write: as asked, or every symbol of the model.</summary>
    public static ImmutableArray<string> Columns(CompiledModel model, ImmutableArray<string> asked) =>
        asked.IsDefaultOrEmpty ? [.. model.ObservableNames.Where(IsSymbol)] : asked;

    /// <summary>The file's parameter rows with some replaced.</summary>
    internal static double[] Parameters(CompiledModel model, ImmutableDictionary<string, double> replaced)
    {
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        foreach (var (name, value) in replaced) parameters[model.ParameterIndex(name)] = value;
        return parameters;
    }

    /// <summary>Whether an observable is a name of the model, not time, <c>amount(X)</c> or <c>concentration(X)</c>.</summary>
    private static bool IsSymbol(string observable) => observable != "time" && !observable.Contains('(', StringComparison.Ordinal);

    /// <summary>Integrates from the first output time to the last.</summary>
    /// <remarks>
    /// A row holds what stands after the model events of its time and before its doses, so that a dose shows from the next row
    /// on.
    /// A run that fails gives the rows up to there, with its status.
    /// </remarks>
    /// <exception cref="ArgumentException">The settings have a fault; <see cref="Check"/> tells all of them
    /// beforehand.</exception>
    public static Trajectory Run(CompiledModel model, SimulationSettings settings)
    {
        var faults = Check(model, settings, "settings");
        if (faults.HasErrors) throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(settings));

        var columns = Columns(model, settings.Observables);
        var rows = columns.Select(model.ObservableIndex).ToArray();
        var parameters = Parameters(model, settings.Parameters);

        using var batch = new PatientBatch(model, new IntegratorOptions
        {
            Method = settings.Method,
            RelativeTolerance = settings.RelativeTolerance,
            MaximumSteps = settings.MaximumSteps,
        });
        batch.Load(0, new PatientStart { Seed = settings.Seed, Time = settings.Times[0], Parameters = parameters, Events = settings.Events.AsSpan() });
        for (var i = 0; i < settings.Times.Length; i++) batch.VisitAt(0, settings.Times[i], i);

        var values = new double[settings.Times.Length * columns.Length];
        var reached = 0;
        while (reached < settings.Times.Length && batch.Advance(out _))
        {
            var arrival = batch.ArrivalOf(0);
            if (arrival.Kind == PatientArrivalKind.Failed) break;
            if (arrival.Kind != PatientArrivalKind.Visit || arrival.Index < 0) continue;
            for (var c = 0; c < rows.Length; c++) values[reached * rows.Length + c] = batch.Observe(0, rows[c]);
            reached++;
        }
        var completed = reached == settings.Times.Length;
        return new Trajectory(columns, [.. settings.Times.AsSpan(0, reached)], values,
            completed ? IntegrationStatus.Completed : batch.ArrivalOf(0).Status, batch.ArrivalOf(0).Reason,
            batch.StepsOf(0), batch.RejectionsOf(0));
    }
}
