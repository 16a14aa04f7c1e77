using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Runs the subjects of a data file, eight at once.</summary>
public static class EventDataRunner
{
    /// <summary>Every fault of data and settings against the model: unknown symbols, columns that cannot be set, records that cannot be given.</summary>
    public static DiagnosticBag Check(CompiledModel model, EventData data, EventDataSettings settings)
    {
        var diagnostics = new DiagnosticBag();
        Simulator.CheckNames(model, settings.Observables, settings.Parameters, SourceSpan.WholeFile(model.Definition.File ?? data.File), diagnostics);
        Simulator.CheckSensitivities(model, settings.Parameters, SourceSpan.WholeFile(model.Definition.File ?? data.File), diagnostics);
        for (var c = 0; c < data.Columns.Length; c++) CheckColumn(model, data, c, settings, diagnostics);
        foreach (var subject in data.Subjects)
            EventRecordCheck.Check(model, [.. subject.Rows.Select(r => r.Record)], double.NegativeInfinity,
                (i, item) => new SourceSpan(data.File, subject.Rows[i].Line, data.Items.GetValueOrDefault(item, 1)), diagnostics);
        return diagnostics;
    }

    /// <summary>Every subject's course, in the order of the file.</summary>
    /// <exception cref="ArgumentException">Data or settings have a fault; <see cref="Check"/> tells all of them beforehand.</exception>
    public static IEnumerable<SubjectTrajectory> Run(CompiledModel model, EventData data, EventDataSettings settings)
    {
        var faults = Check(model, data, settings);
        if (faults.HasErrors) throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(data));
        return Runs(model, data, settings);
    }

    private static IEnumerable<SubjectTrajectory> Runs(CompiledModel model, EventData data, EventDataSettings settings)
    {
        using var batch = new PatientBatch(model, new IntegratorOptions
        {
            Method = settings.Method,
            RelativeTolerance = settings.RelativeTolerance,
            MaximumSteps = settings.MaximumSteps,
        });
        var plan = new SubjectPlan(model, data, settings);
        var courses = new SubjectCourse?[LaneSystem.Lanes];
        var finished = new SortedDictionary<int, SubjectTrajectory>();
        var (loaded, delivered) = (0, 0);
        while (delivered < data.Subjects.Length)
        {
            for (; loaded < data.Subjects.Length && batch.FreeLane() is var lane and >= 0; loaded++)
                courses[lane] = new SubjectCourse(plan, loaded, batch, lane);
            if (!batch.Advance(out var arrived)) throw new InvalidOperationException("Every subject has stopped, but not every subject has finished.");
            foreach (var lane in arrived)
            {
                if (courses[lane]!.Handle() is not { } course) continue;
                finished.Add(courses[lane]!.Subject, course);
                batch.Release(lane);
            }
            while (finished.Remove(delivered, out var next))
            {
                yield return next;
                delivered++;
            }
        }
    }

    private static void CheckColumn(CompiledModel model, EventData data, int column, EventDataSettings settings, DiagnosticBag diagnostics)
    {
        var (name, number) = data.Columns[column];
        var head = new SourceSpan(data.File, 1, number);
        var row = model.ParameterIndex(name);
        if (row < 0 || row >= model.SettableParameterCount)
            diagnostics.Error("TD0121", head, $"The column {name} gives a value that the model computes.", "Rename the column, or make it a constant of the model.");
        else if (settings.Parameters.ContainsKey(name))
            diagnostics.Error("TD0122", head, $"The column {name} and --set both give a value.", "Leave one of them out.");
        else if (model.SensitivityParameters.Contains(model.ParameterNames[row]) && SubjectWithChanges(data, column) is { } changing)
            diagnostics.Error("TD0124", new SourceSpan(data.File, changing.Rows[0].Line, number), $"Sensitivities are asked for to {name}, which changes in the records of ID {changing.Id}.",
                "Give one value for each subject, or ask for other sensitivities.");
        else if (model.StateIndex(name) >= 0 || model.Definition.Species.Any(s => s.Id == name))
            foreach (var subject in data.Subjects)
                if (Changes(subject, column))
                    diagnostics.Error("TD0123", new SourceSpan(data.File, subject.Rows[0].Line, number), $"The column {name} is a value at the start, but it changes in the records of ID {subject.Id}.",
                        "Give one value; to change it on the way write a record with EVID 5.");
    }

    private static EventSubject? SubjectWithChanges(EventData data, int column) => data.Subjects.FirstOrDefault(s => Changes(s, column));

    private static bool Changes(EventSubject subject, int column) => subject.Rows.Select(r => r.Values[column]).Where(double.IsFinite).Distinct().Skip(1).Any();

    /// <summary>Writes subjects as CSV: ID, TIME, EVID and the columns; a value that was not reached is left empty.</summary>
    public static void Write(IEnumerable<SubjectTrajectory> subjects, ImmutableArray<string> columns, TextWriter writer)
    {
        TrajectoryCsv.WriteHeading("ID,TIME,EVID", columns, writer);
        foreach (var subject in subjects)
            foreach (var row in subject.Rows)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{TrajectoryCsv.Quoted(subject.Id)},{row.Time:R},{(int)row.EventId}"));
                foreach (var value in row.Values)
                {
                    writer.Write(',');
                    if (!double.IsNaN(value)) writer.Write(TrajectoryCsv.Digits(value));
                }
                writer.Write('\n');
            }
    }

    /// <summary>What is written of a model: the symbols asked for, or all.</summary>
    public static ImmutableArray<string> ColumnsOf(CompiledModel model, EventDataSettings settings) => Simulator.Columns(model, settings.Observables);
}
