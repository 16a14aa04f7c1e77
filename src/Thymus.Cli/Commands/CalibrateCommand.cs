using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Thymus.Calibration;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Cli;

/// <summary><c>thymus calibrate FILE</c>: fits a model's values to published numbers and writes them beside the file.</summary>
internal static class CalibrateCommand
{
    private const string FittedEnding = ".fitted.yaml";

    /// <param name="Recover">Synthetic data sets; 0 for none.</param>
    private sealed record Request(string File, string? Structure, string? LeaveOut, bool LeaveOneOut, int Recover, int? Patients, int Threads, string? Output);

    /// <summary>All that one command found. Folds and recovery only where they were asked for.</summary>
    private sealed record Found(CalibrationResult Result)
    {
        public ImmutableArray<(CalibrationSpecification Fold, CalibrationResult Result)> Folds { get; init; } = [];

        public ImmutableArray<RecoveredParameter> Recovered { get; init; } = [];
    }

    public static Command Create(Screen screen)
    {
        var file = new Argument<string>("calibration") { Description = "A calibration file (.yaml): targets, parameters, bounds, priors." };
        var threads = CommonOptions.Threads();
        var patients = CommonOptions.Count("--patients", "Patients per arm and replicate; the file's where left out.", "N", 10);
        var output = new Option<string?>("--output") { Description = "File of the fitted values; NAME.fitted.yaml beside the calibration file where left out.", HelpName = "YAML" };
        var structure = new Option<string?>("--structure") { Description = "A structure of the file's 'structures:' other than the first; NAME.STRUCTURE.fitted.yaml is written.", HelpName = "STRUCTURE" };
        var leaveOut = new Option<string?>("--leave-out") { Description = "A study of the evidence whose numbers are not read; NAME.without-STUDY.fitted.yaml is written.", HelpName = "STUDY" };
        var recover = CommonOptions.Count("--recover", "Synthetic data sets to fit as well, to see whether the errors are right; needs 'pool:' in the file. NAME.recovery.csv is written.", "N", 10);
        var folds = new Option<bool>("--leave-one-out") { Description = "Fit without each study in turn as well, with the same patients weighted anew; needs 'pool:' in the file. NAME.without-STUDY.fitted.yaml is written for each." };
        var command = new Command("calibrate", "Fit a model's values to published numbers.") { file, structure, leaveOut, folds, threads, patients, output, recover };
        command.SetAction((parsed, cancellation) => Task.FromResult(Calibrate(screen, new Request(
            parsed.GetRequiredValue(file), parsed.GetValue(structure), parsed.GetValue(leaveOut), parsed.GetValue(folds), parsed.GetValue(recover) ?? 0, parsed.GetValue(patients), parsed.GetValue(threads) ?? 0,
            parsed.GetValue(output)), cancellation)));
        return command;
    }

    private static int Calibrate(Screen screen, Request request, CancellationToken cancellation)
    {
        InputFile.Require(request.File);
        if (request is { LeaveOut: not null, LeaveOneOut: true })
            throw new CommandFault(ExitCode.Usage, "--leave-out and --leave-one-out exclude each other.", "--leave-one-out leaves out each study in turn, that one too.");
        var diagnostics = new DiagnosticBag();
        var specification = Specify(request, diagnostics);
        if (specification is { Pool: null } && (request.Recover > 0 || request.LeaveOneOut))
            throw new CommandFault(ExitCode.Usage, "--recover and --leave-one-out weight a pool of patients, which this calibration has not.", "Give it 'pool:' (docs/calibration.md).");
        using var trials = specification is null ? null : CalibrationTrials.Prepare(specification, diagnostics);
        screen.Print(diagnostics);
        if (specification is null || trials is null) return ExitCode.InputFault;

        var faults = new DiagnosticBag();
        Found? found;
        try
        {
            found = specification.Pool is null ? BySimulating(screen, specification, trials, request, faults, cancellation) : ByWeights(screen, specification, trials, request, faults, cancellation);
        }
        catch (OperationCanceledException)
        {
            screen.Error.WriteLine("thymus: interrupted; nothing was written.");
            return ExitCode.Interrupted;
        }
        screen.Print(faults);
        if (found is null) return ExitCode.InputFault;
        Report(screen, specification, trials, found, request.Output ?? specification.FittedFile);
        return found.Result.Converged ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>The file as it stands, or of another of its structures, less the study that is left out, with as many patients as were asked for; null after a fault.</summary>
    private static CalibrationSpecification? Specify(Request request, DiagnosticBag diagnostics)
    {
        if (CalibrationSpecification.Read(request.File, diagnostics) is not { } specification) return null;
        if (request.Structure is { } structure)
        {
            if (specification.WithStructure(structure) is not { } alternative)
            {
                diagnostics.Error("TE0117", SourceSpan.WholeFile(request.File), $"The calibration has no structure '{structure}'.",
                    specification.Structures.IsEmpty ? "It names none; add 'structures:' (docs/calibration.md)." : Advice.DidYouMean(structure, "structures", specification.Structures.Select(s => s.Name)));
                return null;
            }
            specification = alternative;
        }
        if (request.LeaveOut is { } study)
        {
            if (specification.WithoutStudy(study) is not { } fold)
            {
                diagnostics.Error("TE0109", SourceSpan.WholeFile(request.File), $"'{study}' cannot be left out: no target, or no other target, is of that study.", Advice.DidYouMean(study, "studies", specification.Studies));
                return null;
            }
            specification = fold;
        }
        if (request.Patients is not { } n) return specification;
        return specification.Pool is { } pool ? specification with { Pool = pool with { Patients = n, Effective = Math.Min(pool.Effective, n) } } : specification with { Patients = n };
    }

    private static Found? BySimulating(
        Screen screen, CalibrationSpecification specification, CalibrationTrials trials, Request request, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        var evaluations = 0;
        ImmutableArray<SimulatedNumber> Simulate(ImmutableArray<double> values)
        {
            cancellation.ThrowIfCancellationRequested();
            evaluations++;
            return trials.Simulate(values, request.Threads, cancellation);
        }
        var started = screen.Clock.GetTimestamp();
        Calibrator.ReportUnknown(specification, Simulate([.. specification.Parameters.Select(p => p.Start)]), diagnostics);
        if (diagnostics.HasErrors) return null;
        return new Found(Calibrator.Fit(specification, Simulate, (iteration, cost, values) => screen.Error.WriteLine(
            $"iteration {iteration}: chi-squared {cost.ToString("0.00", CultureInfo.InvariantCulture)} after {evaluations} evaluations, {ProgressLine.Duration(screen.Clock.GetElapsedTime(started))}; "
            + CalibrationTables.Listed(specification, values))));
    }

    private static Found? ByWeights(
        Screen screen, CalibrationSpecification specification, CalibrationTrials trials, Request request, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        if (trials.Pool(diagnostics) is not { } pool) return null;
        var started = screen.Clock.GetTimestamp();
        string Elapsed() => ProgressLine.Duration(screen.Clock.GetElapsedTime(started));
        using var line = new ProgressLine(screen, Path.GetFileNameWithoutExtension(specification.File));
        var result = pool.Fit(request.Threads, diagnostics, round => screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"pool {round.Round}: chi-squared {round.ChiSquared:0.00}, {round.Effective:0} effective patients in the smallest arm, {round.Distance:0.0} standard errors from where the pool stood{(specification.Between is null ? "" : $", between trials {round.Tau:0.000}")}, {Elapsed()}; ")
            + CalibrationTables.Listed(specification, round.Values)), (_, finished, total) => line.Report(new RunProgress(finished, total, 0)), cancellation);
        if (result is null) return null;
        return new Found(result)
        {
            Folds = request.LeaveOneOut ? Folds(screen, specification, pool, Elapsed, cancellation) : [],
            Recovered = request.Recover > 0 ? Recover(screen, pool, request, cancellation) : [],
        };
    }

    private static ImmutableArray<(CalibrationSpecification Fold, CalibrationResult Result)> Folds(
        Screen screen, CalibrationSpecification specification, PoolCalibrator pool, Func<string> elapsed, CancellationToken cancellation)
    {
        var folds = ImmutableArray.CreateBuilder<(CalibrationSpecification, CalibrationResult)>();
        foreach (var study in specification.Studies)
        {
            if (pool.LeaveOut(study, cancellation) is not (var fold, var result)) continue;
            folds.Add((fold, result));
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"without {study}: chi-squared {result.ChiSquared:0.00} over {fold.Targets.Length} targets, {result.Effective:0} effective patients{(result.Converged ? "" : ", TOO FEW: run --leave-out")}, {elapsed()}; ")
                + CalibrationTables.Listed(specification, [.. result.Parameters.Select(p => p.Value)]));
        }
        return folds.ToImmutable();
    }

    private static ImmutableArray<RecoveredParameter> Recover(Screen screen, PoolCalibrator pool, Request request, CancellationToken cancellation)
    {
        using var line = new ProgressLine(screen, "recovery");
        return pool.Recover(request.Recover, request.Threads, done => line.Report(new RunProgress(done, request.Recover, 0)), cancellation);
    }

    /// <summary>Files first: what was found must not be lost to a terminal that is gone.</summary>
    private static void Report(Screen screen, CalibrationSpecification specification, CalibrationTrials trials, Found found, string path)
    {
        var recovery = (path.EndsWith(FittedEnding, StringComparison.Ordinal) ? path[..^FittedEnding.Length] : path) + ".recovery.csv";
        Write(path, FittedValues.Write(specification, found.Result, trials.NotInAll));
        foreach (var (fold, result) in found.Folds) Write(fold.FittedFile, FittedValues.Write(fold, result, trials.NotInAll));
        if (!found.Recovered.IsEmpty) Write(recovery, CalibrationTables.RecoveryFile(found.Recovered));
        CalibrationTables.Print(screen, found.Result);
        if (!found.Recovered.IsEmpty)
        {
            CalibrationTables.Print(screen, found.Recovered);
            screen.Output.WriteLine($"Recovery: {recovery}");
        }
        foreach (var (fold, _) in found.Folds) screen.Output.WriteLine($"Fitted values without {fold.LeftOut}: {fold.FittedFile}");
        screen.Output.WriteLine($"Fitted values: {path}");
    }

    private static void Write(string path, string text) => OutputFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
