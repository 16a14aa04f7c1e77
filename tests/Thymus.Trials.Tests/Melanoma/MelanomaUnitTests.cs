using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>The models that Thymus brings state their units, so that a formula that mixes them cannot pass.</summary>
public sealed class MelanomaUnitTests
{
    private const string Nivolumab = """
        import "procedures/checkpoint-inhibitors/nivolumab.ant"
        model *patient()
          compartment body = 1 L;
          var occupancy;
          WT = 80 kg; EGFR = 90 mL_per_min; SEXF = 0 dimensionless; ECOG = 0 dimensionless;
          drug: Nivolumab(body, occupancy, WT, EGFR, SEXF, ECOG);
        end
        """;

    [Theory]
    [InlineData(null)]
    [InlineData(Nivolumab)]
    public void Every_symbol_has_a_unit_and_every_formula_agrees_with_it(string? text)
    {
        var main = Repository.PathOf("models", "melanoma.ant");
        var (model, diagnostics) = ModelReader.ReadAntimony(text ?? File.ReadAllText(main), main, path => File.Exists(path) ? File.ReadAllText(path) : null);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.Equal("day", model!.TimeUnit);
        var units = UnitChecker.UnitsOf(model);
        Assert.Empty(model.Parameters.Select(p => p.Id).Concat(model.Species.Select(s => s.Id)).Concat(model.Compartments.Select(c => c.Id)).Except(units.Keys));
    }

    [Theory]
    [InlineData("lesion.ant", "(6*volume/pi)^(1/3)", "6*volume/pi", "TU0101", "'lesion1__diameter' is measured in mm (0.01 dm), and its formula gives 0.001 L.")]
    [InlineData("lesion.ant", "floor_volume = 1e-9 mL", "floor_volume = 1e-9 mm", "TU0101", "cannot be added.")]
    [InlineData("lesion.ant", "visible/(cells + 1 cell)*effector", "visible/(volume + 1 cell)*effector", "TU0101", "cannot be added.")]
    [InlineData("immunity.ant", "release*(1 - pd1_brake)*exhausted", "(1 - pd1_brake)*exhausted", "TU0101", "The rate of reaction 'immunity__Release' is measured in cell/day")]
    [InlineData("survival.ant", "(AGE + time - 60 year)", "(AGE + growth_now - 60 year)", "TU0101", "cannot be added.")]
    [InlineData("antibody.ant", "concentration/molar_mass", "concentration", "TU0101", "'pembrolizumab__free' is measured in nM")]
    [InlineData("melanoma.ant", "SLD0 = 80 mm", "SLD0 = 80 mL", "TU0010", "'SLD0' has unit mm")]
    public void A_planted_mistake_is_an_error(string file, string right, string wrong, string code, string message)
    {
        string? Source(string path)
        {
            if (!File.Exists(path)) return null;
            var text = File.ReadAllText(path);
            if (Path.GetFileName(path) != file) return text;
            Assert.Contains(right, text, StringComparison.Ordinal);
            return text.Replace(right, wrong, StringComparison.Ordinal);
        }
        var main = Repository.PathOf("models", "melanoma.ant");
        var (_, diagnostics) = ModelReader.ReadAntimony(Source(main)!, main, Source);
        Assert.Contains(diagnostics, d => d.Severity == Severity.Error && d.Code == code && d.Message.Contains(message, StringComparison.Ordinal));
    }
}
