using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Trials;

/// <param name="Patients">How many were handed out.</param>
/// <param name="Failed">Of them, how many stopped early.</param>
/// <param name="Cancelled">True where the run was stopped; the patients finished in order by then were handed out.</param>
public sealed record CohortResult(long Patients, long Failed, long Steps, bool Cancelled);

/// <summary>Runs the patients of a cohort and hands out their courses in order, in memory that their number does not change.</summary>
public static class CohortRunner
{
    /// <summary>Wide enough that neither a patient who takes a hundred times as long as the others nor a disk that pauses stops anybody.</summary>
    private const int Window = 8192;

    /// <param name="patients">Patients 0 … <paramref name="patients"/> − 1 of the cohort; patient i is the same whatever their number.</param>
    /// <param name="sink">Takes the courses one at a time, in order; a course must not be kept.</param>
    /// <param name="threads">0: one a processor. Results do not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A cohort that is a list has fewer patients.</exception>
    public static CohortResult Run(CohortPlan plan, long patients, ulong seed, Action<PatientCourse> sink,
        uint replicate = 0, int threads = 0, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)patients, plan.Cohort.Count, nameof(patients));
        var (failed, steps, told) = (0L, 0L, 0L);
        void Count(PatientCourse course)
        {
            sink(course);
            if (course.Status != IntegrationStatus.Completed) failed++;
            steps += course.Steps;
            // A report a patient would cost more than the patient.
            if (++told % 256 == 0 || told == patients) progress?.Report(new RunProgress(told, patients, failed));
        }
        var window = new OrderedWindow(patients, Window, Count, () => new PatientCourse(plan.Settings.Times.Length, plan.Columns.Length));
        Workers.Run(Workers.Count(threads, patients), "cohort", () => Work(plan, seed, replicate, window, cancellation), window.Break);
        return new CohortResult(window.Delivered, failed, steps, window.Delivered < patients);
    }

    private static void Work(CohortPlan plan, ulong seed, uint replicate, OrderedWindow window, CancellationToken cancellation)
    {
        using var batch = new PatientBatch(plan.Model, new IntegratorOptions
        {
            Method = plan.Settings.Method, RelativeTolerance = plan.Settings.RelativeTolerance, MaximumSteps = plan.Settings.MaximumSteps,
            LandOnSamples = plan.Settings.Method == Method.DormandPrince8,
        });
        using var start = new CohortStart(plan, seed, replicate);
        var observables = plan.Columns.Select(plan.Model.ObservableIndex).ToArray();
        var times = plan.Settings.Times;
        var courses = new PatientCourse?[LaneSystem.Lanes];
        while (!cancellation.IsCancellationRequested && !window.Broken)
        {
            var exhausted = false;
            for (var lane = 0; lane < courses.Length && !exhausted; lane++)
            {
                if (courses[lane] is not null || window.TryTake(out exhausted) is not { } course) continue;
                courses[lane] = course;
                start.Load(batch, lane, course);
            }
            if (!batch.Advance(out var arrived))
            {
                if (exhausted) return;
                window.WaitForRoom();
                continue;
            }
            foreach (var lane in arrived)
            {
                var course = courses[lane]!;
                var arrival = batch.ArrivalOf(lane);
                if (arrival.Kind == PatientArrivalKind.Visit && arrival.Index >= 0)
                {
                    var row = course.RowToFill(course.Reached++);
                    for (var c = 0; c < row.Length; c++) row[c] = batch.Observe(lane, observables[c]);
                }
                var stopped = arrival.Kind == PatientArrivalKind.Failed;
                if (plan.TakesSamples)
                {
                    if (!stopped && arrival.Kind != PatientArrivalKind.End) continue;
                    start.Collect(batch, lane, course);
                }
                else if (!stopped && course.Reached < times.Length) continue;
                course.Steps = batch.StepsOf(lane);
                if (stopped) (course.Status, course.Reason, course.StoppedAt) = (arrival.Status, arrival.Reason, batch.TimeOf(lane));
                batch.Release(lane);
                courses[lane] = null;
                window.Add(course);
            }
        }
    }
}
