namespace Thymus.Modeling;

internal enum MeasureKind
{
    /// <summary>A bare number: it takes the unit of what it is added to or compared with, and multiplies as it is.</summary>
    Number,
    Known,
    /// <summary>All units in it are stated, but its own cannot be told (x^n with n a symbol).</summary>
    Opaque,
    /// <summary>It depends on a symbol that states no unit.</summary>
    Undeclared,
}

/// <summary>What unit inference knows of a formula.</summary>
internal readonly record struct Measure(MeasureKind Kind, Unit Unit)
{
    public static Measure Number { get; } = new(MeasureKind.Number, Unit.One);
    public static Measure Opaque { get; } = new(MeasureKind.Opaque, Unit.One);
    public static Measure Undeclared { get; } = new(MeasureKind.Undeclared, Unit.One);

    public static Measure Of(Unit? unit) => unit is { } known ? new Measure(MeasureKind.Known, known) : Undeclared;

    public bool IsKnown => Kind == MeasureKind.Known;

    /// <summary>Product or quotient.</summary>
    public Measure Times(Measure other, bool divide)
    {
        if (Kind == MeasureKind.Undeclared || other.Kind == MeasureKind.Undeclared) return Undeclared;
        if (Kind == MeasureKind.Opaque || other.Kind == MeasureKind.Opaque) return Opaque;
        if (other.Kind == MeasureKind.Number) return this;
        var unit = divide ? Unit / other.Unit : Unit * other.Unit;
        return new Measure(MeasureKind.Known, unit with { Text = "" });
    }

    public Measure Raise(double exponent) => IsKnown ? this with { Unit = Unit.Raise(exponent) with { Text = "" } } : this;
}
