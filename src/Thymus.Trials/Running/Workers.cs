using System.Runtime.ExceptionServices;

namespace Thymus.Trials;

/// <summary>Threads that share one piece of work, each with a batch of its own.</summary>
internal static class Workers
{
    /// <summary>As many threads as asked for (0: one a processor), but none that would have no eight patients to begin with.</summary>
    public static int Count(int asked, long patients) =>
        (int)Math.Min(asked > 0 ? asked : Environment.ProcessorCount, Math.Max(1, patients / Solvers.LaneSystem.Lanes));

    /// <summary>Runs <paramref name="work"/> on so many threads and waits for all.</summary>
    /// <param name="onFault">Tells the others to end when one has thrown; its exception is thrown again here, with its own stack.</param>
    public static void Run(int threads, string name, Action work, Action onFault)
    {
        var faults = new Exception?[threads];
        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                // Whatever it is, it is thrown again on the caller's thread: nothing is swallowed, and no thread takes the process down.
                faults[i] = e;
                onFault();
            }
        }) { IsBackground = true, Name = $"{name} {i}" }).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        if (faults.FirstOrDefault(f => f is not null) is { } first) ExceptionDispatchInfo.Throw(first);
    }
}
