using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>A model that libSBML converts to another level is read as the same model: defaults are those of the level.</summary>
public sealed class SbmlLevelTests
{
    /// <summary>Every so many cases; all of them took libSBML most of a minute.</summary>
    private const int Stride = 12;

    [Fact]
    public void A_model_means_the_same_at_every_level_of_SBML()
    {
        var cases = SbmlCorpusTests.Files(OutsideData.Require("sbml-suite", "semantic")).Where(Convertible).Where((_, i) => i % Stride == 0).ToList();
        var folder = Directory.CreateTempSubdirectory("thymus-sbml-");
        try
        {
            var converted = LibSbml.Convert(cases, folder.FullName).ToList();
            Assert.True(converted.Count > cases.Count, $"libSBML converted {cases.Count} cases to {converted.Count} files only.");
            foreach (var (source, target) in converted)
            {
                var result = SbmlReader.Read(target);
                Assert.True(result.Model is not null, string.Join('\n', result.Diagnostics));
                Assert.True(WithoutUnits(SbmlCorpusTests.Read(source).Model!) == WithoutUnits(result.Model), $"{source} and {Path.GetFileName(target)} differ.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Stoichiometries that are variables, functions and initial assignments are what libSBML rewrites on the way down.</summary>
    private static bool Convertible(string file)
    {
        var text = File.ReadAllText(file);
        return !text.Contains("required=") && !text.Contains("fast=\"true\"") && !text.Contains("stoichiometryMath") && !text.Contains("<initialAssignment")
            && !text.Contains("<speciesReference id") && !text.Contains("<functionDefinition");
    }

    /// <summary>Level 2 has default units where Level 3 has none.</summary>
    private static string WithoutUnits(ModelDefinition model) => DefinitionText.Of(model with
    {
        TimeUnit = null, SubstanceUnit = null, VolumeUnit = null, AreaUnit = null, LengthUnit = null, ExtentUnit = null, UnitDefinitions = [],
        Compartments = [.. model.Compartments.Select(c => c with { Unit = null })],
        Species = [.. model.Species.Select(s => s with { SubstanceUnit = null })],
        Parameters = [.. model.Parameters.Select(p => p with { Unit = null })],
    });
}
