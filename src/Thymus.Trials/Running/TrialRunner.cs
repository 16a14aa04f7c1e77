using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>
/// Runs a prepared trial and hands out its patients in the order (arm, patient), whatever the number of threads.
/// </summary>
/// <remarks>
/// Each thread owns a batch of eight lanes and keeps all of them filled from one queue; a patient's bits depend on the patient
/// alone, so who runs it when changes nothing. Outcomes wait until those before them are out.
/// </remarks>
public static class TrialRunner
{
    /// <param name="sink">Takes the outcomes one at a time, in order; never called by two threads at once.</param>
    /// <exception cref="ArgumentException">A parameter of the options is unknown to the model.</exception>
    public static RunResult Run(PreparedTrial trial, RunOptions options, Action<PatientOutcome> sink,
        CancellationToken cancellation = default)
    {
        var settings = Resolve(trial, options);
        var places = Places(trial, options, settings);
        var delivery = new Delivery(places.Length, sink, options.Progress);
        var preludes = new PreludeStore(trial.Trial.Design.Assignment == Assignment.Twins);
        var threads = Workers.Count(options.Threads, places.Length);
        var next = -1;
        var tally = new ScreeningTally(countedArm: trial.Trial.Design.Assignment == Assignment.Twins ? 0 : null);

        void Work()
        {
            using var batch = new PatientBatch(trial.Model, trial.Integrator);
            var sessions = new PatientSession?[LaneCount];
            while (!cancellation.IsCancellationRequested && !delivery.Broken)
            {
                for (var lane = 0; lane < LaneCount; lane++)
                    while (sessions[lane] is null && Interlocked.Increment(ref next) is var taken && taken < places.Length)
                    {
                        sessions[lane] = new PatientSession(trial, settings, places[taken], preludes) { Order = taken };
                        sessions[lane]!.Start(batch, lane);
                        Deliver(lane);
                    }
                if (!batch.Advance(out var arrived)) return;
                foreach (var lane in arrived)
                {
                    sessions[lane]!.Handle(batch, lane);
                    Deliver(lane);
                }
            }

            void Deliver(int lane)
            {
                if (sessions[lane] is not { Outcome: { } outcome } session) return;
                tally.Add(session);
                delivery.Add(session.Order, outcome);
                sessions[lane] = null;
            }
        }

        Workers.Run(threads, "trial", Work, delivery.Break);
        delivery.FlushRest();
        return new RunResult(tally.Summary, delivery.Delivered, delivery.Failed, tally.Steps, delivery.Delivered < places.Length);
    }

    private const int LaneCount = Thymus.Solvers.LaneSystem.Lanes;

    private static RunSettings Resolve(PreparedTrial trial, RunOptions options)
    {
        var rows = ImmutableArray.CreateBuilder<(int, double)>();
        foreach (var (name, value) in options.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var row = trial.Model.ParameterIndex(name);
            if (row < 0 || row >= trial.Model.SettableParameterCount)
                throw new ArgumentException($"The model has no parameter '{name}' that can be set. "
                    + Advice.DidYouMean(name, "parameters", trial.Model.ParameterNames.Take(trial.Model.SettableParameterCount)),
                    nameof(options));
            rows.Add((row, value));
        }
        var most = trial.Trial.Arms.Max(a => options.PatientsPerArm ?? a.Patients);
        var enrolled = trial.Trial.Design.Assignment == Assignment.Twins ? most : most * trial.Trial.Arms.Length;
        return new RunSettings(options.Seed ?? trial.Trial.Design.Seed, options.Replicate, rows.ToImmutable(), enrolled);
    }

    private static ImmutableArray<Place> Places(PreparedTrial trial, RunOptions options, RunSettings settings)
    {
        var places = ImmutableArray.CreateBuilder<Place>();
        for (var arm = 0; arm < trial.Trial.Arms.Length; arm++)
            for (var block = 0; block < (options.PatientsPerArm ?? trial.Trial.Arms[arm].Patients); block++)
                places.Add(new Place(arm, block, Randomisation.Patient(
                    trial.Trial.Design.Assignment, settings.Seed, settings.Replicate, trial.Trial.Arms.Length, trial.Slots[arm],
                    block)));
        return places.ToImmutable();
    }
}
