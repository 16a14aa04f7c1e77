using Thymus.Trials;

namespace Thymus.Cli;

/// <summary>One line of progress with the time that is left, on standard error; silent for what will take under a second.</summary>
/// <remarks>
/// Whether it will is judged after a quarter of a second. A terminal sees one line that is rewritten four times a second. A log file sees a line then,
/// and one at each tenth of the way, so that it stays readable. Reports may come from any thread.
/// </remarks>
internal sealed class ProgressLine : IProgress<RunProgress>, IDisposable
{
    private const int RewritesPerSecond = 4;

    private static readonly TimeSpan Judged = TimeSpan.FromSeconds(0.25), Short = TimeSpan.FromSeconds(1), Telling = TimeSpan.FromSeconds(3);

    private readonly Screen _screen;
    private readonly string _what;
    private readonly long _started;
    private readonly Lock _gate = new();
    private long _lastDrawn;
    private int _lastTenth = -1;
    private bool _isLong;
    private int _drawnWidth;

    public ProgressLine(Screen screen, string what)
    {
        (_screen, _what) = (screen, what);
        _started = screen.Clock.GetTimestamp();
    }

    public void Report(RunProgress value) => Report(value.Finished, value.Total);

    public void Report(long done, long total)
    {
        if (total <= 0) return;
        lock (_gate)
        {
            var now = _screen.Clock.GetTimestamp();
            var elapsed = _screen.Clock.GetElapsedTime(_started, now);
            _isLong |= elapsed >= Short || done > 0 && elapsed >= Judged && elapsed * ((double)total / done) >= Short;
            if (!_isLong) return;
            if (_screen.IsInteractive) Rewrite(done, total, now, elapsed);
            else Append(done, total, elapsed);
        }
    }

    /// <summary>Takes the line away, so that results stand alone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_drawnWidth == 0) return;
            _screen.Error.Write("\r" + new string(' ', _drawnWidth) + "\r");
            _screen.Error.Flush();
            _drawnWidth = 0;
        }
    }

    private void Rewrite(long done, long total, long now, TimeSpan elapsed)
    {
        if (_drawnWidth > 0 && _screen.Clock.GetElapsedTime(_lastDrawn, now).TotalSeconds < 1.0 / RewritesPerSecond) return;
        _lastDrawn = now;
        const int cells = 24;
        var filled = (int)(cells * done / total);
        var text = $"{_what} [{new string('#', filled)}{new string('.', cells - filled)}] {Text(done, total, elapsed)}";
        if (text.Length >= _screen.Width) text = text[..(_screen.Width - 1)];
        _screen.Error.Write("\r" + text.PadRight(_drawnWidth));
        _screen.Error.Flush();
        _drawnWidth = text.Length;
    }

    private void Append(long done, long total, TimeSpan elapsed)
    {
        var tenth = (int)(10 * done / total);
        if (tenth <= _lastTenth) return;
        _lastTenth = tenth;
        _screen.Error.WriteLine($"{_what}: {Text(done, total, elapsed)}");
    }

    private static string Text(long done, long total, TimeSpan elapsed)
    {
        // The first patients wait for code that the later ones find compiled: what they took tells nothing.
        var tellsNothing = done == 0 || (100 * done < total && elapsed < Telling);
        var left = tellsNothing ? "" : $", {Duration(elapsed * ((double)(total - done) / done))} left";
        return FormattableString.Invariant($"{done:N0} of {total:N0}, {100 * done / total} %{left}");
    }

    internal static string Duration(TimeSpan span) =>
        span.TotalHours >= 1 ? FormattableString.Invariant($"{(int)span.TotalHours} h {span.Minutes:00} min")
        : span.TotalMinutes >= 1 ? FormattableString.Invariant($"{span.Minutes} min {span.Seconds:00} s")
        : FormattableString.Invariant($"{Math.Ceiling(span.TotalSeconds)} s");
}
