using CsCheck;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>Whatever stands in a data file, reading it ends in data or in diagnostics.</summary>
public sealed class EventDataFuzzTests
{
    private const string Good = "ID,TIME,EVID,AMT,RATE,II,ADDL,SS,CMT,A1\n# comment\n1,0,1,100,10,24,3,1,A2,0\n1,1,0,.,.,.,.,.,.,NA\n\"2\",0,4,50,-2,12,0,0,1,1e3\n2,5,0,,,,,,,\n";

    private static readonly string[] Pieces = [",", "\n", "\r\n", "\"", ".", "-", "e", "1e999", "-1e308", "NaN", "2147483648", "#", ";", "\t", "\0", "é", "ID", "TIME", "TIME", "CMT", "-2", "999", " ", "\"\""];

    [Fact]
    public void A_file_changed_at_random_gives_data_or_diagnostics()
    {
        var (model, diagnostics) = AntimonyReader.Read(NonmemTests.Advan2, "test.ant", _ => null);
        Assert.True(model is not null, string.Join(Environment.NewLine, diagnostics));
        using var compiled = TestModels.Compile(NonmemTests.Advan2, "A1", "A2");
        var change = Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, 5], Gen.Int[0, Pieces.Length - 1]);
        change.Array[0, 12].Sample(changes =>
        {
            var text = Good;
            foreach (var (at, removed, inserted) in changes)
            {
                var start = Math.Min(at, text.Length);
                text = text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, Pieces[inserted]);
            }
            var faults = new DiagnosticBag();
            var data = EventDataReader.Read(new StringReader(text), "data.csv", model!, faults);
            Assert.Equal(faults.HasErrors, data is null);
            if (data is not null) EventDataRunner.Check(compiled, data, new EventDataSettings());
        }, iter: 4000);
    }

    [Fact]
    public void A_line_of_a_million_columns_or_one_cell_of_ten_million_letters_is_told()
    {
        var (model, _) = AntimonyReader.Read(NonmemTests.Advan2, "test.ant", _ => null);
        foreach (var text in new[] { "TIME" + new string(',', 1_000_000) + "\n0\n", "TIME,AMT\n0," + new string('1', 10_000_000) + "\n", new string('"', 100_001), "TIME\n" + new string('\n', 100_000) + "x\n" })
        {
            var faults = new DiagnosticBag();
            Assert.Null(EventDataReader.Read(new StringReader(text), "data.csv", model!, faults));
            Assert.True(faults.HasErrors);
        }
    }
}
