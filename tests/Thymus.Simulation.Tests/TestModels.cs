using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>Small models written as text where a test uses them.</summary>
internal static class TestModels
{
    /// <summary>Compiles Antimony text; a fault of it fails the test with every message.</summary>
    public static CompiledModel Compile(string antimony, params string[] dosed) => Compile(antimony, new CompileOptions { DosedSpecies = [.. dosed] });

    public static CompiledModel Compile(string antimony, CompileOptions options)
    {
        var (definition, diagnostics) = AntimonyReader.Read(antimony, "test.ant", _ => null);
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var compiled = CompiledModel.Compile(definition, options, diagnostics);
        Assert.True(compiled is not null, string.Join(Environment.NewLine, diagnostics));
        return compiled;
    }
}
