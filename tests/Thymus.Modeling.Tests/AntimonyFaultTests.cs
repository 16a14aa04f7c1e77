namespace Thymus.Modeling.Tests;

/// <summary>Each fault with its place, its text and its advice; several at once.</summary>
public sealed class AntimonyFaultTests
{
    private static string[] Faults(string text, Func<string, string?>? import = null) =>
        [.. AntimonyReader.Read(text, "m.ant", import).Diagnostics.Select(d => d.ToString().Replace(Environment.NewLine + "  ", " | ", StringComparison.Ordinal))];

    [Theory]
    [InlineData("a = 1 +", "m.ant(1,8): error TM0010: A formula was expected, the end of the file was found.")]
    [InlineData("a = (1 + 2", "m.ant(1,11): error TM0010: ')' was expected to close the parenthesis of 1:5; the end of the file was found.")]
    [InlineData("a = 1 b = 2", "m.ant(1,9): error TM0010: '=' was not expected here. | A statement ends with ';' or the end of the line.")]
    [InlineData("a = 1 & 2", "m.ant(1,7): error TM0010: '&' was not expected here. | A statement ends with ';' or the end of the line.")]
    [InlineData("a = sin(1, 2)", "m.ant(1,5): error TM0011: 'sin' takes 1 argument, and 2 stand here.")]
    [InlineData("a = 1; b = a < 2 > 1", "m.ant(1,18): error TM0010: Relations of different kinds stand in one chain at '>'. | Write a < b && b <= c.")]
    [InlineData("/* open", "m.ant(1,1): error TM0001: This comment is never closed. | Close it with */.")]
    [InlineData("a = 1; a is \"open", "m.ant(1,13): error TM0002: This text is never closed. | Close it with \" on the same line.")]
    [InlineData("a = 1; ? = 2", "m.ant(1,8): error TM0003: The character '?' has no meaning in Antimony. | Names are of ASCII letters, digits and underscores.", "m.ant(1,10): error TM0010: A statement was expected; '=' was found.")]
    [InlineData("x = 1; gene g", "m.ant(1,8): error TM0010: 'gene' is not part of the language of Thymus. | Write genes as reactions, DNA strands and operators as parameters and rules.")]
    [InlineData("species A = 0; A -o J", "m.ant(1,18): error TM0010: Interactions ('-o') carry no numbers and are not part of the language of Thymus. | Name the modifier in the rate of the reaction.")]
    [InlineData("const = 3", "m.ant(1,7): error TM0010: A name was expected; '=' was found.")]
    [InlineData("x = 1; E: at x > 1, foo = 2: x = 0", "m.ant(1,21): error TM0010: 'foo' is no option of an event. | Options: fromTrigger, persistent, priority, t0.")]
    [InlineData("model a()\n x = 1", "m.ant(1,1): error TM0014: Model 'a' is never closed. | Close it with 'end'.")]
    [InlineData("a = 1\nend", "m.ant(2,1): error TM0010: This 'end' closes nothing. | It ends a model or a function.")]
    public void A_fault_of_syntax_has_its_place(string text, params string[] expected) => Assert.Equal(expected, Faults(text));

    [Theory]
    [InlineData("k1 = 1; x := k2*3", "m.ant(1,14): error TM0132: 'k2' has no value and is not declared in the main model. | Did you mean 'k1'? Names: k1, x.")]
    [InlineData("a = 1; b := foo(a)", "m.ant(1,13): error TM0140: There is no function 'foo'.")]
    [InlineData("function f(x, y)\n x*y\nend\nmodel m()\n a := f(1)\nend", "m.ant(5,7): error TM0011: Function 'f' takes 2 arguments, and 1 stand here. | It is defined at m.ant(1,10).")]
    [InlineData("function f(x)\n x*k\nend\nmodel m()\n a := f(1)\nend", "m.ant(1,10): error TM0141: Function 'f' reads 'k', which is not one of its arguments. | A function reads its arguments alone (x): add 'k' to them.")]
    [InlineData("x = 1; x = 2", "m.ant(1,8): error TM0130: 'x' has two definitions, 'x = …' and 'x = …' at m.ant(1,1): the main model gives it twice. | Delete one of them.")]
    [InlineData("x = 1; x := 2", "m.ant(1,8): error TM0130: 'x' has two definitions, 'x := …' and 'x = …' at m.ant(1,1): the main model gives it twice. | Delete one of them.")]
    [InlineData("species S = 1; compartment S = 2", "m.ant(1,28): error TM0130: 'S' has two definitions, 'S = …' and 'S = …' at m.ant(1,9): the main model gives it twice. | Delete one of them.", "m.ant(1,28): error TM0133: 'S' is a compartment here, and a species at m.ant(1,9). | Rename one of them.")]
    [InlineData("species A = 0; J: A => ; 1\nJ: => A; 2", "m.ant(2,1): error TM0130: Reaction 'J' is defined a second time; the first is at m.ant(1,16). | Rename one of them.")]
    [InlineData("species A = 0; J: A => ", "m.ant(1,16): warning TM0120: Reaction 'J' has no rate and does nothing. | Write it after ';' on the same line: J: A -> B; k*A.")]
    [InlineData("species A; J: A => ; 1", "m.ant(1,9): warning TM0136: Species 'A' has no start value; 0 is taken. | Write A = 0.")]
    [InlineData("x = 1; E: at x > 1, t0 = x: x = 0", "m.ant(1,26): error TM0150: 't0' is true or false. | Write t0 = true.")]
    [InlineData("x = log(2)", "m.ant(1,5): warning TM0012: log(x) is read as the natural logarithm, as libAntimony reads it; SBML's infix syntax reads it to base 10. | Write ln(x), log10(x) or log(base, x).")]
    [InlineData("compartment c = 1; species S = 0; J: S => ; S", "m.ant(1,28): warning TM0138: Species 'S' is in no compartment; it gets 'default_compartment', of size 1. | Did you mean 'c'? Compartments: c. Write species S in …")]
    public void A_fault_of_meaning_has_its_place(string text, params string[] expected)
    {
        var found = Faults(text);
        Assert.Equal(expected.Length, found.Length);
        // The list of functions in the advice is long and not the point here.
        foreach (var (want, got) in expected.Zip(found)) Assert.StartsWith(want, got, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_file_are_reported_at_once()
    {
        var faults = Faults("""
            model broken()
              compartment c = ;
              species A in c = 1
              J: A -> ; k*A*
              x := sin(1, 2)
              y := ) + 1
              E: at A < 1: A =
              ok = 3
            end
            """);
        Assert.Equal(["m.ant(2,19)", "m.ant(4,17)", "m.ant(5,8)", "m.ant(6,8)", "m.ant(7,19)"], faults.Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_missing_import_names_where_it_was_looked_for() =>
        Assert.Equal(
            "models/m.ant(1,8): error TM0021: The file 'core/x.ant' was not found."
            + Environment.NewLine + "  It was looked for at models/core/x.ant; a path is relative to the file that imports it.",
            AntimonyReader.Read("import \"core/x.ant\"\na = 1", "models/m.ant", _ => null).Diagnostics.First().ToString());

    [Fact]
    public void Imports_in_a_circle_are_shown()
    {
        var files = new Dictionary<string, string> { ["a.ant"] = "import \"b.ant\"", ["b.ant"] = "import \"a.ant\"" };
        var fault = AntimonyReader.Read("import \"a.ant\"\nx = 1", "m.ant", files.GetValueOrDefault).Diagnostics.Single();
        Assert.Equal("b.ant(1,8): error TM0020: 'a.ant' imports itself: a.ant → b.ant → a.ant.", fault.ToString().Split(Environment.NewLine)[0]);
    }

    [Fact]
    public void A_circle_of_rules_is_shown()
    {
        var fault = Assert.Single(Faults("a := b; b := c + 1; c := a"));
        Assert.Contains("a", fault, StringComparison.Ordinal);
        Assert.Contains("error TM02", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_formula_that_is_nested_too_deeply_is_a_fault() =>
        Assert.Equal("m.ant(1,303): error TM0010: This formula is nested more than 300 times. | Give parts of it names.", Assert.Single(Faults("a=" + new string('(', 5000) + "1")));

    [Fact]
    public void Broken_text_gives_faults_and_never_an_exception()
    {
        var text = File.ReadAllText(Thymus.Tests.Repository.PathOf("models", "examples", "composition", "oncolytic-virus.ant"))
            + File.ReadAllText(Thymus.Tests.Repository.PathOf("models", "examples", "composition", "core.ant")) + "function f(x)\n x^2\nend\nat time > 3, t0=false: x = 1\n";
        const string Noise = "()=:;'\"*/-><.,$+x1 \n";
        CsCheck.Check.Sample(CsCheck.Gen.Select(CsCheck.Gen.Int[0, text.Length - 12], CsCheck.Gen.Int[0, 12], CsCheck.Gen.Int[0, Noise.Length - 1]), (at, length, noise) =>
        {
            var broken = text.Remove(at, length).Insert(at, Noise[noise].ToString());
            var result = AntimonyReader.Read(broken, "m.ant");
            Assert.Equal(result.Model is null, result.Diagnostics.HasErrors);
        }, iter: 500);
    }
}
