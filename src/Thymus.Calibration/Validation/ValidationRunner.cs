using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <param name="Replicates">Null: as the validation file says.</param>
/// <param name="PatientsPerArm">Null: as each trial says.</param>
/// <param name="DrawsParameters">Whether fitted values are drawn from their standard errors, which runs every repetition twice.</param>
/// <param name="Threads">0: one a processor. Results do not depend on it.</param>
public sealed record ValidationOptions(int? Replicates = null, int? PatientsPerArm = null, bool DrawsParameters = true, int Threads = 0)
{
    /// <summary>Told of patients finished and of all that will be.</summary>
    public Action<long, long>? Progress { get; init; }
}

/// <summary>Runs every trial of a plan repeatedly and holds published numbers against the predictions.</summary>
public static class ValidationRunner
{
    /// <exception cref="OperationCanceledException">Nothing is kept of a validation that was stopped.</exception>
    /// <returns>Null where a trial or a table of grades has faults.</returns>
    public static ValidationResult? Run(ValidationPlan plan, ValidationOptions options, DiagnosticBag diagnostics, CancellationToken cancellation = default)
    {
        var replicates = options.Replicates ?? plan.Specification.Replicates;
        var total = plan.Trials.Sum(t => (long)Passes(t, options) * replicates * PatientsOf(t, options));
        var done = 0L;
        var rows = new List<ValidationRow>();
        foreach (var planned in plan.Trials)
        {
            using var trial = PreparedTrial.Prepare(planned.Entry.Trial, diagnostics);
            if (trial is null) return null;
            var summaries = new List<(TrialSummary Fitted, TrialSummary? Drawn)>();
            for (uint replicate = 0; replicate < replicates; replicate++)
            {
                var fitted = Summarise(trial, ImmutableDictionary<string, double>.Empty, replicate);
                var drawn = Passes(planned, options) == 1 ? null : Summarise(trial, Draw(planned, trial.Trial.Design.Seed, replicate), replicate);
                summaries.Add((fitted, drawn));
            }
            var grade = Grades.Worst(planned.Entry, trial.Model, planned.Uncertainty.Spreads.All(s => s.IsIdentified), diagnostics);
            rows.AddRange(planned.Rows.Select(r => ValidationRows.Judge(planned.Entry, r, summaries, grade, plan.Rivals, diagnostics)).OfType<ValidationRow>());
        }
        return diagnostics.HasErrors ? null : new ValidationResult
        {
            Trials = [.. plan.Trials.Select(t => Describe(t, options))], Rows = ValidationRows.InOrder(rows), Coverage = ValidationRows.CoverageOf(rows), Replicates = replicates,
            Scores = ValidationRows.ScoresOf(rows), Sharpness = Sharpness.Of(rows.Where(r => r.IsPredicted)),
            Ledger = plan.Ledger, KnownBreaches = [.. plan.Breaches.Select(b => b.Name)],
        };

        TrialSummary Summarise(PreparedTrial trial, IReadOnlyDictionary<string, double> parameters, uint replicate)
        {
            var before = done;
            var run = new RunOptions
            {
                PatientsPerArm = options.PatientsPerArm, Replicate = replicate, Threads = options.Threads,
                Parameters = parameters.Where(p => trial.Model.ParameterIndex(p.Key) >= 0).ToDictionary(StringComparer.Ordinal),
                Progress = options.Progress is { } told ? new ProgressRelay(p => told(before + p.Finished, total)) : null,
            };
            var summariser = new TrialSummariser(trial, run);
            var result = TrialRunner.Run(trial, run, summariser.Add, cancellation);
            cancellation.ThrowIfCancellationRequested();
            done += result.Patients;
            return summariser.Summarise(result.Screening);
        }
    }

    /// <summary>The trial's own structure and the others take turns, each with values of its own errors.</summary>
    private static IReadOnlyDictionary<string, double> Draw(PlannedTrial planned, ulong seed, uint replicate)
    {
        double Normal(string name) => RandomStream.For(seed, replicate, 0, "uncertainty of " + name).Normal(0);
        var turn = (int)(replicate % (1 + planned.Alternatives.Length));
        return turn == 0 ? planned.Uncertainty.Draw(Normal) : planned.Alternatives[turn - 1].Draw(Normal);
    }

    private static int Passes(PlannedTrial planned, ValidationOptions options) =>
        options.DrawsParameters && planned.Uncertainty.Spreads.Length + planned.Alternatives.Length > 0 ? 2 : 1;

    private static int PatientsOf(PlannedTrial planned, ValidationOptions options) => planned.Entry.Trial.Arms.Sum(a => options.PatientsPerArm ?? a.Patients);

    private static ValidationTrial Describe(PlannedTrial planned, ValidationOptions options) => new(
        planned.Entry.Id, planned.Entry.Trial.Study.Id, planned.Entry.Trial.Study.Title.English, planned.Entry.Note, PatientsOf(planned, options),
        Passes(planned, options) == 1 ? [] : [.. planned.Uncertainty.Spreads.Select(s => s.Name)], [.. planned.Uncertainty.Spreads.Where(s => !s.IsIdentified).Select(s => s.Name)],
        [.. planned.Trace.Calibrations.Select(c => c.Name)], planned.Uncertainty.Correlation is not null)
    {
        Words = TrialWords.ByLanguage(planned.Entry.Trial),
        Structures = Passes(planned, options) == 1 ? [] : [.. planned.Alternatives.Select(a => a.Name)],
    };
}
