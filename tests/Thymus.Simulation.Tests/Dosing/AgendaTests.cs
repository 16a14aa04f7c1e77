using CsCheck;
using Thymus.Simulation;

namespace Thymus.Tests;

public sealed class AgendaTests
{
    private static AgendaItem Visit(double time, long sequence, int tag = 0) =>
        new() { Time = time, Kind = AgendaKind.Visit, Sequence = sequence, Tag = tag };

    private static AgendaItem Dose(double start, long sequence, int state = 0, double interval = 0, int additional = 0) => new()
    {
        Time = start,
        Kind = AgendaKind.Record,
        Sequence = sequence,
        Dose = new DoseOrder { Id = EventId.Dose, Start = start, Interval = interval, Additional = additional, State = state, RateRow = -1 },
    };

    [Fact]
    public void At_one_time_infusions_end_before_visits_and_visits_come_before_doses()
    {
        var agenda = new Agenda();
        agenda.Add(Dose(21, 1));
        agenda.Add(Visit(21, 2));
        agenda.Add(new AgendaItem { Time = 21, Kind = AgendaKind.InfusionEnd, Sequence = 0 });
        agenda.Add(Visit(20, 3));
        Assert.Equal([3, 0, 2, 1], Drain(agenda).Select(i => i.Sequence));
    }

    [Fact]
    public void Whatever_the_order_of_scheduling_items_come_by_time_kind_and_number()
    {
        var item = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3]);
        item.Array[0, 60].Sample(draws =>
        {
            var agenda = new Agenda();
            for (var i = 0; i < draws.Length; i++)
                agenda.Add(new AgendaItem { Time = draws[i].Item1, Kind = (AgendaKind)draws[i].Item2, Sequence = i });
            var expected = draws.Select((d, i) => (Time: (double)d.Item1, Kind: (AgendaKind)d.Item2, Sequence: (long)i))
                .OrderBy(i => i.Time).ThenBy(i => i.Kind).ThenBy(i => i.Sequence);
            Assert.Equal(expected, Drain(agenda).Select(i => (i.Time, i.Kind, i.Sequence)));
        }, iter: 300);
    }

    [Fact]
    public void Cancelling_keeps_earlier_doses_other_compartments_and_visits()
    {
        var agenda = new Agenda();
        agenda.Add(Dose(0, 0, state: 2, interval: 14, additional: 9));
        agenda.Add(Dose(42, 1, state: 2));
        agenda.Add(Dose(42, 2, state: 5));
        agenda.Add(Visit(84, 3));
        agenda.CancelDoses(state: 2, from: 42);
        var left = Drain(agenda);
        Assert.Equal([0, 2, 3], left.Select(i => i.Sequence));
        Assert.Equal(2, left[0].Dose.Additional);   // days 0, 14 and 28 stay; 42 and later are gone
    }

    [Fact]
    public void Cancelling_every_compartment_leaves_no_dose_from_that_time_on()
    {
        var agenda = new Agenda();
        agenda.Add(Dose(7, 0, state: 2));
        agenda.Add(Dose(7, 1, state: 3));
        agenda.CancelDoses(state: -1, from: 7);
        Assert.Equal(0, agenda.Count);
        Assert.Equal(double.PositiveInfinity, agenda.NextTime);
    }

    [Fact]
    public void A_series_is_timed_from_its_start_and_does_not_drift()
    {
        var dose = new DoseOrder { Start = 0.5, Interval = 0.1, Additional = 1000 };
        for (; dose.HasNext; dose.Given++) Assert.Equal(0.5 + dose.Given * 0.1, dose.DueTime);
        Assert.Equal(0.5 + 1000 * 0.1, dose.DueTime);
    }

    [Fact]
    public void Overlapping_infusions_add_up_and_leave_exactly_nothing()
    {
        var pool = new InfusionPool();
        pool.Begin(1, rateRow: 4, rate: 0.1);
        pool.Begin(2, rateRow: 4, rate: 0.2);
        pool.Begin(3, rateRow: 7, rate: 9);
        Assert.Equal(0.1 + 0.2, pool.Rate(4));
        pool.End(1);
        Assert.Equal(0.2, pool.Rate(4));
        pool.End(2);
        Assert.Equal(0, pool.Rate(4));
        Assert.Equal(9, pool.Rate(7));
    }

    private static List<AgendaItem> Drain(Agenda agenda)
    {
        var items = new List<AgendaItem>();
        while (agenda.Count > 0) items.Add(agenda.Take());
        return items;
    }
}
