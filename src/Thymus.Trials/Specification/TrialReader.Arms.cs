using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

internal static partial class TrialReader
{
    private static readonly Unit Milligram = Unit.Parse("mg");

    private static ImmutableArray<Arm> ReadArms(YamlMap root, int patients, ModelMap? model)
    {
        var maps = root.Maps("arms");
        if (maps.Count == 0)
            root.Error(3, root.SpanAt("arms"), "The file has no 'arms'.", "Add 'arms:' with at least one '- id: …'.");
        var arms = ImmutableArray.CreateBuilder<Arm>();
        foreach (var map in maps)
        {
            var id = ReadId(map, "id", "-_");
            if (id is not null && arms.Any(a => a.Id == id))
                map.Error(9, map.SpanAt("id"), $"Two arms have the id '{id}'.",
                    "Arm ids name rows of every table and must be unique.");
            var label = ReadWording(map, "label") ?? new Wording(id ?? "");
            var control = map.Flag("control") ?? false;
            if (control && arms.Any(a => a.Control))
                map.Error(9, map.SpanAt("control"), $"'{id}' is a second control arm.",
                    "At most one arm is the control; other pairs go below 'contrasts'.");
            var own = map.Integer("patients", 1, 10_000_000);
            var slot = map.Integer("slot", 0, 1000);
            var regimens = ReadRegimens(map, "regimens", model);
            map.Finish();
            if (id is not null) arms.Add(new Arm(id, label, control, (int)(own ?? patients), (int?)slot, regimens, map.Span));
        }
        CheckSlots(root, arms);
        return arms.ToImmutable();
    }

    private static void CheckSlots(YamlMap root, IReadOnlyList<Arm> arms)
    {
        var slots = arms.Where(a => a.Slot is not null).ToList();
        if (slots.Count == 0) return;
        if (slots.Count < arms.Count)
            root.Error(9, arms.First(a => a.Slot is null).Span, "Some arms have a 'slot' and some have none.",
                "Give one to every arm, or to none.");
        foreach (var twice in slots.GroupBy(a => a.Slot).Where(g => g.Count() > 1))
            root.Error(9, twice.Last().Span, $"Two arms have slot {twice.Key}.",
                "Each slot of the randomisation list belongs to one arm.");
        if (slots.Any(a => a.Slot >= arms.Count))
            root.Error(9, slots.First(a => a.Slot >= arms.Count).Span, $"A slot lies beyond the {arms.Count} arms.",
                $"Slots run from 0 to {arms.Count - 1}.");
    }

    private static ImmutableArray<Regimen> ReadRegimens(YamlMap parent, string key, ModelMap? model)
    {
        var regimens = ImmutableArray.CreateBuilder<Regimen>();
        foreach (var map in parent.Maps(key))
        {
            var name = map.RequiredScalar("drug");
            var drug = name is { } n ? model?.Drug(n.Text) : null;
            if (name is { } unknown && drug is null && model is not null)
                map.Error(11, unknown.Span, $"'{unknown.Path}' is '{unknown.Text}', which 'map.drugs' does not name.",
                    Advice.DidYouMean(unknown.Text, "drugs", model.Drugs.Select(d => d.Name)));
            var dose = ReadDose(map);
            var infusion = map.Days("infusion") ?? drug?.InfusionDays ?? 0;
            var route = map.Text("route") ?? drug?.Route ?? "";
            var start = map.Days("start") ?? 0;
            var every = map.Days("every", double.Epsilon);
            var doses = map.Integer("doses", 1, int.MaxValue);
            var until = map.Days("until", double.Epsilon);
            if (map.Has("every") && !map.Has("doses") && !map.Has("until"))
                map.Error(10, map.Span, $"'{map.Path}' is given every {map.Text("every")} without an end.",
                    "Add 'doses: N' or 'until: TIME'.");
            if (!map.Has("every") && (map.Has("doses") || map.Has("until")))
                map.Error(10, map.Span, $"'{map.Path}' has {(map.Has("doses") ? "'doses'" : "'until'")} but no 'every'.",
                    "Add the interval, e.g. 'every: 3 week'.");
            if (every is { } interval && infusion > interval)
                map.Error(10, map.SpanAt("infusion"), $"'{map.Path}' is infused for longer than the time to the next dose.",
                    null);
            map.Finish();
            if (name is { } found && dose is not null)
                regimens.Add(new Regimen(found.Text, dose, infusion, route, start, every ?? 0, (int)(doses ?? int.MaxValue),
                    until ?? double.PositiveInfinity, map.Span));
        }
        return regimens.ToImmutable();
    }

    private static Dose? ReadDose(YamlMap map)
    {
        var cap = map.Scalar("max-dose");
        var gfrCap = map.Number("max-gfr", 1, 1000) ?? double.PositiveInfinity;
        if (map.RequiredScalar("dose") is not { } scalar) return null;
        var text = scalar.Text;
        if (text.StartsWith("AUC", StringComparison.Ordinal))
        {
            if (double.TryParse(text[3..], NumberStyles.Float, CultureInfo.InvariantCulture, out var auc) && auc > 0)
                return new Dose(auc, Milligram, DoseBasis.Calvert, ReadCap(map, cap, Milligram), gfrCap);
            map.Error(5, scalar.Span, $"'{scalar.Path}' is '{text}'.", "Write the target as 'AUC 5' (mg/mL·min).");
            return null;
        }
        var known = Quantity.TryParse(text, out var quantity, out var error);
        var (amount, scale) = known ? quantity.SplitBodyScale() : default;
        if (!known || amount.Unit.Dimension.IsNone)
        {
            map.Error(8, scalar.Span, $"'{scalar.Path}' is '{text}'.",
                $"Write a number and a unit: '200 mg', '10 mg/kg', '75 mg/m2', '1e9 cell' or 'AUC 5'. {error}".TrimEnd());
            return null;
        }
        if (quantity.Value <= 0)
        {
            map.Error(5, scalar.Span, $"'{scalar.Path}' is '{text}'.", "A dose is more than 0.");
            return null;
        }
        var basis = scale switch { BodyScale.Weight => DoseBasis.BodyWeight, BodyScale.Surface => DoseBasis.BodySurface,
            _ => DoseBasis.Flat };
        return new Dose(amount.Value, amount.Unit, basis, ReadCap(map, cap, amount.Unit), gfrCap);
    }

    private static double ReadCap(YamlMap map, YamlScalar? cap, Unit unit)
    {
        if (cap is not { } scalar) return double.PositiveInfinity;
        if (Quantity.TryParse(scalar.Text, out var found, out _) && found.Value > 0
            && found.TryIn(unit, out var value, out _))
            return value;
        map.Error(8, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}'.", $"Write the cap in {unit}, as the dose is.");
        return double.PositiveInfinity;
    }
}
