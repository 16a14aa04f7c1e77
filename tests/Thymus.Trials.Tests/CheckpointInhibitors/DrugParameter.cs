using Thymus.Modeling;

namespace Thymus.Trials.Tests;

/// <summary>A row of models/procedures/checkpoint-inhibitors/pharmacokinetics.parameters.csv.</summary>
/// <param name="File">The drug file without its ending; <c>ipilimumab-over-time</c> is a module of <c>ipilimumab.ant</c>.</param>
/// <param name="Variability">For a random effect its variance; else the name of the effect, or nothing.</param>
internal sealed record DrugParameter(string File, string Symbol, Quantity Value, string Variability, string Meaning, string Source, string Grade)
{
    /// <summary>The model symbol that a population or a trial names, in the reference patient of the file.</summary>
    public string Id => $"{(File == "nivolumab-subcutaneous" ? "nivolumab" : File.Replace('-', '_'))}__{Symbol}";

    public static IReadOnlyList<DrugParameter> Read() =>
        [.. ParameterTable.Read(Antibody.PathOf("pharmacokinetics.parameters.csv")).Select(r => new DrugParameter(r.Drug, r.Symbol, r.Value, r.Variability, r.Meaning, r.Source, r.Grade))];
}
