using System.Globalization;

namespace Thymus.Simulation;

/// <summary>Runs of a jump process as CSV, in the form of <see cref="TrajectoryCsv"/>.</summary>
public static class StochasticCsv
{
    /// <summary>A row a time: <c>time</c>, then <c>X-mean</c> and <c>X-sd</c> for each column, as the SBML Test Suite names them.</summary>
    public static void Write(StochasticSummary summary, TextWriter writer)
    {
        TrajectoryCsv.WriteHeading("time", summary.Columns.SelectMany(name => (string[])[$"{name}-mean", $"{name}-sd"]), writer);
        for (var row = 0; row < summary.Times.Length; row++)
        {
            writer.Write(TrajectoryCsv.Digits(summary.Times[row]));
            for (var column = 0; column < summary.Columns.Length; column++)
            {
                writer.Write(',');
                writer.Write(TrajectoryCsv.Digits(summary.Mean(row, column)));
                writer.Write(',');
                writer.Write(TrajectoryCsv.Digits(summary.StandardDeviation(row, column)));
            }
            writer.Write('\n');
        }
    }

    /// <summary>The heading of every run: <c>run,time</c>, then the columns.</summary>
    public static void WriteHeading(IEnumerable<string> columns, TextWriter writer) => TrajectoryCsv.WriteHeading("run,time", columns, writer);

    /// <summary>A row a time that the run reached; runs are numbered from 1.</summary>
    public static void WriteRun(StochasticRun run, ReadOnlySpan<double> times, TextWriter writer)
    {
        var columns = run.Values.Length / times.Length;
        for (var row = 0; row < run.Reached; row++)
        {
            writer.Write((run.Number + 1).ToString(CultureInfo.InvariantCulture));
            writer.Write(',');
            writer.Write(TrajectoryCsv.Digits(times[row]));
            for (var column = 0; column < columns; column++)
            {
                writer.Write(',');
                writer.Write(TrajectoryCsv.Digits(run.Values[row * columns + column]));
            }
            writer.Write('\n');
        }
    }
}
