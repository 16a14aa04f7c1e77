using System.Collections.Immutable;
using Thymus.Numerics;

namespace Thymus.Populations;

/// <summary>Draws patients of a cohort for one seed and replicate, one after the other into memory of its own; one a thread.</summary>
/// <remarks>The numbers are those of <see cref="Cohort.Draw"/>. Once made it allocates nothing, and names are not hashed again.</remarks>
public sealed class CohortDraws
{
    private readonly Cohort _cohort;
    private readonly RandomStreams[] _streams;
    private readonly RandomStreams _rowOf;
    private readonly double[] _independent;
    private readonly double[] _scores;
    private readonly double[] _values;

    public CohortDraws(Cohort cohort, ulong seed, uint replicate)
    {
        var quantities = cohort.Specification.Quantities;
        _cohort = cohort;
        _streams = [.. quantities.Select(q => RandomStreams.For(seed, replicate, "population/" + q.Name))];
        _rowOf = RandomStreams.For(seed, replicate, "population/table row");
        _independent = new double[quantities.Length];
        _scores = new double[quantities.Length];
        _values = new double[cohort.ValueCount];
    }

    /// <summary>Covariates, then parameters, in the order of the cohort's names; valid until the next draw.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The patient lies beyond a table that is read in order.</exception>
    public ReadOnlySpan<double> Draw(ulong index)
    {
        var table = _cohort.Specification.Table;
        if (index >= _cohort.Count)
            throw new ArgumentOutOfRangeException(nameof(index), $"Patient {index + 1} is asked for; '{table!.File}' lists {_cohort.Count}.");
        for (var q = 0; q < _streams.Length; q++) _independent[q] = _streams[q][index].Normal(0);
        Correlate();
        _cohort.Realise(_scores, table is null ? [] : Row(table, index), _values);
        return _values;
    }

    /// <summary>Normal scores of the quantities of the last patient drawn, in the order of the specification.</summary>
    public ReadOnlySpan<double> Scores => _scores;

    private void Correlate()
    {
        _independent.CopyTo(_scores, 0);
        foreach (var block in _cohort.Blocks)
            for (var i = 0; i < block.Members.Length; i++)
            {
                var sum = 0.0;
                for (var j = 0; j <= i; j++) sum += block.Factor[i, j] * _independent[block.Members[j]];
                _scores[block.Members[i]] = sum;
            }
    }

    private ImmutableArray<double> Row(PatientTable table, ulong index)
    {
        if (table.InOrder) return table.Rows[(int)index];
        var u = _rowOf[index].Uniform(0);
        return table.Rows[Math.Min((int)(u * table.Rows.Length), table.Rows.Length - 1)];
    }
}
