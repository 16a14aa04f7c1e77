using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Calibration;

/// <summary>The file of a calibration's values, which trials take in as <c>model.fitted</c>.</summary>
public static class FittedValues
{
    /// <summary>The text of the file: values first, then what a reader needs to judge them. The same fit gives the same text.</summary>
    /// <param name="notInAll">Values that not every model has which reads the file.</param>
    public static string Write(CalibrationSpecification specification, CalibrationResult result, IReadOnlySet<string>? notInAll = null)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Written by `thymus calibrate` from {specification.Name}{(specification.LeftOut is null ? "" : " (--leave-out)")}; run that command again rather than edit this file.\n");
        text.Append(specification.Pool is { } pool
            ? string.Create(CultureInfo.InvariantCulture, $"# {result.Evaluations} pools of {pool.Patients} patients an arm, of which {result.Effective:0} at least count after weighting, seed {specification.Seed}; ")
            : string.Create(CultureInfo.InvariantCulture, $"# {result.Evaluations} evaluations of {specification.Replicates} x {specification.Patients} patients an arm, seed {specification.Seed}; "));
        text.Append(CultureInfo.InvariantCulture, $"chi-squared {result.ChiSquared:0.00} over {result.Targets.Length} targets and {result.Parameters.Count(p => p.Parameter.HasPrior)} priors");
        text.Append(result.Converged ? ".\n" : $"; NOT SETTLED: {result.End.Reason()}.\n");
        text.Append("values:\n");
        foreach (var (held, value) in specification.FrozenValues)
            text.Append(CultureInfo.InvariantCulture, $"  {held}: {value:G9}  # not fitted here: from {Path.GetFileName(specification.Frozen)}\n");
        foreach (var (chosen, value) in specification.Structure?.Values ?? [])
            text.Append(CultureInfo.InvariantCulture, $"  {chosen}: {value:G9}  # not fitted: of the structure '{specification.Structure!.Name}'\n");
        foreach (var p in result.Parameters)
        {
            var scale = p.Parameter.Scale.ErrorSuffix();
            text.Append(CultureInfo.InvariantCulture, $"  {p.Parameter.Name}: {p.Value:G9}  # ");
            if (double.IsNaN(p.StandardError)) text.Append("no standard error");
            else if (double.IsInfinity(p.StandardError)) text.Append("not determined by the targets");
            else text.Append(CultureInfo.InvariantCulture, $"standard error {p.StandardError:G2}{scale}");
            if (!double.IsNaN(p.Shrinkage)) text.Append(CultureInfo.InvariantCulture, $"; the targets removed {100 * Math.Max(0, p.Shrinkage):0} % of the prior's variance");
            text.Append(p.AtBound ? "; AT ITS BOUND\n" : "\n");
        }
        if (notInAll is { Count: > 0 }) text.Append(CultureInfo.InvariantCulture, $"not-in-all-models: [{string.Join(", ", specification.FrozenValues.Select(f => f.Name).Concat(specification.Structure?.Values.Select(v => v.Name) ?? []).Concat(result.Parameters.Select(p => p.Parameter.Name)).Where(notInAll.Contains))}]\n");
        WriteUncertainty(text, specification, result);
        WriteTrials(text, result.Between);
        text.Append("# target, published (interval), simulated (Monte Carlo error), residual in standard errors:\n");
        foreach (var t in result.Targets)
        {
            var row = t.Target.Published.Row;
            text.Append(CultureInfo.InvariantCulture,
                $"#   {row.Id} {t.Target.Arm} {t.Target.Endpoint}: {row.Value:0.###} ({row.Lower:0.###} to {row.Upper:0.###}), {t.Simulated:0.##} ({t.MonteCarloError:0.##}), {t.Residual:+0.00;-0.00}\n");
        }
        return text.ToString();
    }

    /// <summary>The values of such a file, in its order; empty after a fault.</summary>
    public static ImmutableArray<(string Name, double Value)> Read(string path, DiagnosticBag diagnostics) =>
        YamlFile.Read(path, "TE", diagnostics)?.RequiredMap("values") is { } values ? [.. values.Keys.Select(k => (k.Text, values.Number(k.Text) ?? double.NaN))] : [];

    /// <summary>The same errors for programs, with their correlations: <c>thymus validate</c> draws from them. Those of frozen values are written on.</summary>
    private static void WriteUncertainty(StringBuilder text, CalibrationSpecification specification, CalibrationResult result)
    {
        var held = specification.FrozenUncertainty;
        var frozen = Enumerable.Range(0, held.Spreads.Length).Where(i => specification.FrozenValues.Any(v => v.Name == held.Spreads[i].Name)).ToList();
        var fitted = Enumerable.Range(0, result.Parameters.Length).Where(i => double.IsFinite(result.Parameters[i].StandardError) && result.Parameters[i].StandardError > 0).ToList();
        if (frozen.Count + fitted.Count == 0) return;
        text.Append("uncertainty:\n");
        foreach (var s in frozen.Select(i => held.Spreads[i])) Write(s.Name, s.StandardError, s.Scale, s.VarianceRemoved);
        foreach (var p in fitted.Select(i => result.Parameters[i])) Write(p.Parameter.Name, p.StandardError, p.Parameter.Scale, p.Shrinkage);
        var correlations = new StringBuilder();
        AppendCorrelations(correlations, [.. frozen.Select(i => held.Spreads[i].Name)], frozen, held.Correlation);
        AppendCorrelations(correlations, [.. fitted.Select(i => result.Parameters[i].Parameter.Name)], fitted, result.Correlation);
        if (correlations.Length > 0) text.Append("correlation:\n").Append(correlations);

        void Write(string name, double error, ParameterScale scale, double removed)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name}: {{standard-error: {error:G4}, scale: {scale.Name()}");
            if (!double.IsNaN(removed)) text.Append(CultureInfo.InvariantCulture, $", variance-removed: {removed:0.###}");
            text.Append("}\n");
        }
    }

    /// <summary>How much trials differ: a new one draws its own effect. Those of the trials that were read are for people.</summary>
    private static void WriteTrials(StringBuilder text, TrialEffects? between)
    {
        if (between is null) return;
        text.Append(CultureInfo.InvariantCulture, $"between-trials: {{parameters: [{string.Join(", ", between.Parameters)}], sd: {between.StandardDeviation:G4}}}  # of the logarithm; found, as effect (standard error):\n");
        foreach (var (trial, effect, error) in between.Trials) text.Append(CultureInfo.InvariantCulture, $"#   {trial}: {effect:+0.00;-0.00} ({error:0.00})\n");
    }

    /// <summary>Each pair once, below the later of both.</summary>
    private static void AppendCorrelations(StringBuilder text, IReadOnlyList<string> names, List<int> rows, double[,]? correlation)
    {
        if (correlation is null) return;
        for (var i = 1; i < names.Count; i++)
        {
            var pairs = Enumerable.Range(0, i).Where(j => double.IsFinite(correlation[rows[i], rows[j]]))
                .Select(j => string.Create(CultureInfo.InvariantCulture, $"{names[j]}: {correlation[rows[i], rows[j]]:0.####}")).ToList();
            if (pairs.Count > 0) text.Append(CultureInfo.InvariantCulture, $"  {names[i]}: {{{string.Join(", ", pairs)}}}\n");
        }
    }
}
