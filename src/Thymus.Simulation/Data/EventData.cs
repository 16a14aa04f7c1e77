using System.Collections.Immutable;

namespace Thymus.Simulation;

/// <summary>A file of event records as NONMEM has them: subjects, each with its records in order and the values that stand beside them.</summary>
/// <param name="Columns">Columns that give values of the model (covariates, individual parameters), in file order.</param>
/// <param name="Items">Number of the column of each NONMEM item that the file has, from 1.</param>
public sealed record EventData(
    string File, ImmutableArray<EventDataColumn> Columns, ImmutableDictionary<string, int> Items, ImmutableArray<EventSubject> Subjects)
{
    /// <summary>Compartments that are dosed.</summary>
    public ImmutableArray<string> Dosed =>
        [.. Subjects.SelectMany(s => s.Rows).Select(r => r.Record.Compartment).Where(c => c.Length > 0).Distinct(StringComparer.Ordinal)];
}

/// <summary>A column that gives values of the model.</summary>
/// <param name="Number">From 1.</param>
public sealed record EventDataColumn(string Name, int Number);

/// <summary>What a file says of one subject.</summary>
/// <param name="Id">ID as the file writes it.</param>
public sealed record EventSubject(string Id, ImmutableArray<EventRow> Rows);

/// <summary>One line of a file.</summary>
/// <param name="Values">Values in the order of <see cref="EventData.Columns"/>; NaN where the cell is empty.</param>
public sealed record EventRow(int Line, EventRecord Record, ImmutableArray<double> Values);
