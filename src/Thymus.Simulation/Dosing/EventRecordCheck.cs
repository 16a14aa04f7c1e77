using System.Globalization;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>What is wrong with a record.</summary>
/// <param name="Item">The item in which it shows, by its NONMEM name: TIME, EVID, AMT, RATE, II, ADDL, SS or CMT.</param>
/// <param name="Advice">What to do about it.</param>
internal readonly record struct RecordFault(string Item, string Message, string? Advice);

/// <summary>Whether event records can be given to a model, as diagnostics.</summary>
public static class EventRecordCheck
{
    /// <summary>Adds every fault of <paramref name="records"/>, in their order.</summary>
    /// <param name="start">Time at which the patient starts; an earlier record is a fault.</param>
    /// <param name="span">Place of a record by its index and the NONMEM name of the item at fault, for the messages.</param>
    public static void Check(
        CompiledModel model, IReadOnlyList<EventRecord> records, double start, Func<int, string, SourceSpan> span, DiagnosticBag diagnostics)
    {
        for (var i = 0; i < records.Count; i++)
            if (FaultOf(model, records[i], start) is { } fault) diagnostics.Error("TC0201", span(i, fault.Item), fault.Message, fault.Advice);
    }

    /// <summary>The first fault of a record; null where it can be given.</summary>
    internal static RecordFault? FaultOf(CompiledModel model, in EventRecord record, double start)
    {
        if (!double.IsFinite(record.Time)) return new("TIME", $"TIME is {Text(record.Time)}.", "Give a finite time.");
        if (record.Time < start)
            return new("TIME", $"TIME {Text(record.Time)} lies before {Text(start)}, where the patient stands.", "Records are given from the present on.");
        return record.EventId switch
        {
            EventId.Observation or EventId.Other or EventId.Reset =>
                record.AdditionalDoses != 0 ? new("ADDL", $"ADDL is {record.AdditionalDoses} in a record that gives no dose.", "Leave ADDL at 0, or write one record for each time.")
                : record.SteadyState != 0 ? new("SS", $"SS is {record.SteadyState} in a record that gives no dose.", "Leave SS at 0, or make it a dose (EVID 1).")
                : null,
            EventId.Replace or EventId.Multiply =>
                CompartmentFaultOf(model, record.Compartment) ?? SeriesFaultOf(record)
                ?? (record.Rate != 0 ? new("RATE", $"RATE is {Text(record.Rate)} in a record that replaces or multiplies.", "Leave RATE at 0.")
                    : record.SteadyState != 0 ? new("SS", $"SS is {record.SteadyState} in a record that replaces or multiplies.", "Leave SS at 0.")
                    : null),
            EventId.Dose or EventId.ResetAndDose =>
                CompartmentFaultOf(model, record.Compartment) ?? SeriesFaultOf(record) ?? SteadyStateFaultOf(record) ?? RateFaultOf(model, record) ?? SensitivityFaultOf(model, record),
            _ => new("EVID", $"EVID {(int)record.EventId} is not known.",
                "EVID is 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose, 5 replace, 6 multiply."),
        };
    }

    private static RecordFault? CompartmentFaultOf(CompiledModel model, string compartment) =>
        model.StateIndex(compartment) >= 0 ? null
        : model.ObservableIndex(compartment) >= 0
            ? new("CMT", $"CMT '{compartment}' has no equation of its own in this compiled model.", "Name it in CompileOptions.DosedSpecies.")
        : new("CMT", $"CMT '{compartment}' is no species of the model.", Advice.DidYouMean(compartment, "compartments to dose", model.StateNames));

    private static RecordFault? SeriesFaultOf(in EventRecord record)
    {
        if (!double.IsFinite(record.Amount)) return new("AMT", $"AMT is {Text(record.Amount)}.", "Give a finite amount.");
        if (record.AdditionalDoses < 0) return new("ADDL", $"ADDL is {record.AdditionalDoses}.", "ADDL counts the doses after the first: 0 or more.");
        if (record.AdditionalDoses > MostAdditional)
            return new("ADDL", $"ADDL is {record.AdditionalDoses}.", $"A record gives {MostAdditional} additional doses at most.");
        return record.AdditionalDoses == 0 || IsPositive(record.Interval) ? null
            : new("II", $"ADDL is {record.AdditionalDoses} but II is {Text(record.Interval)}.", "Additional doses need an interval II greater than 0.");
    }

    private static RecordFault? SteadyStateFaultOf(in EventRecord record)
    {
        if (record.SteadyState == 0) return null;
        if (record.SteadyState is not (1 or 2)) return new("SS", $"SS is {record.SteadyState}.", "SS is 0 none, 1 reset to steady state, 2 add the steady state to what is there.");
        if (record.Amount == 0)
            return record.Interval != 0 || record.AdditionalDoses != 0
                ? new("AMT", $"AMT is 0 with SS, which means a constant infusion, but II is {Text(record.Interval)} and ADDL {record.AdditionalDoses}.", "Leave II and ADDL at 0, or give AMT.")
                : record.Rate == ModelledDuration ? new("RATE", "AMT is 0 with SS, which means a constant infusion, but RATE is -2.", "Give its rate, or RATE -1 for the rate from the model.")
                : null;
        if (record.Amount < 0) return new("AMT", $"AMT is {Text(record.Amount)} with SS.", "A steady state comes from a positive amount, or from a constant infusion (AMT 0, RATE above 0).");
        return IsPositive(record.Interval) ? null
            : new("II", $"SS is {record.SteadyState} but II is {Text(record.Interval)}.", "A steady state needs the interval II between its doses, greater than 0.");
    }

    private static RecordFault? RateFaultOf(CompiledModel model, in EventRecord record)
    {
        if (record.Rate == 0) return null;
        if (record.Amount < 0) return new("AMT", $"AMT {Text(record.Amount)} is negative in an infusion.", "An infusion gives a positive amount.");
        if (model.InfusionRateIndex(record.Compartment) < 0) return TakesNoInfusion(model, record.Compartment);
        return record.Rate switch
        {
            > 0 when double.IsFinite(record.Rate) => null,
            ModelledRate => Needs(model, OwnDosing.RateName(record.Compartment), "RATE −1 takes the rate"),
            ModelledDuration => Needs(model, OwnDosing.DurationName(record.Compartment), "RATE −2 takes the duration"),
            _ => new("RATE", $"RATE is {Text(record.Rate)}.", "RATE is 0 bolus, greater than 0 infusion, −1 rate from the model, −2 duration from the model."),
        };
    }

    /// <summary>Doses that change with what is differentiated by.</summary>
    private static RecordFault? SensitivityFaultOf(CompiledModel model, in EventRecord record)
    {
        if (model.Sensitivities is null) return null;
        if (record.SteadyState != 0 && !model.Options.SensitivitiesSteerSteps)
            return new("SS", "A steady state is sought that sensitivities do not take part in.", "Let them steer the steps (CompileOptions.SensitivitiesSteerSteps).");
        ReadOnlySpan<string?> read =
        [
            OwnDosing.BioavailabilityName(record.Compartment), OwnDosing.LagName(record.Compartment),
            record.Rate == ModelledRate ? OwnDosing.RateName(record.Compartment) : null,
            record.Rate == ModelledDuration ? OwnDosing.DurationName(record.Compartment) : null,
        ];
        foreach (var name in read)
            if (name is not null && model.IsSensitive(name))
                return new("CMT", $"'{name}' changes the dose into '{record.Compartment}', and sensitivities are asked for to what it depends on.", SensitivityRefusals.Advice);
        return null;
    }

    private static RecordFault TakesNoInfusion(CompiledModel model, string compartment) =>
        model.Definition.Species.Any(s => s.Id == compartment)
            ? new("CMT", $"'{compartment}' takes no infusion in this compiled model.", "Name it in CompileOptions.DosedSpecies.")
            : new("CMT", $"'{compartment}' takes no infusion: it is no species of the model.", "Make it a species, or give the dose at once (RATE 0).");

    private static RecordFault? Needs(CompiledModel model, string symbol, string sentence) =>
        model.ObservableIndex(symbol) >= 0 ? null
        : new("RATE", $"{sentence} from '{symbol}', which the model does not have.", $"Add '{symbol}' to the model.");

    /// <summary>A dose every minute for two years.</summary>
    private const int MostAdditional = 1_000_000;

    internal const double ModelledRate = -1;
    internal const double ModelledDuration = -2;

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
