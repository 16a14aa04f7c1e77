using System.Globalization;
using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Calibration.Tests;

/// <summary>The table of published numbers: what it must hold, and what its reader finds wrong with one.</summary>
public sealed class EvidenceTests : IDisposable
{
    private const string Header = "id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se";

    private readonly string _file = Path.GetTempFileName();

    private static readonly Lazy<EvidenceTable> Shipped = new(() =>
    {
        var (path, diagnostics) = (Repository.PathOf("evidence", "evidence.csv"), new DiagnosticBag());
        var table = EvidenceTable.Read(path, SourceSpan.WholeFile(path), diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        return table!;
    });

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_shipped_table_has_no_fault_and_a_source_for_every_number() =>
        Assert.DoesNotContain(Shipped.Value.Rows, r => r.Source.Length == 0 && r.DoiOrUrl.Length == 0);

    [Fact]
    public void A_control_shared_by_two_comparisons_is_one_arm_with_each_number_once()
    {
        // The ipilimumab arm of KEYNOTE-006 is printed in two figures; the reconstructions are the same to the digit.
        var rates = Shipped.Value.Rows.Where(r => r.Arms.ToString() == "KEYNOTE-006:ipilimumab" && r.Role == "reconstruction" && r.Endpoint == "OS rate").ToList();
        Assert.Equal(["6 mo", "12 mo", "24 mo"], rates.Select(r => r.TimePoint));
        Assert.True(Shipped.Value.Find("KM-0304")!.Arms.SharesPatientsWith(Shipped.Value.Find("KM-0313")!.Arms));
    }

    [Fact]
    public void No_number_stands_twice()
    {
        var twice = Shipped.Value.Rows.Where(r => r.Role.Length > 0)
            .GroupBy(r => (r.Arms.ToString(), r.Endpoint, r.TimePoint, r.Value, r.Unit, r.Role, r.Criteria, r.Lower, r.Upper)).Where(g => g.Count() > 1);
        Assert.Empty(twice.Select(g => string.Join(" and ", g.Select(r => r.Id))));
    }

    [Fact]
    public void Standard_errors_are_those_of_the_printed_intervals()
    {
        foreach (var row in Shipped.Value.Rows.Where(r => !double.IsNaN(r.StandardError)))
        {
            // 90, 94, 96, 98, 98.4 and 99.5 % intervals are said so; the others are of 95 %. Four digits are written.
            var text = row.TimePoint + row.Endpoint;
            var level = text.Contains("90% CI", StringComparison.Ordinal) ? 1.6449 : text.Contains("94% CI", StringComparison.Ordinal) ? 1.8808
                : text.Contains("96% CI", StringComparison.Ordinal) ? 2.0537 : text.Contains("98% CI", StringComparison.Ordinal) ? 2.3263
                : text.Contains("98.4% CI", StringComparison.Ordinal) ? 2.4089 : text.Contains("99.5 % CI", StringComparison.Ordinal) ? 2.8070 : 1.9600;
            var width = row.Unit == "ratio" ? Math.Log(row.Upper / row.Lower) : row.Upper - row.Lower;
            Assert.True(Math.Abs(width / (2 * level) / row.StandardError - 1) < 1e-3, $"{row.Id}: {row.StandardError} for {row.Lower} to {row.Upper}");
        }
    }

    [Fact]
    public void Every_fault_of_a_file_is_told()
    {
        var diagnostics = Faults(
            "A,,,,,many,,,1,%,5,4,,,,yes,X:drug,RECIST 1.1,central,primary,",
            "A,,,,,10,,,1,%,,,,,,maybe,X:drug,RECIST,somebody,first,0",
            "B,,,,,10,,,1,%,low,,,,,yes,X,,,,",
            "C,,,,,10,,,1,%,,,,,,yes,x: Drug,,,,",
            "D,,,,,10,,,1,%,,,,,,yes,x:DRUG,,,,");
        Assert.Equal(
            ["TE0008", "TE0009", "TE0012", "TE0012", "TE0012", "TE0012", "TE0010", "TE0003", "TE0007", "TE0007", "TE0011"], diagnostics.Select(d => d.Code));
        Assert.Equal([2, 2, 3, 3, 3, 3, 3, 3, 4, 5, 6], diagnostics.Select(d => d.Span.Line));
    }

    [Fact]
    public void A_table_without_the_new_columns_says_which_it_lacks()
    {
        File.WriteAllText(_file, Header[..Header.IndexOf(",arm_key", StringComparison.Ordinal)] + "\n");
        var diagnostics = new DiagnosticBag();
        Assert.Null(EvidenceTable.Read(_file, SourceSpan.WholeFile(_file), diagnostics));
        Assert.Contains("arm_key, criteria, assessor, role, se", Assert.Single(diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A:x", "A:x[old]", true)]
    [InlineData("A:x; A:y", "A:y / A:z", true)]
    [InlineData("A:x", "A:y", false)]
    [InlineData("A:x", "B:x", false)]
    [InlineData("A:x + y", "A:y", false)]
    public void Patients_are_shared_by_arm_whatever_the_pool_or_subgroup(string one, string other, bool shared)
    {
        Assert.True(ArmKey.TryParse(one, out var a, out _) & ArmKey.TryParse(other, out var b, out _));
        Assert.Equal(shared, a!.SharesPatientsWith(b!));
        Assert.Equal((one, other), (a.ToString(), b!.ToString()));
    }

    [Fact]
    public void The_standard_error_of_a_row_holds_over_the_width_of_its_interval()
    {
        Assert.Empty(Faults("A,,,,,10,,,1,ratio,0.5,2,,,,yes,X:a / X:b,,,,0.25").Select(d => d.ToString()));
        var row = EvidenceTable.Read(_file, SourceSpan.WholeFile(_file), new DiagnosticBag())!.Find("A")!;
        Assert.Equal(0.25, PublishedNumber.Of(row).StandardError);
        Assert.Equal(Math.Log(4) / 3.92, PublishedNumber.Of(row with { StandardError = double.NaN }).StandardError, 1e-4);
    }

    private DiagnosticBag Faults(params string[] rows)
    {
        File.WriteAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{Header}\n{string.Join('\n', rows)}\n"));
        var diagnostics = new DiagnosticBag();
        EvidenceTable.Read(_file, SourceSpan.WholeFile(_file), diagnostics);
        return diagnostics;
    }
}
