using System.Globalization;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Whether event records can be given to a model, as diagnostics.</summary>
public static class EventRecordCheck
{
    /// <summary>Adds every fault of <paramref name="records"/>, in their order.</summary>
    /// <param name="start">Time at which the patient starts; an earlier record is a fault.</param>
    /// <param name="span">Place of a record by its index, for the messages.</param>
    public static void Check(
        CompiledModel model, IReadOnlyList<EventRecord> records, double start, Func<int, SourceSpan> span, DiagnosticBag diagnostics)
    {
        for (var i = 0; i < records.Count; i++)
            if (FaultOf(model, records[i], start) is var (message, advice)) diagnostics.Error("TC0201", span(i), message, advice);
    }

    /// <summary>The first fault of a record with what to do about it; null where it can be given.</summary>
    internal static (string Message, string? Advice)? FaultOf(CompiledModel model, in EventRecord record, double start)
    {
        if (!double.IsFinite(record.Time)) return ($"TIME is {Text(record.Time)}.", "Give a finite time.");
        if (record.Time < start)
            return ($"TIME {Text(record.Time)} lies before {Text(start)}, where the patient stands.", "Records are given from the present on.");
        if (!Enum.IsDefined(record.EventId))
            return ($"EVID {(int)record.EventId} is not known.",
                "EVID is 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose, 5 replace, 6 multiply.");
        if (record.EventId is EventId.Observation or EventId.Other or EventId.Reset)
            return record.AdditionalDoses == 0 ? null
                : ($"ADDL is {record.AdditionalDoses} in a record that gives no dose.", "Leave ADDL at 0, or write one record for each time.");

        if (model.StateIndex(record.Compartment) < 0)
            return model.ObservableIndex(record.Compartment) >= 0
                ? ($"CMT '{record.Compartment}' has no equation of its own in this compiled model.", "Name it in CompileOptions.DosedSpecies.")
                : ($"CMT '{record.Compartment}' is no species of the model.",
                    Advice.DidYouMean(record.Compartment, "compartments to dose", model.StateNames));
        if (!double.IsFinite(record.Amount)) return ($"AMT is {Text(record.Amount)}.", "Give a finite amount.");
        if (record.AdditionalDoses < 0) return ($"ADDL is {record.AdditionalDoses}.", "ADDL counts the doses after the first: 0 or more.");
        if (record.AdditionalDoses > 0 && !(record.Interval > 0 && double.IsFinite(record.Interval)))
            return ($"ADDL is {record.AdditionalDoses} but II is {Text(record.Interval)}.",
                "Additional doses need an interval II greater than 0.");
        if (record.SteadyState != 0)
            return ($"SS is {record.SteadyState}.", "Steady-state doses are not supported yet; give the doses that lead to steady state.");
        if (record.EventId is EventId.Replace or EventId.Multiply)
            return record.Rate == 0 ? null : ($"RATE is {Text(record.Rate)} in a record that replaces or multiplies.", "Leave RATE at 0.");
        return RateFaultOf(model, record);
    }

    private static (string Message, string? Advice)? RateFaultOf(CompiledModel model, in EventRecord record)
    {
        if (record.Rate == 0) return null;
        if (record.Amount < 0) return ($"AMT {Text(record.Amount)} is negative in an infusion.", "An infusion gives a positive amount.");
        if (model.InfusionRateIndex(record.Compartment) < 0)
            return ($"'{record.Compartment}' takes no infusion in this compiled model.", "Name it in CompileOptions.DosedSpecies.");
        return record.Rate switch
        {
            > 0 when double.IsFinite(record.Rate) => null,
            ModelledRate => Needs(model, RateName(record.Compartment), "RATE −1 takes the rate"),
            ModelledDuration => Needs(model, DurationName(record.Compartment), "RATE −2 takes the duration"),
            _ => ($"RATE is {Text(record.Rate)}.", "RATE is 0 bolus, greater than 0 infusion, −1 rate from the model, −2 duration from the model."),
        };
    }

    private static (string Message, string? Advice)? Needs(CompiledModel model, string parameter, string sentence) =>
        model.ParameterIndex(parameter) >= 0 ? null
        : model.ObservableIndex(parameter) >= 0
            ? ($"{sentence} from '{parameter}', which a rule of the model determines.", $"Make '{parameter}' a constant parameter.")
        : ($"{sentence} from the parameter '{parameter}', which the model does not have.", $"Add '{parameter}' to the model.");

    internal const double ModelledRate = -1;
    internal const double ModelledDuration = -2;

    /// <summary>Name of the parameter that holds the rate of an infusion with RATE −1.</summary>
    internal static string RateName(string compartment) => "R_" + compartment;

    /// <summary>Name of the parameter that holds the duration of an infusion with RATE −2.</summary>
    internal static string DurationName(string compartment) => "D_" + compartment;

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
