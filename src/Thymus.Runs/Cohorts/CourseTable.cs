using System.Collections.Immutable;
using System.Globalization;
using Parquet;
using Parquet.Schema;
using Thymus.Simulation;
using Thymus.Trials;

namespace Thymus.Runs;

/// <summary>The courses of a cohort as one long table: ID, TIME and a column a symbol, a row a patient and output time.</summary>
public abstract class CourseTable : IDisposable
{
    /// <summary>Patients are numbered from 1, as data files number subjects.</summary>
    protected const string Id = "ID", Time = "TIME";

    public abstract void Append(PatientCourse course);

    /// <summary>Writes the last rows; without it the table cannot be read.</summary>
    public abstract void Finish();

    public abstract void Dispose();

    /// <summary>Streams to Parquet in groups of a fixed number of rows: memory holds one group, and the bytes depend on the rows alone.</summary>
    public static CourseTable Parquet(Stream stream, CohortPlan plan, int rowsPerGroup = 131_072) => new ParquetCourses(stream, plan, rowsPerGroup);

    /// <summary>Streams to CSV; numbers with all their digits.</summary>
    public static CourseTable Csv(TextWriter writer, CohortPlan plan) => new CsvCourses(writer, plan);

    private sealed class ParquetCourses : CourseTable
    {
        private readonly Stream _stream;
        private readonly ParquetWriter _writer;
        private readonly DataField<long> _id = new(Id);
        private readonly DataField<double>[] _fields;
        private readonly long[] _ids;
        private readonly double[][] _columns;
        private readonly ImmutableArray<double> _times;
        private int _rows;

        public ParquetCourses(Stream stream, CohortPlan plan, int rowsPerGroup)
        {
            (_stream, _times) = (stream, plan.Settings.Times);
            _fields = [new DataField<double>(Time), .. plan.Columns.Select(c => new DataField<double>(c))];
            _ids = new long[rowsPerGroup];
            _columns = [.. _fields.Select(_ => new double[rowsPerGroup])];
            _writer = ParquetWriter.CreateAsync(new ParquetSchema([_id, .. _fields]), new InlineStream(stream), ParquetFormat.Options).GetAwaiter().GetResult();
        }

        public override void Append(PatientCourse course)
        {
            for (var t = 0; t < course.Reached;)
            {
                var count = Math.Min(course.Reached - t, _ids.Length - _rows);
                Append(course, t, count);
                t += count;
                _rows += count;
                if (_rows == _ids.Length) Flush();
            }
        }

        private void Append(PatientCourse course, int first, int count)
        {
            _ids.AsSpan(_rows, count).Fill(course.Patient + 1);
            _times.AsSpan(first, count).CopyTo(_columns[0].AsSpan(_rows));
            for (var c = 1; c < _columns.Length; c++)
            {
                var column = _columns[c].AsSpan(_rows, count);
                for (var t = 0; t < column.Length; t++) column[t] = course.Row(first + t)[c - 1];
            }
        }

        public override void Finish()
        {
            if (_rows > 0) Flush();
            _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _stream.Flush();
        }

        // An unfinished file is thrown away by its owner; a footer on a full disk would only fail again.
        public override void Dispose()
        {
        }

        private void Flush()
        {
            using (var group = _writer.CreateRowGroup())
            {
                group.WriteAsync<long>(_id, _ids.AsMemory(0, _rows)).GetAwaiter().GetResult();
                for (var c = 0; c < _fields.Length; c++) group.WriteAsync<double>(_fields[c], _columns[c].AsMemory(0, _rows)).GetAwaiter().GetResult();
                group.CompleteValidate();
            }
            _rows = 0;
        }
    }

    private sealed class CsvCourses : CourseTable
    {
        private readonly TextWriter _writer;
        private readonly string[] _times;

        public CsvCourses(TextWriter writer, CohortPlan plan)
        {
            _writer = writer;
            _times = [.. plan.Settings.Times.Select(TrajectoryCsv.Digits)];
            TrajectoryCsv.WriteHeading($"{Id},{Time}", plan.Columns, writer);
        }

        public override void Append(PatientCourse course)
        {
            Span<char> buffer = stackalloc char[32];
            for (var t = 0; t < course.Reached; t++)
            {
                (course.Patient + 1).TryFormat(buffer, out var length, provider: CultureInfo.InvariantCulture);
                _writer.Write(buffer[..length]);
                _writer.Write(',');
                _writer.Write(_times[t]);
                foreach (var value in course.Row(t))
                {
                    _writer.Write(',');
                    if (!double.IsFinite(value)) _writer.Write(TrajectoryCsv.Digits(value));
                    else if (value.TryFormat(buffer, out length, "R", CultureInfo.InvariantCulture)) _writer.Write(buffer[..length]);
                }
                _writer.Write('\n');
            }
        }

        public override void Finish() => _writer.Flush();

        public override void Dispose()
        {
        }
    }
}
