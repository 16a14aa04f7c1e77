using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>Lesions and reported responses of pharmaverse's synthetic patients, read by three readers (SDTM TU, TR, RS; Apache-2.0).</summary>
public sealed class RecistReferenceTests
{
    private const string LongestDiameter = "LDIAM";
    private const string ShortAxis = "LPERP";

    [Fact]
    public void Every_reported_response_of_the_pharmaverse_patients_is_derived()
    {
        var lesions = Rows("tu_onco_recist.csv", "USUBJID", "TUEVALID", "TULNKID", "TULOC", "TUORRES");
        var readings = Rows("tr_onco_recist.csv", "USUBJID", "TREVALID", "TRLNKID", "VISITNUM", "TRTESTCD", "TRSTRESC");
        var responses = Rows("rs_onco_recist.csv", "USUBJID", "RSEVALID", "VISITNUM", "RSSTRESC");
        var compared = 0;
        foreach (var reported in responses.GroupBy(r => (Subject: r[0], Reader: r[1])))
        {
            var own = lesions.Where(l => l[0] == reported.Key.Subject && l[1] == reported.Key.Reader).ToList();
            var targets = own.Where(l => l[4] == "TARGET").ToList();
            var history = new double[] { double.NaN, double.NaN }; // baseline, nadir
            foreach (var visit in readings.Where(r => r[0] == reported.Key.Subject && r[1] == reported.Key.Reader).GroupBy(r => int.Parse(r[3], CultureInfo.InvariantCulture)).OrderBy(g => g.Key))
            {
                LesionReading[] measured = [.. targets.Select(t => Reading(t, visit))];
                Response? target = targets.Count == 0 ? null : visit.Key == 1 ? Response.StableDisease : Recist.Target(measured, history[0], history[1]);
                if (targets.Count > 0 && Recist.AllEvaluated(measured))
                {
                    var sum = Recist.Sum(measured);
                    if (visit.Key == 1) history[0] = sum;
                    history[1] = double.IsNaN(history[1]) ? sum : Math.Min(history[1], sum);
                }
                if (visit.Key == 1) continue;
                var overall = Recist.Overall(target, NonTarget(visit), newLesion: own.Any(l => l[4] == "NEW"));
                var expected = Assert.Single(reported, r => r[2] == visit.Key.ToString(CultureInfo.InvariantCulture))[3];
                Assert.Equal($"{reported.Key} visit {visit.Key}: {expected}", $"{reported.Key} visit {visit.Key}: {Code(overall, targets.Count > 0)}");
                compared++;
            }
        }
        Assert.Equal(66, compared);
    }

    private static LesionReading Reading(string[] lesion, IEnumerable<string[]> visit)
    {
        var node = lesion[3] == "LYMPH NODE";
        var row = visit.FirstOrDefault(r => r[2] == lesion[2] && r[4] == (node ? ShortAxis : LongestDiameter));
        return new(row is null ? double.NaN : double.Parse(row[5], CultureInfo.InvariantCulture), node);
    }

    private static Response? NonTarget(IEnumerable<string[]> visit)
    {
        var states = visit.Where(r => r[4] == "TUMSTATE").Select(r => r[5]).ToList();
        return states.Count == 0 ? null : states.Contains("PRESENT") ? Response.StableDisease : Response.CompleteResponse;
    }

    private static string Code(Response response, bool hasTargets) => response switch
    {
        Response.CompleteResponse => "CR",
        Response.PartialResponse => "PR",
        Response.StableDisease => hasTargets ? "SD" : "NON-CR/NON-PD",
        Response.ProgressiveDisease => "PD",
        _ => "NE",
    };

    private static List<string[]> Rows(string file, params string[] columns)
    {
        using var reader = CsvDataReader.Create(OutsideData.Require("recist", file), new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. columns.Select(c => reader.GetString(reader.GetOrdinal(c)))]);
        return rows;
    }
}
