using CsCheck;

namespace Thymus.Modeling.Tests;

public sealed class UnitTests
{
    /// <summary>Factors to day, litre, nanomole, cell, milligram follow from the definitions of SI and UCUM.</summary>
    [Theory]
    [InlineData("day", 1, "day")]
    [InlineData("h", 1 / 24.0, "day")]
    [InlineData("min", 1 / 1440.0, "day")]
    [InlineData("s", 1 / 86400.0, "day")]
    [InlineData("week", 7, "day")]
    [InlineData("month", 30.4375, "day")]
    [InlineData("year", 365.25, "day")]
    [InlineData("L", 1, "L")]
    [InlineData("mL", 1e-3, "L")]
    [InlineData("dL", 0.1, "L")]
    [InlineData("uL", 1e-6, "L")]
    [InlineData("\u00B5L", 1e-6, "L")]
    [InlineData("m^3", 1e3, "L")]
    [InlineData("cm3", 1e-3, "L")]
    [InlineData("mm", 0.01, "dm")]
    [InlineData("m2", 100, "dm^2")]
    [InlineData("mol", 1e9, "nmol")]
    [InlineData("pmol", 1e-3, "nmol")]
    [InlineData("micromole", 1e3, "nmol")]
    [InlineData("M", 1e9, "nmol/L")]
    [InlineData("nM", 1, "nmol/L")]
    [InlineData("nanomolarity", 1, "nmol/L")]
    [InlineData("kg", 1e6, "mg")]
    [InlineData("ug/mL", 1, "mg/L")]
    [InlineData("ng/mL", 1e-3, "mg/L")]
    [InlineData("cell/uL", 1e6, "cell/L")]
    [InlineData("10^6 cells/mL", 1e9, "cell/L")]
    [InlineData("1e6 cells", 1e6, "cell")]
    [InlineData("PFU", 1, "cell")]
    [InlineData("kDa", 1e-3, "mg/nmol")]
    [InlineData("g/mol", 1e-6, "mg/nmol")]
    [InlineData("mL/min/kg", 1e-3 * 1440 / 1e6, "L/mg/day")]
    [InlineData("mL.min-1", 1e-3 * 1440, "L/day")]
    [InlineData("1/(nM day)", 1, "L/nmol/day")]
    [InlineData("/day", 1, "1/day")]
    [InlineData("%", 0.01, "1")]
    [InlineData("Gy", 100.0 * 86400 * 86400, "dm^2/day^2")]
    [InlineData("dimensionless", 1, "1")]
    [InlineData("ug_per_mL", 1, "mg/L")]
    [InlineData("per_day", 1, "1/day")]
    [InlineData("mL_per_min_per_m2", 1e-3 * 1440 / 100, "dm/day")]
    public void A_unit_has_its_factor_and_dimension(string text, double factor, string dimension)
    {
        var unit = Unit.Parse(text);
        // The factor is one quotient of two products: a few roundings at most.
        Assert.Equal(factor, unit.Factor, Math.Abs(factor) * 4e-16);
        Assert.Equal(dimension, unit.Dimension.ToString());
    }

    [Theory]
    [InlineData("mgg", "'mgg' is not a unit: no unit is called 'mgg'. Did you mean 'mg'?")]
    [InlineData("mg/", "'mg/' is not a unit: something is missing at its end.")]
    [InlineData("mg//L", "'mg//L' is not a unit: '/' was not expected.")]
    [InlineData("(mg", "'(mg' is not a unit: a parenthesis is not closed.")]
    [InlineData("", "'' is not a unit: it is empty.")]
    [InlineData("mg)", "'mg)' is not a unit: ')' was not expected.")]
    public void An_unknown_unit_is_told_by_its_part(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Unit.Parse(text)).Message, StringComparison.Ordinal);

    private static readonly string[] Some = ["mg", "mL", "h", "nM", "cell", "m", "%"];
    private static readonly string[] Others = ["kg", "L", "day", "pmol", "uM", "mm2"];

    [Fact]
    public void Units_multiply_and_divide_as_their_texts_say() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 5], Gen.Int[1, 3]).Sample((i, j, n) =>
        {
            var (a, b) = (Some[i], Others[j]);
            var (x, y) = (Unit.Parse(a), Unit.Parse(b));
            Assert.True((x * y).IsSame(Unit.Parse($"{a}*{b}")));
            Assert.True((x / y).IsSame(Unit.Parse($"{a}/{b}")));
            Assert.True(x.Raise(n).IsSame(Unit.Parse($"({a})^{n}")));
            Assert.True((x * y / y).IsSame(x));
        });

    [Fact]
    public void The_name_of_a_canonical_unit_reads_back_to_it() =>
        Gen.Int[-2, 2].Array[4].Sample(e =>
        {
            var dimension = new Dimension(Time: e[0], Length: 3 * e[1], Substance: e[2], Mass: e[3]);
            var unit = Unit.Parse(UnitIdentifier(dimension));
            Assert.Equal((1.0, dimension), (unit.Factor, unit.Dimension));
        });

    private static string UnitIdentifier(Dimension dimension)
    {
        var model = new ModelDefinition { Id = "m", TimeUnit = "day", Parameters = [new Parameter("p", 1, "u")], UnitDefinitions = [new UnitDefinition("u", Parts(dimension))] };
        return CanonicalUnits.Convert(model, new DiagnosticBag()).Parameters.Single().Unit!;
    }

    private static System.Collections.Immutable.ImmutableArray<UnitPart> Parts(Dimension d) =>
        [new UnitPart("second", d.Time), new UnitPart("litre", d.Length / 3), new UnitPart("mole", d.Substance), new UnitPart("gram", d.Mass)];

    [Theory]
    [InlineData("10 mg/kg", 10, "mg/kg")]
    [InlineData("30 min", 30, "min")]
    [InlineData("-1.5e-3 nM", -1.5e-3, "nM")]
    [InlineData("3week", 3, "week")]
    [InlineData("0.5", 0.5, "1")]
    public void A_quantity_is_a_number_with_a_unit(string text, double value, string unit)
    {
        var quantity = Quantity.Parse(text);
        Assert.Equal(value, quantity.Value);
        Assert.True(quantity.Unit.IsSame(Unit.Parse(unit)));
    }

    [Fact]
    public void A_quantity_converts_to_the_bit_where_the_units_are_whole_multiples()
    {
        Assert.Equal(21, Quantity.Parse("3 week").In(Unit.Parse("day")));
        Assert.Equal(90, Quantity.Parse("1.5 h").In(Unit.Parse("min")), 1e-13);
        Assert.Equal(0.3, Quantity.Parse("0.3 mL").In(Unit.Parse("mL")));
        Assert.Equal(5, Quantity.Parse("5 ug/mL").In(Unit.Parse("mg/L")));
    }

    [Fact]
    public void A_conversion_between_dimensions_names_both_units() =>
        Assert.Equal("10 mg cannot be expressed in nM: mg measures mg, nM measures nmol/L.",
            Assert.Throws<FormatException>(() => Quantity.Parse("10 mg").In(Unit.Parse("nM"))).Message);

    [Theory]
    [InlineData("10 mg/kg", 10, "mg", BodyScale.Weight)]
    [InlineData("75 mg/m2", 75, "mg", BodyScale.Surface)]
    [InlineData("200 mg", 200, "mg", BodyScale.None)]
    public void A_dose_by_body_size_is_split(string text, double value, string unit, BodyScale scale)
    {
        var (amount, by) = Quantity.Parse(text).SplitBodyScale();
        Assert.Equal((value, scale), (amount.Value, by));
        Assert.True(amount.Unit.IsSame(Unit.Parse(unit)));
    }

    [Fact]
    public void A_text_without_a_number_is_no_quantity() =>
        Assert.Equal("'mg' is not a quantity: it does not begin with a number. Write, for instance, 10 mg/kg.", Assert.Throws<FormatException>(() => Quantity.Parse("mg")).Message);
}
