using System.Globalization;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Against NONMEM's own answers (mrgsolve/nmtests @5235a69, GPL-2: the files stay outside; ADVAN2, CL 1.1, V 20, KA 1.5).</summary>
public sealed class NonmemTests
{
    /// <summary>ADVAN2 with the controls of the reference runs: the second compartment takes its lag, F, rate and duration from the data.</summary>
    internal const string Advan2 = """
        model advan2()
          compartment body = 1;
          substanceOnly species A1 in body, A2 in body;
          A1 = 0; A2 = 0;
          CL = 1.1; V = 20; KA = 1.5;
          LAGT = 0; DUR2 = 2; RAT2 = 10; BIOAV = 1; MODE = 0;
          ALAG_A2 := LAGT; F_A2 := BIOAV; D_A2 := DUR2; R_A2 := RAT2;
          CP := A2/(V/1000);
          Absorb: A1 => A2; KA*A1;
          Clear: A2 => ; CL/V*A2;
        end
        """;

    /// <summary>NONMEM wrote five significant digits: half a unit of the last is 5e-5 at most; the run at 1e-8 adds no more than 1e-6.</summary>
    private const double FiveDigits = 5.1e-5;

    public static TheoryData<string, string> Scenarios => new()
    {
        { "1", "bolus with additional" }, { "3", "infusion with additional" }, { "5", "infusion with bioavailability and duration" },
        { "7", "infusions with lag" }, { "9", "infusions at steady state with lag and bioavailability" }, { "11", "infusions at steady state" },
        { "13", "infusions at steady state as long as their interval" }, { "15", "boluses at steady state with bioavailability and lag" },
        { "17", "bolus then infusion" }, { "19", "infusion of modelled duration at steady state" }, { "21", "reset and dose at steady state" },
        { "23", "reset and dose at steady state with lag" }, { "25", "several of these" }, { "27", "reset with additional and lag" },
        { "29", "constant infusion at steady state" },
    };

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_digit_that_NONMEM_wrote_is_ours(string id, string scenario)
    {
        var course = Courses.Value.Single(c => c.Id == id);
        Assert.Equal(IntegrationStatus.Completed, course.Status);
        var reference = File.ReadLines(OutsideData.Require("nonmem-events", "nonmem-concentration.csv")).Skip(1)
            .Select(l => l.Split(',')).Where(l => l[0] == id).Select(l => (Time: Number(l[1]), Value: Number(l[2]))).ToList();
        Assert.Equal(reference.Count, course.Rows.Length);
        for (var i = 0; i < reference.Count; i++)
        {
            Assert.Equal(reference[i].Time, course.Rows[i].Time);
            var (expected, found) = (reference[i].Value, course.Rows[i].Values[0]);
            Assert.True(Math.Abs(found - expected) <= FiveDigits * expected, $"{scenario}: at {reference[i].Time} NONMEM has {expected}, Thymus {found}.");
        }
    }

    /// <summary>Some of the reference digits, which are facts and may stand here.</summary>
    [Theory]
    [InlineData("0,1,100,A2,10,24,3,0,4.15,1", "0,0,.,.,.,.,.,.,4.15,1;5,0,.,.,.,.,.,.,4.15,1;29,0,.,.,.,.,.,.,4.15,1", "0 415.22 2114.6")]             // scenario 7
    [InlineData("0,1,100,A2,10,24,3,1,3.16,0.412", "0,0,.,.,.,.,.,.,3.16,0.412;4,0,.,.,.,.,.,.,3.16,0.412", "1002.7 1215.2")]                        // scenario 9
    [InlineData("0,1,100,A2,2,12,3,1,0,1", "0,0,.,.,.,.,.,.,0,1;2,0,.,.,.,.,.,.,0,1;55,0,.,.,.,.,.,.,0,1", "7498.9 7664.7 6989.5")]                  // scenario 11
    [InlineData("0,1,100,A2,0,24,3,1,4,0.412", "3,0,.,.,.,.,.,.,4,0.412;4,0,.,.,.,.,.,.,4,0.412;28,0,.,.,.,.,.,.,4,0.412", "793.34 2810.9 2810.9")]  // scenario 15
    [InlineData("0,4,100,A1,0,12,0,1,0,1", "0,0,.,.,.,.,.,.,0,1;2,0,.,.,.,.,.,.,0,1", "5552.4 9365.2")]                                              // scenario 21
    [InlineData("0,1,0,A1,100,0,0,1,0,1", "0,0,.,.,.,.,.,.,0,1;6,0,.,.,.,.,.,.,0,1", "90909 67844")]                                                 // scenario 29
    public void Digits_of_NONMEM_hold_without_its_files(string dose, string observations, string expected)
    {
        var text = $"TIME,EVID,AMT,CMT,RATE,II,ADDL,SS,LAGT,BIOAV\n{dose}\n{observations.Replace(';', '\n')}\n";
        var course = EventRuns.Run(Advan2, text, "CP").Single();
        Assert.Equal(expected.Split(' ').Select(Number), course.Rows.Skip(1).Select(r => r.Values[0]), (a, b) => Math.Abs(a - b) <= FiveDigits * a);
    }

    private static readonly Lazy<IReadOnlyList<SubjectTrajectory>> Courses = new(() =>
        EventRuns.Run(Advan2, File.ReadAllText(OutsideData.Require("nonmem-events", "events.csv")), "CP"));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
