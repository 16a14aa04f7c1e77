namespace Thymus.Cli;

/// <summary>Tells by extension, and for YAML by its keys, what a file is.</summary>
internal static class FileKind
{
    public enum Kind
    {
        Model,
        Trial,
        Population,
        Calibration,
        /// <summary>What a calibration wrote.</summary>
        FittedValues,
    }

    /// <exception cref="CommandFault">The extension is none that Thymus reads.</exception>
    public static Kind Of(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".ant" or ".txt" or ".xml" or ".sbml" => Kind.Model,
        ".csv" => Kind.Population,
        ".yaml" or ".yml" => OfYaml(file),
        var other => throw new CommandFault(ExitCode.Usage,
            other.Length == 0 ? $"'{file}' has no extension, so it could be anything." : $"'{file}' ends in '{other}', which is no kind of file that Thymus reads.",
            "Models end in .ant, .txt, .xml or .sbml; trials, populations and calibrations in .yaml; tables of patients in .csv."),
    };

    /// <summary>By the keys at the left margin. What is none of the others is taken for a trial, whose reader then says what is missing.</summary>
    private static Kind OfYaml(string file)
    {
        var keys = File.ReadLines(file).Where(l => l.Length > 0 && char.IsAsciiLetter(l[0])).Select(l => l.Split(':')[0].TrimEnd()).ToHashSet(StringComparer.Ordinal);
        return keys.Contains("arms") || keys.Contains("study") ? Kind.Trial
            : keys.Contains("targets") ? Kind.Calibration
            : keys.Contains("values") && keys.IsSubsetOf(["values", "uncertainty", "correlation", "not-in-all-models", "between-trials"]) ? Kind.FittedValues
            : keys.Contains("covariates") || keys.Contains("based-on") || keys.Contains("parameters") || keys.Contains("table") ? Kind.Population
            : Kind.Trial;
    }
}
