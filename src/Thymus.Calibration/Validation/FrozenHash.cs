using System.Security.Cryptography;
using System.Text;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>What must not change between a prediction and its publication, as one hash.</summary>
internal static class FrozenHash
{
    /// <summary>Of the trial without the sections that speak of results, the composed model, the fitted values and the population.</summary>
    public static string Of(PreparedTrial prepared)
    {
        var trial = prepared.Trial;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Protocol(File.ReadAllLines(trial.File))));
        hash.AppendData(Encoding.UTF8.GetBytes(prepared.Model.ContentHash));
        var files = new[] { trial.Model.Fitted, trial.Population.File }.OfType<string>().Concat(prepared.Cohort.Specification.BasedOn);
        foreach (var file in files) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Published numbers are added later, below 'compare'; that and what people are told is no part of the prediction.</summary>
    internal static string Protocol(IEnumerable<string> lines)
    {
        var kept = new StringBuilder();
        var isKept = true;
        foreach (var line in lines)
        {
            if (line.Length > 0 && char.IsAsciiLetter(line[0])) isKept = line.Split(':')[0].TrimEnd() is not ("compare" or "limits");
            if (isKept && !line.StartsWith('#')) kept.Append(line.TrimEnd()).Append('\n');
        }
        return kept.ToString();
    }
}
