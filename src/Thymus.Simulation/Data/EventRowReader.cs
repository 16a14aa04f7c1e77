using System.Collections.Immutable;
using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Turns the lines of an event file into records, subject by subject.</summary>
internal sealed class EventRowReader(CsvDataReader csv, string file, EventLayout layout, ModelDefinition model, DiagnosticBag faults)
{
    private readonly ImmutableArray<EventSubject>.Builder _subjects = ImmutableArray.CreateBuilder<EventSubject>();
    private readonly ImmutableArray<EventRow>.Builder _rows = ImmutableArray.CreateBuilder<EventRow>();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private string? _id;
    private double _time;
    private int _line;
    private int _faultsBefore;

    /// <summary>Takes the line on which the reader stands.</summary>
    public void Take(int line)
    {
        _line = line;
        // Column C marks comments in the data sets of many laboratories; IGNORE=C is their $DATA.
        if (csv.RowFieldCount == 0 || Text("C") is "C" or "c") return;
        if (Enumerable.Range(0, csv.RowFieldCount).All(c => csv.GetString(c).Trim().Length == 0)) return;
        BeginSubject(Text("ID"));
        _faultsBefore = faults.Count;
        var record = Record();
        var values = layout.Columns.Select(c => Number(c.Name, c.Number, double.NaN)).ToImmutableArray();
        if (faults.Count > _faultsBefore && faults.HasErrors) return;
        if (record.Time < _time)
            Error("TIME", string.Create(CultureInfo.InvariantCulture, $"TIME {record.Time:R} comes after {_time:R} in the records of ID {_id}."),
                "Sort the records of each ID by time; where time begins anew, give the rest an ID of its own.");
        _time = Math.Max(_time, record.Time);
        _rows.Add(new EventRow(line, record, values));
    }

    public ImmutableArray<EventSubject> Subjects()
    {
        EndSubject();
        return _subjects.ToImmutable();
    }

    private void BeginSubject(string id)
    {
        if (layout.Items.ContainsKey("ID") && id.Length == 0) Error("ID", "ID is missing.", "Every record says whose it is.");
        if (id.Length == 0) id = _id ?? "1";
        if (id == _id) return;
        EndSubject();
        if (!_ids.Add(id)) Error("ID", $"ID {id} comes again after ID {_id}.", "Put the records of each ID together.");
        (_id, _time) = (id, double.NegativeInfinity);
    }

    private void EndSubject()
    {
        if (_id is not null && _rows.Count > 0) _subjects.Add(new EventSubject(_id, _rows.ToImmutable()));
        _rows.Clear();
    }

    private EventRecord Record()
    {
        if (Text("TIME").Length == 0) Error("TIME", "TIME is missing.", "Every record has a time, in the model's unit of time.");
        var (amount, rate, interval) = (Item("AMT"), Item("RATE"), Item("II"));
        var (additional, steadyState) = (Count("ADDL"), Count("SS"));
        // Without EVID, what gives something is a dose.
        var kind = Text("EVID").Length > 0 ? (EventId)Count("EVID") : amount != 0 || rate != 0 ? EventId.Dose : EventId.Observation;
        // A cell that could not be read must not be told a second time for what it then seems to say.
        if (faults.Count == _faultsBefore) CheckItems(kind, amount, rate, interval, additional, steadyState);
        var compartment = kind is EventId.Dose or EventId.ResetAndDose or EventId.Replace or EventId.Multiply ? Compartment() : "";
        return new EventRecord(Item("TIME"), kind, amount, compartment, rate, interval, additional, steadyState);
    }

    private void CheckItems(EventId kind, double amount, double rate, double interval, int additional, int steadyState)
    {
        if (kind is EventId.Observation or EventId.Other or EventId.Reset)
        {
            foreach (var (item, value) in new[] { ("AMT", amount), ("RATE", rate), ("II", interval), ("ADDL", additional), ("SS", steadyState) })
                if (value != 0)
                    Error(item, string.Create(CultureInfo.InvariantCulture, $"{item} is {value:R} in a record with EVID {(int)kind}, which gives no dose."), $"Leave {item} at 0, or make it a dose (EVID 1).");
        }
        else if (kind is EventId.Dose or EventId.ResetAndDose)
        {
            if (amount == 0 && steadyState == 0) Error("AMT", "AMT is 0 in a dose.", "Give the amount; only a constant infusion at steady state (SS 1) has none.");
            if (interval != 0 && additional == 0 && steadyState == 0)
                faults.Warning("TD0113", Place("II"), string.Create(CultureInfo.InvariantCulture, $"II is {interval:R}, but neither ADDL nor SS uses it."), "Say with ADDL how many doses follow.");
        }
    }

    /// <summary>CMT: the name of a species, or its number in the order of the model; where it is left out, the only one.</summary>
    private string Compartment()
    {
        var text = Text("CMT");
        var species = model.Species;
        if (text.Length == 0 || text == "0")
        {
            if (species.Length == 1) return species[0].Id;
            Error("CMT", "CMT is missing in a dose.", $"Name the species that takes it. {Species()}");
        }
        else if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            if (number >= 1 && number <= species.Length) return species[number - 1].Id;
            Error("CMT", number < 0 ? $"CMT is {number}; compartments cannot be turned off." : $"CMT is {number}, but the model has {species.Length} species.", Species());
        }
        else if (species.Any(s => s.Id == text) || model.Rules.OfType<RateRule>().Any(r => r.Variable == text))
        {
            return text;
        }
        else
        {
            Error("CMT", $"CMT is '{text}', which is no species of the model.", Advice.DidYouMean(text, "species", species.Select(s => s.Id)));
        }
        return "";
    }

    private string Species()
    {
        const int most = 12;
        var listed = string.Join(", ", model.Species.Take(most).Select((s, i) => $"{i + 1} {s.Id}"));
        return model.Species.IsEmpty ? "The model has no species." : $"Species by number: {listed}{(model.Species.Length > most ? ", …" : "")}.";
    }

    private double Item(string item) => layout.Items.TryGetValue(item, out var column) ? Number(item, column, 0) : 0;

    private int Count(string item)
    {
        var value = Item(item);
        if (value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue) return (int)value;
        Error(item, string.Create(CultureInfo.InvariantCulture, $"{item} is {value:R}; a whole number is needed."), null);
        return 0;
    }

    private double Number(string name, int column, double missing)
    {
        var text = Text(column);
        if (text.Length == 0) return missing;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        faults.Error("TD0111", new SourceSpan(file, _line, column), $"'{text}' in column {name} is no number.", "Write numbers with a point, 12.5; leave the cell empty, or write a point alone, where there is none.");
        return missing;
    }

    private string Text(string item) => layout.Items.TryGetValue(item, out var column) ? Text(column) : "";

    /// <summary>A cell; "" where it is missing, which is also written as a point or NA.</summary>
    private string Text(int column)
    {
        var text = column <= csv.RowFieldCount ? csv.GetString(column - 1).Trim() : "";
        return text is "." or "NA" ? "" : text;
    }

    private SourceSpan Place(string item) => new(file, _line, layout.Items.GetValueOrDefault(item, 1));

    private void Error(string item, string message, string? advice) => faults.Error("TD0112", Place(item), message, advice);
}
