using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>libSBML finds no error in what is written.</summary>
public sealed class SbmlWriterOracleTests
{
    [Fact]
    public void Libsbml_accepts_every_fixture_that_is_written() => LibsbmlAccepts(SbmlCorpusTests.Files(Repository.Fixture("sbml")));

    [Fact]
    public void Libsbml_accepts_every_immunotherapy_model_that_is_written() =>
        LibsbmlAccepts(SbmlCorpusTests.Files(OutsideData.Require("immunotherapy-sbml", "models")));

    [Fact]
    public void Libsbml_accepts_every_suite_case_that_is_written() => LibsbmlAccepts(SbmlCorpusTests.Files(OutsideData.Require("sbml-suite")));

    private static void LibsbmlAccepts(IEnumerable<string> files)
    {
        var folder = Directory.CreateTempSubdirectory("thymus-sbml-");
        try
        {
            var written = new List<string>();
            foreach (var file in files)
            {
                if (SbmlCorpusTests.Read(file).Model is not { } model) continue;
                // libSBML as Debian builds it does not know the package of draws and refuses the symbols that it adds.
                if (model.Events.SelectMany(e => e.Assignments).Any(a => RandomDraw.FirstIn(a.Value, model.Functions) is not null)) continue;
                var path = Path.Combine(folder.FullName, Path.GetFileName(file));
                File.WriteAllText(path, SbmlText.Write(model));
                written.Add(path);
            }
            var errors = LibSbml.ErrorsOf(written);
            Assert.True(errors.Length == 0, $"{errors.Length} errors\n" + string.Join('\n', errors.Take(20)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
