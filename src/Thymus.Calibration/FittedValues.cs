using System.Globalization;
using System.Text;

namespace Thymus.Calibration;

/// <summary>The file of a calibration's values, which trials take in as <c>model.fitted</c>.</summary>
public static class FittedValues
{
    /// <summary>The text of the file: values first, then what a reader needs to judge them. The same fit gives the same text.</summary>
    public static string Write(CalibrationSpecification specification, CalibrationResult result)
    {
        var text = new StringBuilder();
        var name = Path.GetFileName(specification.File);
        text.Append(CultureInfo.InvariantCulture, $"# Written by `thymus calibrate` from {name}; run that command again rather than edit this file.\n");
        text.Append(CultureInfo.InvariantCulture, $"# {result.Evaluations} evaluations of {specification.Replicates} x {specification.Patients} patients an arm, seed {specification.Seed}; ");
        text.Append(CultureInfo.InvariantCulture, $"chi-squared {result.ChiSquared:0.00} over {result.Targets.Length} targets and {result.Parameters.Count(p => p.Parameter.HasPrior)} priors");
        text.Append(result.Converged ? ".\n" : "; the iterations ran out before it settled.\n");
        text.Append("values:\n");
        foreach (var (held, value) in specification.FrozenValues)
            text.Append(CultureInfo.InvariantCulture, $"  {held}: {value:G9}  # not fitted here: from {Path.GetFileName(specification.Frozen)}\n");
        foreach (var p in result.Parameters)
        {
            var scale = p.Parameter.Logarithmic ? " of its logarithm" : "";
            text.Append(CultureInfo.InvariantCulture, $"  {p.Parameter.Name}: {p.Value:G9}  # ");
            if (double.IsNaN(p.StandardError)) text.Append("no standard error");
            else if (double.IsInfinity(p.StandardError)) text.Append("not determined by the targets");
            else text.Append(CultureInfo.InvariantCulture, $"standard error {p.StandardError:G2}{scale}");
            if (!double.IsNaN(p.Shrinkage)) text.Append(CultureInfo.InvariantCulture, $"; the targets removed {100 * Math.Max(0, p.Shrinkage):0} % of the prior's variance");
            text.Append(p.AtBound ? "; AT ITS BOUND\n" : "\n");
        }
        WriteUncertainty(text, specification, result);
        text.Append("# target, published (interval), simulated (Monte Carlo error), residual in standard errors:\n");
        foreach (var t in result.Targets)
        {
            var row = t.Target.Published.Row;
            text.Append(CultureInfo.InvariantCulture,
                $"#   {row.Id} {t.Target.Arm} {t.Target.Endpoint}: {row.Value:0.###} ({row.Lower:0.###} to {row.Upper:0.###}), {t.Simulated:0.##} ({t.MonteCarloError:0.##}), {t.Residual:+0.00;-0.00}\n");
        }
        return text.ToString();
    }

    /// <summary>The same errors for programs: <c>thymus validate</c> draws from them. Those of frozen values are written on.</summary>
    private static void WriteUncertainty(StringBuilder text, CalibrationSpecification specification, CalibrationResult result)
    {
        var spreads = specification.FrozenSpreads.Concat(result.Parameters
            .Where(p => double.IsFinite(p.StandardError) && p.StandardError > 0)
            .Select(p => new FittedSpread(p.Parameter.Name, p.Value, p.StandardError, p.Parameter.Logarithmic, p.Shrinkage))).ToList();
        if (spreads.Count == 0) return;
        text.Append("uncertainty:\n");
        foreach (var s in spreads)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {s.Name}: {{standard-error: {s.StandardError:G4}, scale: {(s.Logarithmic ? "log" : "linear")}");
            if (!double.IsNaN(s.VarianceRemoved)) text.Append(CultureInfo.InvariantCulture, $", variance-removed: {s.VarianceRemoved:0.###}");
            text.Append("}\n");
        }
    }
}
