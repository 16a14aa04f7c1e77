namespace Thymus.Cli;

/// <summary>Tells by extension, and for YAML by its keys, what a file is.</summary>
internal static class FileKind
{
    public enum Kind
    {
        Model,
        Trial,
        Population,
    }

    public static Kind Of(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".ant" or ".txt" or ".xml" or ".sbml" => Kind.Model,
        ".csv" => Kind.Population,
        ".yaml" or ".yml" => LooksLikePopulation(file) ? Kind.Population : Kind.Trial,
        var other => throw new CommandFault(ExitCode.Usage, $"'{file}' ends in '{other}', which is no kind of file that Thymus reads.",
            "Models end in .ant, .txt, .xml or .sbml; trials and populations in .yaml; tables of patients in .csv."),
    };

    /// <summary>A population has covariates or parameters at its left margin and no arms.</summary>
    private static bool LooksLikePopulation(string file)
    {
        var keys = File.ReadLines(file).Where(l => l.Length > 0 && char.IsAsciiLetter(l[0])).Select(l => l.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return !keys.Contains("arms") && !keys.Contains("study") && (keys.Contains("covariates") || keys.Contains("parameters") || keys.Contains("table"));
    }
}
