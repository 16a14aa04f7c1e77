using Formulas = Thymus.Modeling.FormulaText;

namespace Thymus.Modeling.Tests;

/// <summary>Checking and converting the units of models.</summary>
public sealed class UnitConversionTests
{
    private static (ModelDefinition? Model, string[] Faults) Import(string text)
    {
        var folder = Directory.CreateTempSubdirectory("thymus-units");
        try
        {
            var path = Path.Combine(folder.FullName, "m.ant");
            File.WriteAllText(path, text);
            var result = ModelReader.Read(path);
            return (result.Model, [.. result.Diagnostics.Select(d => d.ToString().Replace(folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(Environment.NewLine + "  ", " | ", StringComparison.Ordinal))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ModelDefinition Convert(string text)
    {
        var (model, faults) = Import(text);
        Assert.Empty(faults);
        return model!;
    }

    private static double Value(ModelDefinition model, string id) => model.Parameters.Single(p => p.Id == id).Value!.Value;

    [Fact]
    public void A_quotient_of_two_times_is_a_number()
    {
        var model = Convert("""
            period = 21 day; n := quotient(time, period); half = 12 hour; m := quotient(time, half)
            """);
        Assert.Equal(0.5, Value(model, "half"));
        Assert.Equal(["dimensionless", "dimensionless"], model.Parameters.Where(p => p.Id is "n" or "m").Select(p => p.Unit));
        var (_, faults) = Import("unit nM = 1e-9 mole/litre; c = 1 nM; period = 21 day; n := quotient(time, period) + quotient(c, period)");
        Assert.Contains("error TU0101", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_in_day_litre_nanomole_cell_and_milligram()
    {
        var model = Convert("""
            compartment blood = 5000 mL
            species drug in blood = 2 ug_per_mL, C in blood = 3 nM; substanceOnly species T in blood = 1e6 cell
            CL = 10 mL_per_hour; ka = 0.1 per_hour; dose = 0.2 gram
            Elimination: drug => ; CL*drug
            """);
        Assert.Equal(("day", "litre"), (model.TimeUnit, model.VolumeUnit));
        Assert.Equal(5, model.Compartments.Single().Size);
        Assert.Equal([2.0, 3.0, null], model.Species.Select(s => s.InitialConcentration));
        Assert.Equal(1e6, model.Species[2].InitialAmount);
        Assert.Equal(["mg", "nmol", "item"], model.Species.Select(s => s.SubstanceUnit));
        Assert.Equal(0.24, Value(model, "CL"), 1e-16);
        Assert.Equal(2.4, Value(model, "ka"), 1e-15);
        Assert.Equal(200, Value(model, "dose"));
        Assert.Equal("CL*drug", Formulas.Write(model.Reactions.Single().Rate!));
        Assert.Empty(model.InitialAssignments);
    }

    [Fact]
    public void A_formula_of_known_units_may_mix_scales()
    {
        var model = Convert("a = 500 mL; b = 1 litre; unit time_unit = hour; total := a + b + 2 mL; share := a/(a + b); d = 36 hour; x := 1 - time/d");
        Assert.Equal("a + b + 0.002 litre", Formulas.Write(((AssignmentRule)model.Rules[0]).Value));
        Assert.Equal((0.5, 1.0, 1.5), (Value(model, "a"), Value(model, "b"), Value(model, "d")));
        Assert.Equal("1 - time/d", Formulas.Write(((AssignmentRule)model.Rules[2]).Value));
    }

    [Fact]
    public void A_formula_with_a_symbol_without_unit_computes_what_the_file_says()
    {
        var model = Convert("unit time_unit = hour; unit volume = mL; unit substance = nmol; compartment c = 100; species S in c = 2; k = 0.5; J: S => ; k*S*c");
        Assert.Equal((0.1, 2000.0), (model.Compartments.Single().Size!.Value, model.Species.Single().InitialConcentration!.Value));
        // 0.5·2·100 nmol/hour are 2400 nmol/day: k·(S/1000)·(c/0.001)·24.
        var rate = (CallExpression)model.Reactions.Single().Rate!;
        Assert.Equal("k*(S/1000)*(c/0.001)*24", Formulas.Write(rate).Replace("(k*(S/1000)*(c/0.001))", "k*(S/1000)*(c/0.001)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_beside_a_quantity_counts_in_its_unit()
    {
        var model = Convert("unit time_unit = hour; x = 0 mL; E: at time > 5: x = 2; y := x + 1");
        Assert.Equal("time/0.041666666666666664 > 5", Formulas.Write(model.Events.Single().Trigger));
        Assert.Equal("2*0.001", Formulas.Write(model.Events.Single().Assignments.Single().Value));
        Assert.Equal("(x/0.001 + 1)*0.001", Formulas.Write(model.Rules.Single().Value));
    }

    [Fact]
    public void A_model_without_units_is_left_as_it_is()
    {
        const string Text = "compartment c = 3; species S in c = 2; k = 0.5; J: S => ; k*S*c; at time > 5: S = 1";
        Assert.Equal(AntimonyWriter.Write(AntimonyReader.Read(Text, "m.ant").Model!), AntimonyWriter.Write(Convert(Text)));
    }

    [Fact]
    public void A_converted_model_is_not_converted_again()
    {
        var once = Convert("compartment c = 5 mL; species S in c = 2 uM; k = 3 per_hour; J: S => ; k*S*c; x := S + 1 nM");
        var faults = new DiagnosticBag();
        Assert.Equal(ModelText.Of(once), ModelText.Of(CanonicalUnits.Convert(once, faults)));
        Assert.Empty(faults);
    }

    [Fact]
    public void Units_of_symbols_without_one_follow_from_their_formulas() =>
        Assert.Empty(Import("a = 1 mL; b := 2*a; c := b + a; d := c/b + 1; e := exp(d)").Faults);

    [Theory]
    [InlineData("V = 5 litre; t = 3 day; x := V + t", "m.ant(1,34): error TU0101: 'V' in litre (L) and 't' in day cannot be added.")]
    [InlineData("V = 5 litre; x := exp(V)", "m.ant(1,23): error TU0101: The function exp needs a number without unit, and 'V' is measured in litre (L). | Divide it by a quantity of that unit: V / (1 L).")]
    [InlineData("V = 5 litre; W = 1 mg; W := V", "m.ant(1,24): error TM0130")]
    [InlineData("V = 5 litre; var W; W has mg; W := 2*V", "m.ant(1,36): error TU0101: 'W' is measured in mg, and its formula gives L.")]
    [InlineData("compartment c = 1 litre; species S in c = 1 nM; k = 2 per_day; J: S => ; k*S",
        "m.ant(1,74): error TU0101: The rate of reaction 'J' is measured in nmol/day, and its formula gives nmol/L/day.")]
    [InlineData("V = 5 liter; x = 3 furlong", "m.ant(1,18): error TU0001: There is no unit 'furlong'.")]
    [InlineData("x has mL; x = 3 day", "m.ant(1,11): error TU0010: 'x' has unit mL: 3 day cannot be expressed in mL: day measures day, mL measures L.")]
    [InlineData("unit u = 2 litre; unit u = 3 litre; x = 1 u", "m.ant(1,24): error TU0002: Unit 'u' is defined in two ways; the other is at m.ant(1,6). | Rename one of them.")]
    [InlineData("a = 1 mL; b = 1 litre; k = 2; x := a + b + k", "m.ant(1,40): error TU0104: 'x': mL (0.001 L) and litre (L) meet, and 'k' has no unit. | Give it a unit, so that the formula can be converted, or write the others in one unit.")]
    [InlineData("k = 0.1 per_hour; A = 1; A' = -k*A", "m.ant(1,26): error TU0104: The rate of 'A': 'k' is measured in per_hour")]
    [InlineData("compartment c = 1 litre; substanceOnly species T in c = 1 cell, D in c = 1 nmol; J: T => D; 1 cell_per_day",
        "m.ant(1,90): error TU0103: Reaction 'J' turns 'T' in cell into 'D' in nmol. | Write two reactions, each with a rate in its own unit.")]
    public void A_fault_of_units_writes_both(string text, string expected) =>
        Assert.Equal(expected, Import(text).Faults.First(f => f.Contains("error", StringComparison.Ordinal))[..expected.Length]);

    [Fact]
    public void SBML_warns_where_scales_meet_and_keeps_its_numbers()
    {
        var model = AntimonyReader.Read("a = 1 mL; b = 1 litre; x := a + b", "m.ant").Model!;
        var faults = new DiagnosticBag();
        UnitChecker.Check(model, faults);
        var warning = Assert.Single(faults);
        Assert.Equal(("TU0102", Severity.Warning), (warning.Code, warning.Severity));
        Assert.Equal("'x': mL (0.001 L) and litre (L) meet without conversion.", warning.Message);
    }

    [Fact]
    public void Every_fault_of_a_file_is_found_by_the_checker()
    {
        var folder = Directory.CreateTempSubdirectory("thymus-check");
        try
        {
            var path = Path.Combine(folder.FullName, "m.ant");
            File.WriteAllText(path, "V = 5 litre; t = 3 day\nx := V + t\ny := exp(V)\n");
            Assert.Equal(["TU0101", "TU0101"], ModelChecker.Check(path).Select(d => d.Code));
            Assert.Equal("TM0302", ModelChecker.Check(Path.Combine(folder.FullName, "n.ant")).Single().Code);
            Assert.Contains("m.ant", ModelChecker.Check(Path.Combine(folder.FullName, "n.ant")).Single().Advice, StringComparison.Ordinal);
            Assert.Equal("TM0301", ModelChecker.Check(Path.Combine(folder.FullName, "m.csv")).Single().Code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
