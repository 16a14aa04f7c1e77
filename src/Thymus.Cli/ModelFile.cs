using Thymus.Modeling;

namespace Thymus.Cli;

internal static class ModelFile
{
    /// <summary>Reads a model and prints its faults; null after an error.</summary>
    public static ModelDefinition? Read(Screen screen, string path)
    {
        InputFile.Require(path);
        var result = ModelReader.Read(path);
        screen.Print(result.Diagnostics);
        return result.Diagnostics.HasErrors ? null : result.Model;
    }
}
