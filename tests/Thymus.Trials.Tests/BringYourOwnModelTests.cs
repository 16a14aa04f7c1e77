using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>A public model goes through visits, RECIST and Kaplan–Meier by its map alone.</summary>
public sealed class BringYourOwnModelTests
{
    private static readonly string Path = Repository.PathOf("trials", "bring-your-own-model.yaml");

    [Fact]
    public void A_model_of_BioModels_gives_rows_and_estimates()
    {
        using var prepared = Prepare([]);
        var options = new RunOptions { PatientsPerArm = 25 };
        var summariser = new TrialSummariser(prepared, options);
        var outcomes = new List<PatientOutcome>();
        var result = TrialRunner.Run(prepared, options, o =>
        {
            outcomes.Add(o);
            summariser.Add(o);
        });
        Assert.Equal((50, 0L), (result.Patients, result.Failed));
        Assert.All(outcomes.Skip(25), o => Assert.Equal(5e4, o.Exposures[0].Amount));
        var summary = summariser.Summarise(result.Screening);
        Assert.All(summary.Arms, a => Assert.InRange(a.Endpoints.Single(e => e.Id == "OS.rate@365.25").Estimate, 20, 100));
        Assert.Contains(summary.Contrasts, c => c is { Id: "OS.hr", PValue: not null });
        Assert.Equal(2, summary.Limits.Count);
    }

    /// <summary>With the deposited values the lesion follows the curve that two independent solvers gave (to 1e-5) for the model.</summary>
    [Fact]
    public void The_untreated_lesion_follows_the_models_published_curve()
    {
        var expected = CellsAt84Days();
        using var prepared = Prepare(new() { ["M"] = "1e6", ["gamma_mel"] = "0.04496", ["nu_mel"] = "0.1245", ["alpha_e"] = "831.8" });
        var outcomes = new List<PatientOutcome>();
        TrialRunner.Run(prepared, new RunOptions { PatientsPerArm = 1 }, outcomes.Add);
        var scan = outcomes[0].Measurements.First(m => m is { Lesion: "L1", Visit: "WEEK 12" });
        Assert.Equal(84, scan.Day);
        var diameter = Math.Cbrt(6 / Math.PI * expected / 70.7); // cells over cells per mm³
        Assert.Equal(diameter, scan.TrueValue, 1e-4 * diameter);
    }

    private static double CellsAt84Days()
    {
        using var reader = CsvDataReader.Create(OutsideData.Require("immunotherapy-sbml", "trajectories", "BIOMD0000000838.csv"), new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
        while (reader.Read())
            if (reader.GetDouble(reader.GetOrdinal("time")) == 84) return reader.GetDouble(reader.GetOrdinal("M"));
        throw new InvalidDataException("The curve has no row at 84 days.");
    }

    private static PreparedTrial Prepare(Dictionary<string, string> overrides)
    {
        var read = TrialSpecification.Read(Path, overrides);
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics);
        Assert.Empty(diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.ToString()));
        return prepared!;
    }
}
