using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.CarT;

/// <summary>The mechanistic layer: Kimmel's patient, and the chance that the last tumour cell dies.</summary>
public sealed class ExpansionTests
{
    /// <summary>T8: CAR-T cells peak at 30.109 per µL on day 7.01; 2.4865 on day 28.</summary>
    [Fact]
    public void Kimmels_patient_has_Kimmels_peak()
    {
        using var patient = new ReferencePatient(KineticsTests.PathOf("expansion.ant"));
        var times = Days(6, 8, 0.01);
        var car = patient.Run(times, [], "car", 1e-9);
        Assert.Equal(30.109e6, car.Max(), 0.0005e6);
        Assert.Equal(7.01, times[Array.IndexOf(car, car.Max())], 0.011);
        Assert.Equal(2.4865e6, patient.Run([28], [], "car", 1e-9)[0], 0.00005e6);
    }

    [Fact]
    public void Normal_cells_with_the_antigen_vanish_and_come_back_as_the_cells_go()
    {
        using var patient = new ReferencePatient(KineticsTests.PathOf("expansion.ant"));
        var target = patient.Run([0, 14, 365], [], "target", 1e-8);
        Assert.True(target[1] < 0.05 * target[0]);
        Assert.True(target[2] > 0.9 * target[0]);
    }

    [Fact]
    public void A_clone_without_antigen_grows_through_and_cells_need_antigen_where_asked()
    {
        using var patient = new ReferencePatient(KineticsTests.PathOf("expansion.ant"));
        var run = patient.RunAll([200], [], ["positive", "negative"], 1e-8, values: ("expansion__escape", 1e-3));
        Assert.Equal(94.86e6 * 5 * 1e-3 * Math.Exp(0.01 * 200), run[1][0], 1e-5 * run[1][0]);
        Assert.True(run[0][0] < 1);
        var starved = patient.Run([7], [], "car", 1e-8, ("expansion__antigen_half", 100e6))[0];
        Assert.True(starved < 0.4 * patient.Run([7], [], "car", 1e-8)[0]);
    }

    /// <summary>
    /// Kimmel's patient with a third of his tumour's death rate: cure is neither sure nor impossible, and its share is Kendall's
    /// law over the path of the average, taken here by a sum of its own.
    /// </summary>
    [Fact]
    public void Cure_is_chance_and_its_share_is_Kendalls()
    {
        const double killMax = 0.66, birth = 0.02;
        using var patient = new ReferencePatient(KineticsTests.PathOf("expansion.ant"));
        var times = Days(0, 300, 0.01);
        var car = patient.Run(times, [], "car", 1e-9);
        var (log, rho, gone, expected, founders) = (Math.Log(94.86e6 * 5), 0.0, 0.0, 0.0, 0.0);
        for (var i = 1; i < times.Length; i++)
        {
            var net = 0.5 * (Loss(car[i - 1]) + Loss(car[i])) * 0.01;
            if (founders == 0)
            {
                log -= net;
                if (log < Math.Log(1000)) founders = 1000;
                continue;
            }
            expected += birth * 0.01 * 0.5 * (Math.Exp(rho) + Math.Exp(rho + net));
            rho += net;
        }
        gone = Math.Exp(rho) + expected;
        var cure = Math.Pow(1 - 1 / gone, founders);
        Assert.InRange(cure, 0.05, 0.95);

        const int patients = 400;
        var cured = Enumerable.Range(0, patients).Count(seed =>
            patient.RunAll([300], [], ["positive"], 1e-6, (ulong)seed, ("expansion__kill_max", killMax))[0][0] == 0);
        Assert.InRange(cured, 1, patients - 1);
        Assert.Equal(patients * cure, cured, 4 * Math.Sqrt(patients * cure * (1 - cure)));

        // Deaths of single cells less births: half the births die by themselves.
        static double Loss(double car) => 0.5 * birth + killMax * car / (car + 4.05e6) - birth;
    }
}
