using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Passes progress on in the thread that reports, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class ProgressRelay(Action<RunProgress> told) : IProgress<RunProgress>
{
    public void Report(RunProgress value) => told(value);
}
