namespace Thymus.Cli.Tests;

public sealed class ProgressLineTests
{
    private sealed class HandClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _now;

        public void Pass(double seconds) => _now += (long)(1000 * seconds);
    }

    private readonly HandClock _clock = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public void A_log_gets_a_line_at_each_tenth_with_the_time_that_is_left()
    {
        using var line = new ProgressLine(new Screen(TextWriter.Null, _error, IsInteractive: false, 100, _clock), "TRIAL");
        for (var done = 1; done <= 4000; done++)
        {
            _clock.Pass(0.1);
            if (done <= 1000 || done == 4000) line.Report(done, 4000);
        }
        Assert.Equal("""
            TRIAL: 3 of 4,000, 0 %
            TRIAL: 400 of 4,000, 10 %, 6 min 00 s left
            TRIAL: 800 of 4,000, 20 %, 5 min 20 s left
            TRIAL: 4,000 of 4,000, 100 %, 0 s left

            """, _error.ToString());
    }

    [Fact]
    public void What_takes_less_than_a_second_says_nothing()
    {
        using var line = new ProgressLine(new Screen(TextWriter.Null, _error, IsInteractive: false, 100, _clock), "TRIAL");
        for (var done = 1; done <= 100; done++)
        {
            _clock.Pass(0.009);
            line.Report(done, 100);
        }
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void A_terminal_sees_one_line_four_times_a_second_that_goes_away_at_the_end()
    {
        using (var line = new ProgressLine(new Screen(TextWriter.Null, _error, IsInteractive: true, 100, _clock), "TRIAL"))
        {
            _clock.Pass(1.5);
            line.Report(25, 100);
            _clock.Pass(0.1);
            line.Report(26, 100);
            _clock.Pass(0.4);
            line.Report(50, 100);
        }
        var drawn = _error.ToString().Split('\r');
        Assert.Equal(["", "TRIAL [######..................] 25 of 100, 25 %, 5 s left", "TRIAL [############............] 50 of 100, 50 %, 2 s left", new string(' ', drawn[2].Length), ""], drawn);
    }

    [Fact]
    public void A_narrow_terminal_gets_a_line_that_does_not_wrap()
    {
        using var line = new ProgressLine(new Screen(TextWriter.Null, _error, IsInteractive: true, 30, _clock), "TRIAL");
        _clock.Pass(2);
        line.Report(1, 2);
        Assert.Equal(1 + 29, _error.ToString().Length);
    }

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min 01 s")]
    [InlineData(7260, "2 h 01 min")]
    public void Durations_are_told_as_people_tell_them(double seconds, string text) => Assert.Equal(text, ProgressLine.Duration(TimeSpan.FromSeconds(seconds)));
}
