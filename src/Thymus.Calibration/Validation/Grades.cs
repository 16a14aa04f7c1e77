using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Calibration;

/// <summary>The worst grade of what a prediction rests on: A clinical data of the trial's own kind, D a guess.</summary>
internal static class Grades
{
    /// <summary>Of the tables' rows that the model has as parameters; D where a fitted parameter was left as its prior had it.</summary>
    /// <returns>Empty where no table is named.</returns>
    public static string Worst(ValidationEntry entry, CompiledModel model, bool allIdentified, DiagnosticBag diagnostics)
    {
        var grades = new List<string>();
        foreach (var table in entry.Grades)
        {
            var columns = table.Drugs.IsEmpty ? new[] { "symbol", "grade" } : ["symbol", "grade", "drug"];
            var rows = CsvRows.Read(table.File, table.Span, "TV0301", columns, diagnostics);
            var known = grades.Count;
            grades.AddRange(rows.Where(r => table.Drugs.IsEmpty ? model.ParameterIndex(r.Cell("symbol")) >= 0 : table.Drugs.Contains(r.Cell("drug"))).Select(r => r.Cell("grade")));
            if (rows.Count > 0 && grades.Count == known) diagnostics.Error("TV0302", table.Span, $"No row of '{table.File}' is of this trial's model.", "Name the drugs whose rows are meant below 'drugs:'.");
        }
        return !allIdentified && grades.Count > 0 ? "D" : grades.Max(StringComparer.Ordinal) ?? "";
    }
}
