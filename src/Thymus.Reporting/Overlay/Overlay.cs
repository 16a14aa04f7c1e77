using System.Collections.Immutable;
using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;
using Thymus.Runs;

namespace Thymus.Reporting;

/// <summary>Observations that a user lays over the figures: published curves, patients of one's own study.</summary>
/// <remarks>
/// A CSV with the columns <c>figure, arm, time, value</c> and, if wished, <c>lower, upper</c>. <c>figure</c> is <c>OS</c>, <c>PFS</c>
/// (time in months, value in %), <c>spider</c> (months, percent change of the sum of diameters) or <c>concentration</c> (days, in the
/// unit of the figure; <c>concentration:NAME</c> where there are several analytes). <c>arm</c> is an arm's id or label, or empty for a series that belongs to no arm.
/// </remarks>
public sealed class Overlay
{
    private static readonly ImmutableArray<string> Figures = ["OS", "PFS", "spider", "concentration"];

    private readonly ImmutableArray<OverlayPoint> _points;

    private Overlay(ImmutableArray<OverlayPoint> points) => _points = points;

    public static Overlay None { get; } = new([]);

    /// <summary>Reads a file; every fault of it goes to <paramref name="diagnostics"/>, and what is right is drawn.</summary>
    public static Overlay Read(string path, RunPlan plan, DiagnosticBag diagnostics)
    {
        try
        {
            using var text = new StreamReader(path);
            return Read(text, path, plan, diagnostics);
        }
        catch (IOException fault)
        {
            diagnostics.Error("TC0301", SourceSpan.WholeFile(path), $"The observations could not be read: {fault.Message}");
            return None;
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or CsvFormatException or CsvMissingHeadersException)
        {
            diagnostics.Error("TC0301", SourceSpan.WholeFile(path), $"The observations could not be read: {fault.Message}");
            return None;
        }
    }

    internal static Overlay Read(TextReader text, string file, RunPlan plan, DiagnosticBag diagnostics)
    {
        if (text.Peek() < 0)
        {
            diagnostics.Error("TC0302", new SourceSpan(file, 1, 1), "The file is empty.", "Columns: figure, arm, time, value and, if wished, lower, upper.");
            return None;
        }
        using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = true, HeaderComparer = StringComparer.OrdinalIgnoreCase });
        var names = Enumerable.Range(0, csv.FieldCount).Select(csv.GetName).ToList();
        int Column(string name) => names.FindIndex(n => n.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        int figure = Column("figure"), arm = Column("arm"), time = Column("time"), value = Column("value"), lower = Column("lower"), upper = Column("upper");
        foreach (var (name, column) in new[] { ("figure", figure), ("arm", arm), ("time", time), ("value", value) })
            if (column < 0)
                diagnostics.Error("TC0302", new SourceSpan(file, 1, 1), $"The column '{name}' is missing.", "Columns: figure, arm, time, value and, if wished, lower, upper.");
        if (figure < 0 || arm < 0 || time < 0 || value < 0) return None;

        var points = ImmutableArray.CreateBuilder<OverlayPoint>();
        for (var line = 2; csv.Read(); line++)
        {
            string Field(int column) => column >= 0 && column < csv.RowFieldCount ? csv.GetString(column).Trim() : "";
            double NumberOf(int column, string name, bool required)
            {
                var field = Field(column);
                if (field.Length == 0 && !required) return double.NaN;
                if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
                diagnostics.Error("TC0303", new SourceSpan(file, line, column + 1), $"The {name} '{field}' is no number.", "Write numbers with a point: 12.5.");
                return double.NaN;
            }

            var place = Field(figure).Split(':', 2);
            var found = Figures.FirstOrDefault(f => f.Equals(place[0].Trim(), StringComparison.OrdinalIgnoreCase));
            if (found is null)
                diagnostics.Error("TC0304", new SourceSpan(file, line, figure + 1), $"There is no figure '{Field(figure)}'.", Advice.DidYouMean(Field(figure), "figures", Figures));
            string? armId = null;
            if (Field(arm) is { Length: > 0 } wanted)
            {
                armId = plan.Arms.FirstOrDefault(a => a.Id == wanted || a.Label == wanted)?.Id;
                if (armId is null)
                    diagnostics.Error("TC0305", new SourceSpan(file, line, arm + 1), $"There is no arm '{wanted}'.", Advice.DidYouMean(wanted, "arms", plan.Arms.Select(a => a.Id)));
            }
            var point = new OverlayPoint(
                found ?? "", place.Length > 1 ? place[1].Trim() : null, armId, NumberOf(time, "time", true), NumberOf(value, "value", true), NumberOf(lower, "lower bound", false), NumberOf(upper, "upper bound", false));
            if (found is not null && (armId is not null || Field(arm).Length == 0) && !double.IsNaN(point.Time + point.Value)) points.Add(point);
        }
        if (points.Count == 0 && !diagnostics.HasErrors)
            diagnostics.Warning("TC0306", SourceSpan.WholeFile(file), "The file holds no observations.");
        return new Overlay(points.ToImmutable());
    }

    internal IEnumerable<OverlayPoint> Of(string figure) => _points.Where(p => p.Figure == figure);

    /// <summary>The observations of one arm, or of none where <paramref name="arm"/> is null, in order of time.</summary>
    internal ImmutableArray<OverlayPoint> Of(string figure, ArmData? arm, string? analyte = null) =>
        [.. Of(figure).Where(p => p.Arm == arm?.Id && (p.Analyte ?? analyte) == analyte).OrderBy(p => p.Time)];
}

/// <param name="Arm">Id of the arm; null where the series belongs to none.</param>
/// <param name="Analyte">For concentrations where there are several; null: all.</param>
internal readonly record struct OverlayPoint(string Figure, string? Analyte, string? Arm, double Time, double Value, double Lower, double Upper);
