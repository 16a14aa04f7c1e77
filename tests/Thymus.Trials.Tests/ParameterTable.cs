using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;

namespace Thymus.Trials.Tests;

/// <summary>A row of a table of parameters (<c>parameters.csv</c> beside a model). A column that the table lacks is empty.</summary>
/// <param name="Drug">The drug, or product, that the row is of.</param>
/// <param name="Module">The part of the model that the row is of.</param>
internal sealed record ParameterRow(string Drug, string Module, string Symbol, Quantity Value, string Variability, string Meaning, string Source, string Grade)
{
    /// <summary>Every number says where it comes from and how much it is worth.</summary>
    public void HasSourceAndGrade()
    {
        Assert.NotEmpty(Source);
        Assert.Contains(Grade, (string[])["A", "B", "C", "D"]);
    }
}

/// <summary>Reads tables of parameters by the names of their columns.</summary>
internal static class ParameterTable
{
    public static IReadOnlyList<ParameterRow> Read(string path)
    {
        using var table = CsvDataReader.Create(path, new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
        var columns = Enumerable.Range(0, table.FieldCount).ToDictionary(table.GetName, StringComparer.Ordinal);
        string Cell(string column) => columns.TryGetValue(column, out var at) ? table.GetString(at) : "";
        var rows = new List<ParameterRow>();
        while (table.Read())
            rows.Add(new ParameterRow(Cell("drug"), Cell("module"), Cell("symbol"), new Quantity(double.Parse(Cell("value"), CultureInfo.InvariantCulture), Unit.Parse(Cell("unit"))),
                Cell("variability"), Cell("meaning"), Cell("source"), Cell("grade")));
        Assert.NotEmpty(rows);
        return rows;
    }
}
