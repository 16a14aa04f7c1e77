using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>Every fitted number of the project, with its tier, prior and evidence: <c>models/ledger.csv</c>.</summary>
public sealed record FittedLedger(string File, ImmutableArray<LedgerRow> Rows)
{
    private static readonly string[] Columns = ["parameter", "tier", "owner", "unit", "scale", "prior", "prior_sd", "calibration", "evidence", "why"];

    /// <summary>Reads a ledger; every fault is told (codes TL0001 to TL0004), and a faulty row is left out.</summary>
    public static FittedLedger Read(string path, SourceSpan asked, DiagnosticBag diagnostics)
    {
        var rows = ImmutableArray.CreateBuilder<LedgerRow>();
        foreach (var (span, cell) in CsvRows.Read(path, asked, "TL0001", Columns, diagnostics))
        {
            var tier = LedgerTier.All.FirstOrDefault(t => t.Name == cell("tier"));
            if (tier is null)
                diagnostics.Error("TL0002", span, $"'{cell("tier")}' is no tier.", Advice.DidYouMean(cell("tier"), "tiers", LedgerTier.All.Select(t => t.Name)));
            else if (tier.HasOwner == (cell("owner").Length == 0))
                diagnostics.Error("TL0002", span, tier.HasOwner ? $"The {tier.Name} whose '{cell("parameter")}' is, is not named." : $"A number of immunology has no owner, but '{cell("parameter")}' names '{cell("owner")}'.");
            if (cell("parameter").Length == 0 || cell("unit").Length == 0) diagnostics.Error("TL0003", span, "A row needs a parameter and its unit ('1' for none).");
            if (!ParameterScales.Names.TryGetValue(cell("scale"), out var scale)) diagnostics.Error("TL0003", span, $"The scale of '{cell("parameter")}' is '{cell("scale")}'.", "Possible: linear, log, logit.");
            if (tier is null) continue;
            var row = new LedgerRow(
                cell("parameter"), tier, cell("owner"), cell("unit"), scale, Number("prior"), Number("prior_sd"), cell("calibration"),
                [.. cell("evidence").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)], cell("why"), span);
            if (rows.Any(r => (r.Parameter, r.Calibration) == (row.Parameter, row.Calibration)))
                diagnostics.Error("TL0004", span, $"'{row.Parameter}' of {row.Calibration} stands twice in the ledger.");
            else rows.Add(row);

            double Number(string column)
            {
                if (cell(column).Length == 0) return double.NaN;
                if (double.TryParse(cell(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
                diagnostics.Error("TL0003", span, $"The {column} of '{cell("parameter")}' is '{cell(column)}', which is no number.");
                return double.NaN;
            }
        }
        return new FittedLedger(path, rows.ToImmutable());
    }

    /// <summary>Distinct parameters of each tier and owner, in the order of tiers.</summary>
    public IEnumerable<(LedgerTier Tier, string Owner, int Parameters)> Counts() =>
        from tier in LedgerTier.All
        from owner in Rows.Where(r => r.Tier == tier).GroupBy(r => r.Owner, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
        select (tier, owner.Key, owner.Select(r => r.Parameter).Distinct(StringComparer.Ordinal).Count());
}
