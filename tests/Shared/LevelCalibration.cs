namespace Thymus.Tests;

/// <summary>A calibration whose answer has a closed form: a share p of patients with a lognormal level (omega 0.8) lies above 1 where the typical level is exp(0.8 Φ⁻¹(p)).</summary>
/// <remarks>Studies X and Y both tell of <c>left_typical</c>, with equal errors, so together they give the mean of their shares; Z alone tells of <c>right_typical</c>, whose prior is 1.</remarks>
public static class LevelCalibration
{
    public const double Omega = 0.8;

    /// <summary>Writes trial, model, evidence and calibration into a folder.</summary>
    /// <param name="x">Share in per cent that study X published; likewise Y and Z.</param>
    /// <param name="pool">The line of the calibration on its pool; empty for none.</param>
    /// <returns>The calibration's path.</returns>
    public static string Write(string folder, double x = 30, double y = 50, double z = 60, string pool = "pool: {patients: 3000, effective: 800, rounds: 4}")
    {
        foreach (var name in (string[])["levels.ant", "levels.yaml"]) File.Copy(Repository.Fixture("calibration", name), Path.Combine(folder, name), overwrite: true);
        string Row(string id, double value) => FormattableString.Invariant($"{id},,,,,600,,share,{value},%,,,,,,yes,{id}:all,-,-,,2\n");
        File.WriteAllText(Path.Combine(folder, "evidence.csv"),
            "id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se\n" + Row("X", x) + Row("Y", y) + Row("Z", z));
        var path = Path.Combine(folder, "levels-fit.yaml");
        File.WriteAllText(path, $$$"""
            trial: levels.yaml
            evidence: evidence.csv
            seed: 5
            {{{pool}}}
            targets:
              - {id: X, arm: all, endpoint: left}
              - {id: Y, arm: all, endpoint: left}
              - {id: Z, arm: all, endpoint: right}
            parameters:
              left_typical: {start: 1, lower: 0.05, upper: 20, scale: log, spread: left_relative}
              right_typical: {start: 1, lower: 0.05, upper: 20, scale: log, spread: right_relative, prior: {value: 1, sd: 1}}

            """);
        return path;
    }
}
