using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Spectre.Console;
using Thymus.Calibration;

namespace Thymus.Cli;

/// <summary>What <c>thymus calibrate</c> prints: values, targets, differences between trials, recovery.</summary>
internal static class CalibrationTables
{
    public static void Print(Screen screen, CalibrationResult result)
    {
        var parameters = new Table().Border(TableBorder.Simple).AddColumns("parameter", "fitted", "standard error", "prior variance removed", "");
        foreach (var p in result.Parameters)
            parameters.AddRow(Markup.Escape(p.Parameter.Name), p.Value.ToString("G4", CultureInfo.InvariantCulture),
                p.StandardError.ToString("G2", CultureInfo.InvariantCulture) + (p.Parameter.Scale switch { ParameterScale.Log => " (log)", ParameterScale.Logit => " (log odds)", _ => "" }),
                double.IsNaN(p.Shrinkage) ? "no prior" : (100 * Math.Max(0, p.Shrinkage)).ToString("0", CultureInfo.InvariantCulture) + " %", p.AtBound ? "at its bound" : "");
        screen.Print(parameters);
        var targets = new Table().Border(TableBorder.Simple).AddColumns("target", "arm", "endpoint", "published", "simulated ± MC error", "residual");
        foreach (var t in result.Targets)
            targets.AddRow(t.Target.Published.Row.Id, Markup.Escape(t.Target.Arm), Markup.Escape(t.Target.Endpoint),
                t.Target.Published.Row.Value.ToString("0.###", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{t.Simulated:0.##} ± {t.MonteCarloError:0.##}"), t.Residual.ToString("+0.00;-0.00", CultureInfo.InvariantCulture));
        screen.Print(targets);
        if (result.Between is { } between)
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Between trials, the logarithm of {string.Join(" and ", between.Parameters)} varies with sd {between.StandardDeviation:0.000}: {string.Join(", ", between.Trials.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Trial} {t.Effect:+0.00;-0.00} ± {t.StandardError:0.00}")))}."));
        screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Chi-squared {result.ChiSquared:0.00}, {result.Evaluations} {(double.IsNaN(result.Effective) ? "evaluations" : "pools")}{(result.Converged ? "" : $"; NOT settled: {result.End.Reason()}")}."));
    }

    public static void Print(Screen screen, ImmutableArray<RecoveredParameter> recovered)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("parameter", "data sets", "in 90 %", "in 50 %", "bias, se", "ranks in tenths");
        foreach (var p in recovered) table.AddRow(Markup.Escape(p.Name), $"{p.Sets}", $"{p.Inside90}", $"{p.Inside50}", Bias(p), string.Join(' ', p.Ranks));
        screen.Print(table);
    }

    /// <summary>The text of NAME.recovery.csv.</summary>
    public static string RecoveryFile(ImmutableArray<RecoveredParameter> recovered)
    {
        var text = new StringBuilder("parameter,sets,inside90,inside50,bias," + string.Join(',', Enumerable.Range(1, 10).Select(i => $"rank{i}")) + "\n");
        foreach (var p in recovered) text.Append(CultureInfo.InvariantCulture, $"{p.Name},{p.Sets},{p.Inside90},{p.Inside50},{Bias(p)},{string.Join(',', p.Ranks)}\n");
        return text.ToString();
    }

    /// <summary>Values in the order of the file, on the line of a step or a fold.</summary>
    public static string Listed(CalibrationSpecification specification, ImmutableArray<double> values) =>
        string.Join(", ", specification.Parameters.Zip(values, (p, v) => $"{p.Name} {v.ToString("G4", CultureInfo.InvariantCulture)}"));

    private static string Bias(RecoveredParameter p) => p.Bias.ToString("0.00", CultureInfo.InvariantCulture);
}
