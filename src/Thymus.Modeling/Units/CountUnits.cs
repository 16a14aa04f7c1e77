namespace Thymus.Modeling;

/// <summary>Whether amounts are counts of single things.</summary>
public static class CountUnits
{
    /// <summary>The unit of a species' amount where it is stated and one of it is not one particle; null where it is, or nothing is stated.</summary>
    public static string? OtherThanCount(ModelDefinition model, Species species)
    {
        var unit = new UnitTable(model with { Reactions = [], Compartments = [] }).Find(species.SubstanceUnit ?? model.SubstanceUnit);
        return unit is not { } u || (u.Factor == 1 && (u.Dimension.IsNone || u.Dimension == new Dimension(Item: 1))) ? null : UnitInference.Text(u);
    }
}
