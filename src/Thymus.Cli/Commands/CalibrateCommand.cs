using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Spectre.Console;
using Thymus.Calibration;
using Thymus.Modeling;

namespace Thymus.Cli;

/// <summary><c>thymus calibrate FILE</c>: fits a model's values to published numbers and writes them beside the file.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Screen screen)
    {
        var file = new Argument<string>("calibration") { Description = "A calibration file (.yaml): targets, parameters, bounds, priors." };
        var threads = CommonOptions.Threads();
        var patients = CommonOptions.Count("--patients", "Patients per arm and replicate; the file's where left out.", "N", 10);
        var output = new Option<string?>("--output") { Description = "File of the fitted values; NAME.fitted.yaml beside the calibration file where left out.", HelpName = "YAML" };
        var leaveOut = new Option<string?>("--leave-out") { Description = "A study of the evidence whose numbers are not read; NAME.without-STUDY.fitted.yaml is written.", HelpName = "STUDY" };
        var recover = CommonOptions.Count("--recover", "Synthetic data sets to fit as well, to see whether the errors are right; needs 'pool:' in the file. NAME.recovery.csv is written.", "N", 10);
        var folds = new Option<bool>("--leave-one-out") { Description = "Fit without each study in turn as well, with the same patients weighted anew; needs 'pool:' in the file. NAME.without-STUDY.fitted.yaml is written for each." };
        var command = new Command("calibrate", "Fit a model's values to published numbers.") { file, leaveOut, folds, threads, patients, output, recover };
        command.SetAction((parsed, cancellation) => Task.FromResult(Calibrate(
            screen, parsed.GetRequiredValue(file), parsed.GetValue(leaveOut), parsed.GetValue(threads) ?? 0, parsed.GetValue(patients), parsed.GetValue(output), parsed.GetValue(recover), parsed.GetValue(folds), cancellation)));
        return command;
    }

    private static int Calibrate(Screen screen, string file, string? leaveOut, int threads, int? patients, string? output, int? recover, bool folds, CancellationToken cancellation)
    {
        InputFile.Require(file);
        var diagnostics = new DiagnosticBag();
        var specification = CalibrationSpecification.Read(file, diagnostics);
        if (specification is not null && leaveOut is { } study)
        {
            var fold = specification.WithoutStudy(study);
            if (fold is null)
                diagnostics.Error("TE0109", SourceSpan.WholeFile(file), $"'{study}' cannot be left out: no target, or no other target, is of that study.", Advice.DidYouMean(study, "studies", specification.Studies));
            specification = fold;
        }
        if (specification is not null && patients is { } n) specification = specification.Pool is { } pool ? specification with { Pool = pool with { Patients = n, Effective = Math.Min(pool.Effective, n) } } : specification with { Patients = n };
        if (specification is { Pool: null } && (recover is not null || folds))
            throw new CommandFault(ExitCode.Usage, "--recover and --leave-one-out weight a pool of patients, which this calibration has not.", "Give it 'pool:' (docs/calibration.md).");
        using var trials = specification is null ? null : CalibrationTrials.Prepare(specification, diagnostics);
        screen.Print(diagnostics);
        if (specification is null || trials is null) return ExitCode.InputFault;

        CalibrationResult? result;
        ImmutableArray<RecoveredParameter> recovered = [];
        List<(CalibrationSpecification Fold, CalibrationResult Result)> without = [];
        try
        {
            result = specification.Pool is null ? BySimulating(screen, specification, trials, threads, diagnostics, cancellation)
                : ByWeights(screen, specification, trials, threads, diagnostics, recover ?? 0, folds ? without : null, out recovered, cancellation);
        }
        catch (OperationCanceledException)
        {
            screen.Error.WriteLine("thymus: interrupted; nothing was written.");
            return ExitCode.Interrupted;
        }
        if (result is null)
        {
            screen.Print(diagnostics);
            return ExitCode.InputFault;
        }
        var path = output ?? specification.FittedFile;
        var text = FittedValues.Write(specification, result, trials.NotInAll);
        OutputFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        foreach (var (fold, found) in without)
        {
            var textOfFold = FittedValues.Write(fold, found, trials.NotInAll);
            OutputFile.Write(fold.FittedFile, stream => stream.Write(Encoding.UTF8.GetBytes(textOfFold)));
        }
        Print(screen, result);
        PrintRecovery(screen, recovered, path.EndsWith(".fitted.yaml", StringComparison.Ordinal) ? path[..^".fitted.yaml".Length] + ".recovery.csv" : path + ".recovery.csv");
        screen.Output.WriteLine($"Fitted values: {path}");
        return result.Converged ? ExitCode.Success : ExitCode.Failure;
    }

    private static CalibrationResult? BySimulating(
        Screen screen, CalibrationSpecification specification, CalibrationTrials trials, int threads, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        var evaluations = 0;
        ImmutableArray<SimulatedNumber> Simulate(ImmutableArray<double> values)
        {
            cancellation.ThrowIfCancellationRequested();
            evaluations++;
            return trials.Simulate(values, threads, cancellation);
        }
        var started = screen.Clock.GetTimestamp();
        Calibrator.ReportUnknown(specification, Simulate([.. specification.Parameters.Select(p => p.Start)]), diagnostics);
        if (diagnostics.HasErrors) return null;
        return Calibrator.Fit(specification, Simulate, (iteration, cost, values) => screen.Error.WriteLine(
            $"iteration {iteration}: chi-squared {cost.ToString("0.00", CultureInfo.InvariantCulture)} after {evaluations} evaluations, {ProgressLine.Duration(screen.Clock.GetElapsedTime(started))}; "
            + Listed(specification, values)));
    }

    private static CalibrationResult? ByWeights(
        Screen screen, CalibrationSpecification specification, CalibrationTrials trials, int threads, DiagnosticBag diagnostics, int recover,
        List<(CalibrationSpecification Fold, CalibrationResult Result)>? folds,        out ImmutableArray<RecoveredParameter> recovered, CancellationToken cancellation)
    {
        recovered = [];
        if (trials.Pool(diagnostics) is not { } pool) return null;
        var started = screen.Clock.GetTimestamp();
        using var line = new ProgressLine(screen, Path.GetFileNameWithoutExtension(specification.File));
        var result = pool.Fit(threads, diagnostics, round => screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"pool {round.Round}: chi-squared {round.ChiSquared:0.00}, {round.Effective:0} effective patients in the smallest arm, {round.Distance:0.0} standard errors from where the pool stood{(specification.Between is null ? "" : $", between trials {round.Tau:0.000}")}, {ProgressLine.Duration(screen.Clock.GetElapsedTime(started))}; ")
            + Listed(specification, round.Values)), (_, finished, total) => line.Report(new Thymus.Trials.RunProgress(finished, total, 0)), cancellation);
        foreach (var study in result is null || folds is null ? [] : specification.Studies)
        {
            if (pool.LeaveOut(study, cancellation) is not { } fold) continue;
            folds!.Add(fold);
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"without {study}: chi-squared {fold.Result.ChiSquared:0.00} over {fold.Fold.Targets.Length} targets, {fold.Result.Effective:0} effective patients{(fold.Result.Converged ? "" : ", TOO FEW: run --leave-out")}, {ProgressLine.Duration(screen.Clock.GetElapsedTime(started))}; ")
                + Listed(specification, [.. fold.Result.Parameters.Select(p => p.Value)]));
        }
        if (result is not null && recover > 0)
        {
            using var fitted = new ProgressLine(screen, "recovery");
            recovered = pool.Recover(recover, threads, done => fitted.Report(new Thymus.Trials.RunProgress(done, recover, 0)), cancellation);
        }
        return result;
    }

    private static void PrintRecovery(Screen screen, ImmutableArray<RecoveredParameter> recovered, string path)
    {
        if (recovered.IsEmpty) return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("parameter", "data sets", "in 90 %", "in 50 %", "bias, se", "ranks in tenths");
        var text = new StringBuilder("parameter,sets,inside90,inside50,bias," + string.Join(',', Enumerable.Range(1, 10).Select(i => $"rank{i}")) + "\n");
        foreach (var p in recovered)
        {
            var bias = p.Bias.ToString("0.00", CultureInfo.InvariantCulture);
            table.AddRow(Markup.Escape(p.Name), $"{p.Sets}", $"{p.Inside90}", $"{p.Inside50}", bias, string.Join(' ', p.Ranks));
            text.Append(CultureInfo.InvariantCulture, $"{p.Name},{p.Sets},{p.Inside90},{p.Inside50},{bias},{string.Join(',', p.Ranks)}\n");
        }
        screen.Print(table);
        OutputFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
        screen.Output.WriteLine($"Recovery: {path}");
    }

    private static string Listed(CalibrationSpecification specification, ImmutableArray<double> values) =>
        string.Join(", ", specification.Parameters.Zip(values, (p, v) => $"{p.Name} {v.ToString("G4", CultureInfo.InvariantCulture)}"));

    private static void Print(Screen screen, CalibrationResult result)
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
        screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Chi-squared {result.ChiSquared:0.00}, {result.Evaluations} {(double.IsNaN(result.Effective) ? "evaluations" : "pools")}{(result.Converged ? "" : "; NOT settled")}."));
    }
}
