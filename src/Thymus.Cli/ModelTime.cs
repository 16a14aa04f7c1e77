using System.Globalization;
using Thymus.Modeling;

namespace Thymus.Cli;

/// <summary>A time as typed: with a unit, or bare in the model's time unit.</summary>
internal static class ModelTime
{
    private static readonly Unit Day = Unit.Parse("day");

    /// <exception cref="CommandFault">The text is no time, or the model does not say what its time is measured in.</exception>
    public static double Parse(string text, ModelDefinition model, string option)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bare)) return bare;
        const string units = "Write a number with a unit of time (s, min, h, day, week, month, year), or a bare number in the model's time unit.";
        if (!Quantity.TryParse(text, out var quantity, out var error))
            throw new CommandFault(ExitCode.Usage, $"{option} is '{text}', which is no time: {error}", units);
        if (quantity.Unit.Dimension != Day.Dimension) throw new CommandFault(ExitCode.Usage, $"{option} is '{text}', which is no time.", units);
        return quantity.Canonical / DaysPerTimeUnit(model, text, option);
    }

    private static double DaysPerTimeUnit(ModelDefinition model, string text, string option)
    {
        // Antimony without units is in Thymus's own units; an SBML file without them could mean anything.
        if (model.TimeUnit is not { } name)
            return Path.GetExtension(model.File) is ".ant" or ".txt" ? 1
                : throw new CommandFault(ExitCode.Usage, $"{option} is '{text}', but '{model.Id}' does not say what its time is measured in.", "Give a bare number.");
        var unit = model.UnitDefinitions.FirstOrDefault(u => u.Id == name) is { } definition
            ? definition.Parts.Aggregate(Unit.One, (product, part) => product * Of(part))
            : Unit.Parse(name);
        if (unit.Dimension != Day.Dimension)
            throw new CommandFault(ExitCode.Usage, $"{option} is '{text}', but the time of '{model.Id}' is measured in '{name}'.", "Give a bare number.");
        return unit.Factor;
    }

    private static Unit Of(UnitPart part)
    {
        var kind = Unit.Parse(part.Kind);
        return (kind with { Factor = kind.Factor * part.Multiplier * Math.Pow(10, part.Scale) }).Raise(part.Exponent);
    }
}
