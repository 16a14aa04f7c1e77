using System.Collections.Immutable;
using Thymus.Numerics;

namespace Thymus.Populations;

/// <summary>One virtual patient: values in the order of the cohort's names.</summary>
/// <param name="Index">Number within the cohort; with the seed it determines the patient.</param>
public sealed record VirtualPatient(ulong Index, ImmutableArray<double> Covariates, ImmutableArray<double> Parameters);

/// <summary>A population that patients are drawn from: patient <c>i</c> depends on (seed, replicate, <c>i</c>) alone.</summary>
/// <remarks>
/// Each quantity has its own stream of chance, named <c>population/NAME</c>: a quantity that is added, or whose distribution
/// changes, leaves every other quantity of every patient as it was, outside its own correlation block.
/// </remarks>
public sealed class Cohort
{
    private readonly PopulationSpecification _specification;
    private readonly ImmutableArray<CorrelationBlock> _blocks;
    private readonly int[] _blockOf;
    private readonly int[] _given;

    public Cohort(PopulationSpecification specification)
    {
        _specification = specification;
        _blocks = CorrelationBlock.Build(specification, null);
        _blockOf = new int[specification.Quantities.Length];
        Array.Fill(_blockOf, -1);
        for (var b = 0; b < _blocks.Length; b++)
            foreach (var member in _blocks[b].Members) _blockOf[member] = b;
        _given = [.. specification.Quantities.Select(q => q.Law.Given is { } g ? IndexOf(g) : -1)];
        var table = specification.Table?.Columns ?? [];
        CovariateNames = [.. table, .. specification.Quantities.Where(q => q.Role == QuantityRole.Covariate).Select(q => q.Name)];
        ParameterNames = [.. specification.Quantities.Where(q => q.Role == QuantityRole.Parameter).Select(q => q.Name)];
    }

    public PopulationSpecification Specification => _specification;

    /// <summary>Columns of the patient table first, then covariates in file order.</summary>
    public ImmutableArray<string> CovariateNames { get; }

    public ImmutableArray<string> ParameterNames { get; }

    /// <summary>Patients there are; unlimited unless a table is read in order.</summary>
    public ulong Count => _specification.Table is { InOrder: true } table ? (ulong)table.Rows.Length : ulong.MaxValue;

    /// <exception cref="ArgumentOutOfRangeException">The patient lies beyond a table that is read in order.</exception>
    public VirtualPatient Draw(ulong seed, uint replicate, ulong index)
    {
        if (index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), $"Patient {index + 1} is asked for; '{_specification.Table!.File}' lists {Count}.");
        var scores = Scores(seed, replicate, index);
        return Realise(index, scores, _specification.Table is { } table ? TableRow(table, seed, replicate, index) : []);
    }

    /// <summary>The patient whose every quantity stands at its median: not a mean patient, but the one that a first plot shows.</summary>
    public VirtualPatient Typical() => Realise(0, new double[_specification.Quantities.Length], _specification.Table is { } t ? t.Rows[0] : []);

    private double[] Scores(ulong seed, uint replicate, ulong index)
    {
        var quantities = _specification.Quantities;
        var independent = new double[quantities.Length];
        for (var q = 0; q < quantities.Length; q++)
            independent[q] = RandomStream.For(seed, replicate, index, "population/" + quantities[q].Name).Normal(0);
        var scores = (double[])independent.Clone();
        foreach (var block in _blocks)
            for (var i = 0; i < block.Members.Length; i++)
            {
                var sum = 0.0;
                for (var j = 0; j <= i; j++) sum += block.Factor[i, j] * independent[block.Members[j]];
                scores[block.Members[i]] = sum;
            }
        return scores;
    }

    private VirtualPatient Realise(ulong index, double[] scores, ImmutableArray<double> tableRow)
    {
        var quantities = _specification.Quantities;
        var values = new double[quantities.Length];
        var covariates = ImmutableArray.CreateBuilder<double>(CovariateNames.Length);
        var parameters = ImmutableArray.CreateBuilder<double>(ParameterNames.Length);
        covariates.AddRange(tableRow);
        for (var q = 0; q < quantities.Length; q++)
        {
            values[q] = DistributionOf(quantities[q].Law, _given[q] < 0 ? 0 : values[_given[q]]).FromNormal(scores[q]);
            (quantities[q].Role == QuantityRole.Covariate ? covariates : parameters).Add(values[q]);
        }
        return new VirtualPatient(index, covariates.MoveToImmutable(), parameters.MoveToImmutable());
    }

    private static Distribution DistributionOf(QuantityLaw law, double code)
    {
        if (law.Distribution is { } one) return one;
        return law.Cases.First(c => c.Code == code).Distribution;
    }

    private static ImmutableArray<double> TableRow(PatientTable table, ulong seed, uint replicate, ulong index)
    {
        if (table.InOrder) return table.Rows[(int)index];
        var u = RandomStream.For(seed, replicate, index, "population/table row").Uniform(0);
        return table.Rows[Math.Min((int)(u * table.Rows.Length), table.Rows.Length - 1)];
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _specification.Quantities.Length; i++)
            if (_specification.Quantities[i].Name == name) return i;
        return -1;
    }
}
