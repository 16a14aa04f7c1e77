using System.Collections.Immutable;
using Thymus.Numerics;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary>
/// One drawn patient before it is known whether the trial can enrol it: values, parameters, and the keys of its luck.
/// </summary>
internal sealed class Candidate
{
    public Candidate(PreparedTrial trial, RunSettings settings, ulong index)
    {
        var bound = trial.Bindings;
        (Seed, Replicate, Index) = (settings.Seed, settings.Replicate, index);
        Patient = trial.Cohort.Draw(settings.Seed, settings.Replicate, index);
        Parameters = (double[])bound.Defaults.Clone();
        foreach (var (row, variable, factor) in bound.Draws) Parameters[row] = Value(variable) * factor;
        foreach (var (row, value) in bound.Overrides) Parameters[row] = value;
        foreach (var (row, value) in settings.Parameters) Parameters[row] = value;
        Body = new BodySize(Optional(bound.Weight), Optional(bound.Height), Optional(bound.Gfr));
        BurnInTarget = bound.BurnIn.Variable >= 0 ? bound.BurnIn.Factor * Value(bound.BurnIn.Variable) : bound.BurnIn.Target;
    }

    /// <summary>Number within the cohort: with the seed and the replicate it determines the patient and all its luck.</summary>
    public ulong Index { get; }

    public ulong Seed { get; }

    public uint Replicate { get; }

    public VirtualPatient Patient { get; }

    public double[] Parameters { get; }

    public BodySize Body { get; }

    public double BurnInTarget { get; }

    public RandomStream Chance(string purpose) => RandomStream.For(Seed, Replicate, Index, purpose);

    public Scanner NewScanner(MeasurementRules rules, ImmutableArray<LesionMap> lesions, string phase) =>
        new(rules, lesions, Seed, Replicate, Index, phase);

    private double Value(int variable) =>
        variable < Patient.Covariates.Length ? Patient.Covariates[variable]
        : Patient.Parameters[variable - Patient.Covariates.Length];

    private double Optional(int variable) => variable < 0 ? double.NaN : Value(variable);
}

/// <summary>Seed, replicate and parameter rows of a run, resolved once.</summary>
internal sealed record RunSettings(ulong Seed, uint Replicate, ImmutableArray<(int Row, double Value)> Parameters, int Enrolled);

/// <summary>A place on the randomisation list.</summary>
/// <param name="Number">Patient number; the candidates who are tried for the place follow from it.</param>
internal readonly record struct Place(int Arm, int Block, ulong Number);
