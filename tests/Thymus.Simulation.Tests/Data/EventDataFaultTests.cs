namespace Thymus.Tests;

/// <summary>Every fault of a data file is told at once, with its line, the number of its column, and what to do.</summary>
public sealed class EventDataFaultTests
{
    private const string Model = """
        model m
          compartment c = 1; substanceOnly species gut in c, blood in c; gut = 0; blood = 0;
          WT = 70; ka = 1; size := WT/70; R_blood = 3;
          Absorb: gut => blood; ka*gut; Clear: blood => ; 0.1*size*blood;
        end
        """;

    private static string Fault(string csv) => Assert.Single(EventRuns.Faults(Model, csv)).ReplaceLineEndings("\n");

    [Fact]
    public void All_faults_of_a_file_are_told_at_once()
    {
        var faults = EventRuns.Faults(Model, "ID,TIME,AMT,CMT,EVID\n1,0,1O,gut,1\n1,soon,5,1,1\n1,3,5,3,1\n1,4,5,guts,1\n1,2,,,0\n").ToList();
        Assert.Equal(
            ["data.csv(2,3): error TD0111: '1O' in column AMT is no number.", "data.csv(3,2): error TD0111: 'soon' in column TIME is no number.",
             "data.csv(4,4): error TD0112: CMT is 3, but the model has 2 species.", "data.csv(5,4): error TD0112: CMT is 'guts', which is no species of the model."],
            faults.Select(f => f.Split('\n')[0].Trim()));
        Assert.Contains("Species by number: 1 gut, 2 blood.", faults[2], StringComparison.Ordinal);
        Assert.Contains("Did you mean 'gut'?", faults[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ID,AMT\n1,5\n", "data.csv(1,1): error TD0105: The column TIME is missing.")]
    [InlineData("TIME,AMT,amt\n0,5,5\n", "data.csv(1,3): error TD0104: The column AMT stands twice.")]
    [InlineData("# one\n\n# two\nTIME,AMT\n# three\n\n0,x\n", "data.csv(7,2): error TD0111: 'x' in column AMT is no number.")]
    [InlineData("TIME;AMT;CMT\n0;5;guts\n", "data.csv(2,3): error TD0112: CMT is 'guts', which is no species of the model.")]
    [InlineData("TIME,AMT,CMT\n0,5,\"gut\n", "data.csv(2,1): error TD0103: The line is no CSV:")]
    [InlineData("", "data.csv: error TD0102: The file is empty.")]
    [InlineData("TIME,AMT,CMT\n", "data.csv: error TD0107: The file holds no records.")]
    [InlineData("TIME,AMT,CMT,wt\n0,5,gut,3\n", "data.csv(1,1): warning TD0106: Not used: wt; the model has no value of that name.\n  Did you mean 'WT'?")]
    [InlineData("TIME,AMT,CMT,size\n0,5,gut,3\n", "data.csv(1,4): error TD0121: The column size gives a value that the model computes.")]
    [InlineData("TIME,AMT,CMT,blood\n0,5,gut,3\n1,0,,4\n", "data.csv(2,4): error TD0123: The column blood is a value at the start, but it changes in the records of ID 1.")]
    [InlineData("ID,TIME\n1,0\n2,0\n1,1\n", "data.csv(4,1): error TD0112: ID 1 comes again after ID 2.")]
    [InlineData("ID,TIME\n1,5\n1,3\n", "data.csv(3,2): error TD0112: TIME 3 comes after 5 in the records of ID 1.")]
    [InlineData("TIME,AMT,CMT\n0,5,\n", "data.csv(2,3): error TD0112: CMT is missing in a dose.")]
    [InlineData("TIME,AMT,CMT\n0,5,-1\n", "data.csv(2,3): error TD0112: CMT is -1; compartments cannot be turned off.")]
    [InlineData("TIME,EVID,AMT,CMT\n0,1,0,gut\n", "data.csv(2,3): error TD0112: AMT is 0 in a dose.")]
    [InlineData("TIME,EVID,AMT,CMT\n0,0,5,gut\n", "data.csv(2,3): error TD0112: AMT is 5 in a record with EVID 0, which gives no dose.")]
    [InlineData("TIME,EVID,AMT,CMT\n0,9,5,gut\n", "data.csv(2,2): error TC0201: EVID 9 is not known.")]
    [InlineData("TIME,EVID,AMT,CMT\n0,1.5,5,gut\n", "data.csv(2,2): error TD0112: EVID is 1.5; a whole number is needed.")]
    [InlineData("TIME,AMT,CMT,II\n0,5,gut,12\n", "data.csv(2,4): warning TD0113: II is 12, but neither ADDL nor SS uses it.")]
    [InlineData("TIME,AMT,CMT,ADDL\n0,5,gut,2\n", "data.csv(2,1): error TC0201: ADDL is 2 but II is 0.")]
    [InlineData("TIME,AMT,CMT,II,SS\n0,5,gut,0,1\n", "data.csv(2,4): error TC0201: SS is 1 but II is 0.")]
    [InlineData("TIME,AMT,CMT,II,SS\n0,5,gut,12,3\n", "data.csv(2,5): error TC0201: SS is 3.")]
    [InlineData("TIME,AMT,CMT,RATE\n0,5,gut,-2\n", "data.csv(2,4): error TC0201: RATE −2 takes the duration from 'D_gut', which the model does not have.")]
    [InlineData("TIME,AMT,CMT,RATE\n0,5,gut,-3\n", "data.csv(2,4): error TC0201: RATE is -3.")]
    [InlineData("TIME,EVID,AMT,CMT,RATE,II,SS\n0,1,0,gut,3,12,1\n", "data.csv(2,3): error TC0201: AMT is 0 with SS, which means a constant infusion, but II is 12 and ADDL 0.")]
    public void A_fault_is_told_at_its_place(string csv, string message) => Assert.StartsWith(message, Fault(csv), StringComparison.Ordinal);

    [Fact]
    public void A_column_that_is_wrong_in_every_line_does_not_flood()
    {
        var faults = EventRuns.Faults(Model, "TIME,AMT,CMT\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},x,gut\n")));
        Assert.Equal(21, faults.Count);
        Assert.Contains(faults, f => f.Contains("480 more faults of the kind TD0111.", StringComparison.Ordinal));
    }
}
