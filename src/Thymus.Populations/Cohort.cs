using System.Collections.Immutable;

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
    private readonly int[] _given;

    /// <summary>Where the value of each quantity stands among covariates, then parameters.</summary>
    private readonly int[] _places;

    public Cohort(PopulationSpecification specification)
    {
        _specification = specification;
        Blocks = CorrelationBlock.Build(specification, null);
        _given = [.. specification.Quantities.Select(q => q.Law.Given is { } g ? IndexOf(g) : -1)];
        var table = specification.Table?.Columns ?? [];
        CovariateNames = [.. table, .. specification.Quantities.Where(q => q.Role == QuantityRole.Covariate).Select(q => q.Name)];
        ParameterNames = [.. specification.Quantities.Where(q => q.Role == QuantityRole.Parameter).Select(q => q.Name)];
        var (covariate, parameter) = (table.Length, CovariateNames.Length);
        _places = [.. specification.Quantities.Select(q => q.Role == QuantityRole.Covariate ? covariate++ : parameter++)];
    }

    public PopulationSpecification Specification => _specification;

    /// <summary>Columns of the patient table first, then covariates in file order.</summary>
    public ImmutableArray<string> CovariateNames { get; }

    public ImmutableArray<string> ParameterNames { get; }

    /// <summary>Covariates and parameters of a patient together.</summary>
    public int ValueCount => CovariateNames.Length + ParameterNames.Length;

    /// <summary>Patients there are; unlimited unless a table is read in order.</summary>
    public ulong Count => _specification.Table is { InOrder: true } table ? (ulong)table.Rows.Length : ulong.MaxValue;

    internal ImmutableArray<CorrelationBlock> Blocks { get; }

    /// <summary>One patient; <see cref="CohortDraws"/> draws many faster.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The patient lies beyond a table that is read in order.</exception>
    public VirtualPatient Draw(ulong seed, uint replicate, ulong index) => Patient(index, new CohortDraws(this, seed, replicate).Draw(index));

    /// <summary>The patient whose every quantity stands at its median: not a mean patient, but the one that a first plot shows.</summary>
    public VirtualPatient Typical()
    {
        var values = new double[ValueCount];
        Realise(new double[_places.Length], _specification.Table is { } t ? t.Rows[0] : [], values);
        return Patient(0, values);
    }

    /// <summary>Covariates, then parameters, from the normal scores of the quantities and a row of the table.</summary>
    internal void Realise(ReadOnlySpan<double> scores, ImmutableArray<double> tableRow, Span<double> values)
    {
        var quantities = _specification.Quantities;
        tableRow.AsSpan().CopyTo(values);
        for (var q = 0; q < quantities.Length; q++)
            values[_places[q]] = DistributionOf(quantities[q].Law, _given[q] < 0 ? 0 : values[_places[_given[q]]]).FromNormal(scores[q]);
    }

    private VirtualPatient Patient(ulong index, ReadOnlySpan<double> values) =>
        new(index, [.. values[..CovariateNames.Length]], [.. values[CovariateNames.Length..]]);

    private static Distribution DistributionOf(QuantityLaw law, double code)
    {
        if (law.Distribution is { } one) return one;
        foreach (var (value, distribution) in law.Cases)
            if (value == code) return distribution;
        throw new InvalidOperationException($"No case of the distribution is for the code {code:R}.");
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _specification.Quantities.Length; i++)
            if (_specification.Quantities[i].Name == name) return i;
        return -1;
    }
}
