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
    /// <summary>Patients in a block: many enough that threads seldom meet.</summary>
    private const int LargestBlock = 64;

    /// <summary>Blocks begun ahead: wide enough that neither a patient who takes a hundred times as long as the others nor a disk that pauses stops
    /// anybody.</summary>
    private const int Window = 128;

    /// <summary>Blocks a thread at least, where there are patients for them: threads should come to an end together.</summary>
    private const int LeastBlocks = 8;

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
        var workers = Workers.Count(threads, patients);
        var block = (int)Math.Clamp(patients / (workers * LeastBlocks), LaneSystem.Lanes, LargestBlock);
        var window = new OrderedWindow(patients, block, Window, Count, () => new PatientCourse(plan.Settings.Times.Length, plan.Columns.Length));
        Workers.Run(workers, "cohort", () => Work(plan, seed, replicate, window, cancellation), window.Break);
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
        var lanes = new (CourseBlock Block, PatientCourse Course)?[LaneSystem.Lanes];
        CourseBlock? open = null;
        while (!cancellation.IsCancellationRequested && !window.Broken)
        {
            var exhausted = false;
            for (var lane = 0; lane < lanes.Length && !exhausted; lane++)
            {
                if (lanes[lane] is not null) continue;
                if (open is null or { IsStarted: true }) open = window.TryTake(out exhausted);
                if (open is null) break;
                var course = open.Start();
                lanes[lane] = (open, course);
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
                var (block, course) = lanes[lane]!.Value;
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
                lanes[lane] = null;
                block.Finish();
                if (block.IsFinished) window.Add(block);
            }
        }
    }
}
