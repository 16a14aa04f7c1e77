namespace Thymus.Modeling.Tests;

public sealed class DiagnosticTests
{
    [Fact]
    public void A_diagnostic_reads_as_place_kind_code_and_advice()
    {
        var diagnostic = new Diagnostic("TH0203", Severity.Error, new SourceSpan("trial.yaml", 14, 11), "Regimen 'q2w' doses 'Blod'.", "Compartments: Blood.");
        Assert.Equal($"trial.yaml(14,11): error TH0203: Regimen 'q2w' doses 'Blod'.{Environment.NewLine}  Compartments: Blood.", diagnostic.ToString());
    }

    [Fact]
    public void A_near_name_is_suggested_and_all_names_are_listed() =>
        Assert.Equal("Did you mean 'Blood'? Compartments: Blood, Tumour.", Advice.DidYouMean("Blod", "compartments", ["Tumour", "Blood"]));
}
