namespace Thymus.Modeling.Tests;

/// <summary>Modules that are used in a model from outside of its file.</summary>
public sealed class ModuleUseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thymus-modules-");

    private const string Model = """
        model Cells(body)
          compartment body; substanceOnly species N in body;
          k = 0.1; N = 3;
          Grow: => N; k*N;
        end
        model *patient()
          compartment body = 1; drug = 2;
          cells: Cells(body);
          twice := 2*cells.N;
        end
        """;

    private const string Module = """
        model Inner(x, y)
          var x; y := 3*x;
        end
        model Kill(cells__N, drug, body)
          compartment body; substanceOnly species cells__N in body; var drug;
          strength = 0.5;
          inner: Inner(drug, tripled);
          Die: cells__N => ; strength*tripled*cells__N;
        end
        """;

    [Fact]
    public void Its_arguments_are_the_models_symbols_and_what_it_adds_comes_last()
    {
        var (model, module) = (Write("model.ant", Model), Write("module.ant", Module));
        var alone = ModelReader.Read(model).Model!;
        var result = ModelReader.Read(model, [Use("kill", module)]);
        Assert.Empty(result.Diagnostics);
        var both = result.Model!;
        Assert.Equal(alone.Species.Select(s => s.Id), both.Species.Select(s => s.Id));
        Assert.Equal([.. alone.Reactions.Select(r => r.Id), "kill__Die"], both.Reactions.Select(r => r.Id));
        Assert.Equal("cells__N", Assert.Single(both.Reactions[^1].Reactants).Species);
        Assert.Equal(["cells__k", "drug", "kill__strength"], both.Parameters.Where(p => p.Value is not null).Select(p => p.Id).Order(StringComparer.Ordinal));
        Assert.Equal(new SymbolExpression("drug"), ((CallExpression)((AssignmentRule)both.Rules.Single(r => r is AssignmentRule { Variable: "kill__tripled" })).Value).Arguments[1] with { Span = null });
    }

    [Fact]
    public void A_module_twice_is_two()
    {
        var (model, module) = (Write("model.ant", Model), Write("module.ant", Module));
        var both = ModelReader.Read(model, [Use("a", module), Use("b", module)]);
        Assert.Empty(both.Diagnostics);
        Assert.Equal(["cells__Grow", "a__Die", "b__Die"], both.Model!.Reactions.Select(r => r.Id));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("z")]
    public void The_models_names_stay_whatever_the_module_is_called(string name)
    {
        var both = ModelReader.Read(Write("model.ant", Model), [Use(name, Write("module.ant", Module))]).Model!;
        Assert.Equal("cells__N", Assert.Single(both.Species).Id);
        Assert.Contains(both.Parameters, p => p.Id == "drug");
    }

    [Fact]
    public void Faults_name_the_place_that_asked()
    {
        var model = Write("model.ant", Model);
        Assert.Equal("TM0302", Code(model, Path.Combine(_folder.FullName, "modul.ant")));
        Assert.Equal("TM0143", Code(model, Write("star.ant", "model *main()\n  a = 1;\nend\n")));
        Assert.Equal("TM0304", Code(Write("model.xml", "<sbml/>"), Write("module.ant", Module)));
        Assert.Equal("TM0301", Code(model, Write("module.xml", "<sbml/>")));
        // A name that the model does not have.
        Assert.Contains(ModelReader.Read(model, [Use("m", Write("other.ant", "model Other(drugs)\n  var drugs; y := 2*drugs;\nend\n"))]).Diagnostics, d => d.Severity == Severity.Error && d.Message.Contains("drugs", StringComparison.Ordinal));

        string Code(string of, string module)
        {
            var fault = Assert.Single(ModelReader.Read(of, [Use("m", module)]).Diagnostics, d => d.Severity == Severity.Error);
            Assert.Equal("trial.yaml", fault.Span.File);
            return fault.Code;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static ModuleUse Use(string name, string file) => new(name, file, new SourceSpan("trial.yaml", 3, 5));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
