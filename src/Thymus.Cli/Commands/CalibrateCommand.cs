using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
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
        var command = new Command("calibrate", "Fit a model's values to published numbers.") { file, leaveOut, threads, patients, output };
        command.SetAction((parsed, cancellation) => Task.FromResult(Calibrate(
            screen, parsed.GetRequiredValue(file), parsed.GetValue(leaveOut), parsed.GetValue(threads) ?? 0, parsed.GetValue(patients), parsed.GetValue(output), cancellation)));
        return command;
    }

    private static int Calibrate(Screen screen, string file, string? leaveOut, int threads, int? patients, string? output, CancellationToken cancellation)
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
        if (specification is not null && patients is { } n) specification = specification with { Patients = n };
        using var trials = specification is null ? null : CalibrationTrials.Prepare(specification, diagnostics);
        screen.Print(diagnostics);
        if (specification is null || trials is null) return ExitCode.InputFault;

        var evaluations = 0;
        ImmutableArray<SimulatedNumber> Simulate(ImmutableArray<double> values)
        {
            cancellation.ThrowIfCancellationRequested();
            evaluations++;
            return trials.Simulate(values, threads, cancellation);
        }
        var started = screen.Clock.GetTimestamp();
        CalibrationResult result;
        try
        {
            Calibrator.ReportUnknown(specification, Simulate([.. specification.Parameters.Select(p => p.Start)]), diagnostics);
            if (diagnostics.HasErrors)
            {
                screen.Print(diagnostics);
                return ExitCode.InputFault;
            }
            result = Calibrator.Fit(specification, Simulate, (iteration, cost, values) => screen.Error.WriteLine(
                $"iteration {iteration}: chi-squared {cost.ToString("0.00", CultureInfo.InvariantCulture)} after {evaluations} evaluations, {ProgressLine.Duration(screen.Clock.GetElapsedTime(started))}; "
                + string.Join(", ", specification.Parameters.Zip(values, (p, v) => $"{p.Name} {v.ToString("G4", CultureInfo.InvariantCulture)}"))));
        }
        catch (OperationCanceledException)
        {
            screen.Error.WriteLine("thymus: interrupted; nothing was written.");
            return ExitCode.Interrupted;
        }
        var path = output ?? specification.FittedFile;
        var text = FittedValues.Write(specification, result);
        OutputFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        Print(screen, result);
        screen.Output.WriteLine($"Fitted values: {path}");
        return result.Converged ? ExitCode.Success : ExitCode.Failure;
    }

    private static void Print(Screen screen, CalibrationResult result)
    {
        var parameters = new Table().Border(TableBorder.Simple).AddColumns("parameter", "fitted", "standard error", "prior variance removed", "");
        foreach (var p in result.Parameters)
            parameters.AddRow(Markup.Escape(p.Parameter.Name), p.Value.ToString("G4", CultureInfo.InvariantCulture),
                p.StandardError.ToString("G2", CultureInfo.InvariantCulture) + (p.Parameter.Logarithmic ? " (log)" : ""),
                double.IsNaN(p.Shrinkage) ? "no prior" : (100 * Math.Max(0, p.Shrinkage)).ToString("0", CultureInfo.InvariantCulture) + " %", p.AtBound ? "at its bound" : "");
        screen.Print(parameters);
        var targets = new Table().Border(TableBorder.Simple).AddColumns("target", "arm", "endpoint", "published", "simulated ± MC error", "residual");
        foreach (var t in result.Targets)
            targets.AddRow(t.Target.Published.Row.Id, Markup.Escape(t.Target.Arm), Markup.Escape(t.Target.Endpoint),
                t.Target.Published.Row.Value.ToString("0.###", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{t.Simulated:0.##} ± {t.MonteCarloError:0.##}"), t.Residual.ToString("+0.00;-0.00", CultureInfo.InvariantCulture));
        screen.Print(targets);
        screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Chi-squared {result.ChiSquared:0.00}, {result.Evaluations} evaluations{(result.Converged ? "" : "; NOT settled")}."));
    }
}
