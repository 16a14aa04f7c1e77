using System.Collections.Immutable;
using Thymus.Trials;

namespace Thymus.Runs;

/// <summary>An analysis data set in CDISC ADaM's words: its variables, and how a patient's outcome becomes rows.</summary>
public abstract class DataSet(string name, string label)
{
    public string Name { get; } = name;
    public string Label { get; } = label;
    public abstract ImmutableArray<VariableDescription> Variables { get; }

    internal abstract DataSetWriter Open(Stream parquet, Stream? csv, int rowsPerGroup);
}

/// <summary>A variable as documentation and readers need it.</summary>
public sealed record VariableDescription(string Name, string Label, VariableType Type);

/// <param name="rows">The rows of one patient in order of time; a patient without any gives none.</param>
internal sealed class DataSet<TRow>(string name, string label, Func<ImmutableArray<Variable<TRow>>> variables, Func<PatientOutcome, IEnumerable<TRow>> rows)
    : DataSet(name, label)
{
    public override ImmutableArray<VariableDescription> Variables { get; } =
        [.. variables().Select(v => new VariableDescription(v.Name, v.Label, v.Type))];

    internal override DataSetWriter Open(Stream parquet, Stream? csv, int rowsPerGroup) =>
        new DataSetWriter<TRow>(this, variables(), rows, parquet, csv, rowsPerGroup);
}
