using System.Collections.Immutable;

namespace Thymus.Simulation;

/// <summary>What is the same for all subjects of a run.</summary>
internal sealed class SubjectPlan
{
    private readonly double[] _parameters;
    private readonly int[] _rows;

    public SubjectPlan(CompiledModel model, EventData data, EventDataSettings settings)
    {
        Data = data;
        Settings = settings;
        Columns = Simulator.Columns(model, settings.Observables);
        Observables = [.. Columns.Select(model.ObservableIndex)];
        _parameters = Simulator.Parameters(model, settings.Parameters);
        _rows = [.. data.Columns.Select(c => model.ParameterIndex(c.Name))];
    }

    public EventData Data { get; }

    public EventDataSettings Settings { get; }

    public ImmutableArray<string> Columns { get; }

    public ImmutableArray<int> Observables { get; }

    /// <summary>Parameter row of a column.</summary>
    public int RowOf(int column) => _rows[column];

    /// <summary>The parameter block with the values of a subject's first record.</summary>
    public double[] Parameters(double[][] values)
    {
        var parameters = _parameters.ToArray();
        for (var c = 0; c < _rows.Length; c++)
            if (double.IsFinite(values[0][c])) parameters[_rows[c]] = values[0][c];
        return parameters;
    }

    /// <summary>
    /// The values that stand for each record of a subject: a cell that is empty takes the next value given under the rule backward, the last one
    /// given under the rule forward, and the nearest on the other side where there is none on that; NaN where the subject has no value at all.
    /// </summary>
    public double[][] Values(EventSubject subject)
    {
        var values = subject.Rows.Select(r => r.Values.ToArray()).ToArray();
        var backward = Settings.Covariates == CovariateRule.Backward;
        for (var c = 0; c < _rows.Length; c++)
        {
            Fill(values, c, backward);
            Fill(values, c, !backward);
        }
        return values;
    }

    private static void Fill(double[][] values, int column, bool backward)
    {
        var last = double.NaN;
        for (var k = 0; k < values.Length; k++)
        {
            ref var value = ref values[backward ? values.Length - 1 - k : k][column];
            if (double.IsNaN(value)) value = last;
            last = value;
        }
    }
}
