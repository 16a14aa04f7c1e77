using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>A regimen that one patient receives from a day on, until something stops it.</summary>
/// <param name="Origin">Study day from which the regimen's own start counts.</param>
/// <param name="Amount">Of one administration, in the dose's unit; <paramref name="ModelAmount"/> in the species' unit, as
/// absorbed.</param>
internal sealed record Course(Regimen Regimen, DrugMap Drug, double Origin, double Amount, double ModelAmount)
{
    /// <summary>Doses from this study day on are not given.</summary>
    public double StoppedAt { get; private set; } = double.PositiveInfinity;

    public void Stop(double day) => StoppedAt = Math.Min(StoppedAt, day);

    /// <summary>The course from its dose number <paramref name="first"/> (from 0) on, as one record with ADDL and II.</summary>
    /// <param name="origin">Model time of study day 0.</param>
    /// <param name="daysPerTime">Days in the model's unit of time.</param>
    public EventRecord Record(int first, double origin, double daysPerTime)
    {
        var rate = Regimen.InfusionDays > 0 ? ModelAmount / (Regimen.InfusionDays / daysPerTime) : 0;
        return new EventRecord(origin + Regimen.DayOf(first, Origin) / daysPerTime, EventId.Dose, ModelAmount, Drug.Species.Text, rate,
            Regimen.EveryDays / daysPerTime, Regimen.Doses - 1 - first);
    }

    /// <summary>Number of the first dose on or after a day; <see cref="Regimen.Doses"/> where none is left.</summary>
    public int FirstDoseFrom(double day)
    {
        var dose = 0;
        while (dose < Regimen.Doses && Regimen.DayOf(dose, Origin) < day) dose++;
        return dose;
    }

    /// <summary>Days of the doses that are given before <paramref name="end"/>, when nothing stops the course any more.</summary>
    public IEnumerable<double> DosesBefore(double end)
    {
        for (var k = 0; k < Regimen.Doses; k++)
        {
            var day = Regimen.DayOf(k, Origin);
            if (day >= end || day >= StoppedAt) yield break;
            yield return day;
        }
    }

    /// <summary>Rows of ADEX up to <paramref name="end"/>; an infusion that runs then is cut short.</summary>
    public IEnumerable<Exposure> Exposures(double end)
    {
        var cycle = 0;
        foreach (var day in DosesBefore(end))
        {
            cycle++;
            var given = Regimen.InfusionDays > 0 ? Math.Min(1, (end - day) / Regimen.InfusionDays) : 1;
            yield return new Exposure(Drug.Name, day, Regimen.InfusionDays * given, Regimen.Dose.Value, UnitOf(Regimen.Dose),
                Amount * given,
                Regimen.Dose.Unit.Text, Regimen.Route, cycle);
        }
    }

    private static string UnitOf(Dose dose) => dose.Basis switch
    {
        DoseBasis.BodyWeight => dose.Unit + "/kg",
        DoseBasis.BodySurface => dose.Unit + "/m2",
        DoseBasis.Calvert => "AUC",
        _ => dose.Unit.Text,
    };
}
