using System.Globalization;
using Thymus.Modeling;

namespace Thymus.Cli;

/// <summary>A time as typed: with a unit, or bare in the model's time unit.</summary>
internal static class ModelTime
{
    public static double Parse(string text, ModelDefinition model, string option)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bare)) return bare;
        if (!Quantity.TryParse(text, out var quantity))
            throw new CommandFault(ExitCode.Usage, $"{option} is '{text}', which is no time.", "Write a number with a unit such as '100 day', or a bare number in the model's time unit.");
        if (quantity.Unit.Dimension != Unit.Day.Dimension)
            throw new CommandFault(ExitCode.Usage, $"{option} is '{text}', which is no time.", "Units of time: s, min, h, day, week, month, year.");
        return quantity.Value * quantity.Unit.Factor / ModelUnits.TimeFactor(model);
    }
}
