using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Tests;

namespace Thymus.Calibration.Tests;

/// <summary>Errors and correlations of fitted values: read, written on, drawn from.</summary>
public sealed class FittedUncertaintyTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Draws_have_the_errors_and_the_correlation_of_the_file()
    {
        var read = Read("values: {a: 2, b: 10}\nuncertainty:\n  a: {standard-error: 0.5, scale: log}\n  b: {standard-error: 3, scale: linear}\ncorrelation: {b: {a: -0.8}}\n");
        var draws = Enumerable.Range(0, 20_000).Select(k => read.Draw(name => RandomStream.For(1, (uint)k, 0, name).Normal(0))).ToList();
        double[] a = [.. draws.Select(d => Math.Log(d["a"]))], b = [.. draws.Select(d => d["b"])];
        // Standard errors of these estimates: 0.0035, 0.02, 0.003.
        Assert.Equal(Math.Log(2), a.Average(), 0.015);
        Assert.Equal(3, Math.Sqrt(b.Average(x => (x - 10) * (x - 10))), 0.08);
        Assert.Equal(-0.8, a.Zip(b, (x, y) => (x - Math.Log(2)) * (y - 10)).Average() / 1.5, 0.03);
    }

    [Fact]
    public void Faults_are_told_and_an_impossible_matrix_is_one()
    {
        var diagnostics = new DiagnosticBag();
        File.WriteAllText(_file, "values: {a: 2, b: 1, c: 1}\nuncertainty:\n  a: {standard-error: 1}\n  b: {standard-error: 1}\n  c: {standard-error: 1}\n  d: {standard-error: 1}\n"
            + "correlation:\n  b: {a: 0.9}\n  c: {a: 0.9, b: -0.9, e: 0}\n");
        FittedUncertainty.Read(_file, diagnostics);
        Assert.Equal(["TE0109", "TE0111", "TE0110"], diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_value_that_the_targets_left_as_it_was_is_not_identified()
    {
        // Contraction 1 − √(1 − r): 0.2 where r = 0.36.
        Assert.False(new FittedSpread("a", 1, 1, ParameterScale.Linear, 0.35).IsIdentified);
        Assert.True(new FittedSpread("a", 1, 1, ParameterScale.Linear, 0.37).IsIdentified);
        Assert.True(new FittedSpread("a", 1, 1, ParameterScale.Linear, double.NaN).IsIdentified);
    }

    [Fact]
    public void What_a_calibration_writes_reads_back_with_frozen_values_written_on()
    {
        File.WriteAllText(_file, "values: {old: 3, again: 1}\nuncertainty:\n  old: {standard-error: 0.3, scale: log}\n  again: {standard-error: 1, scale: linear}\ncorrelation: {again: {old: 0.5}}\n");
        var held = FittedUncertainty.Read(_file, new DiagnosticBag());
        var span = SourceSpan.WholeFile(_file);
        CalibratedParameter Parameter(string name) => new(name, 1, 0, 2, ParameterScale.Linear, 1, 2, null, span);
        var specification = new CalibrationSpecification
        {
            File = "x.yaml", Trials = [], Seed = 1, Patients = 10, Replicates = 1, Targets = [], Parameters = [Parameter("again"), Parameter("new")], Frozen = _file,
            FrozenValues = [("old", 3)], FrozenUncertainty = held,
        };
        var result = new CalibrationResult(
            [new(Parameter("again"), 1.5, 0.5, 0.75, false), new(Parameter("new"), 1, 1, 0.75, false)], [], 0, 1, SearchEnd.Settled) { Correlation = new[,] { { 1, 0.25 }, { 0.25, 1 } } };
        File.WriteAllText(_file, FittedValues.Write(specification, result));
        var diagnostics = new DiagnosticBag();
        var read = FittedUncertainty.Read(_file, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.Equal([("old", 0.3, ParameterScale.Log), ("again", 0.5, ParameterScale.Linear), ("new", 1, ParameterScale.Linear)], read.Spreads.Select(s => (s.Name, s.StandardError, s.Scale)));
        // The old correlation was with a value that no longer holds.
        Assert.Equal(new[,] { { 1, 0, 0 }, { 0, 1, 0.25 }, { 0, 0.25, 1 } }, read.Correlation!);
    }

    [Fact]
    public void Shipped_files_of_fitted_values_say_how_sure_they_are()
    {
        var diagnostics = new DiagnosticBag();
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("calibration"), "*.fitted.yaml"))
            Assert.NotEmpty(FittedUncertainty.Read(file, diagnostics).Spreads);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
    }

    private FittedUncertainty Read(string text)
    {
        File.WriteAllText(_file, text);
        var diagnostics = new DiagnosticBag();
        var read = FittedUncertainty.Read(_file, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        return read;
    }
}
