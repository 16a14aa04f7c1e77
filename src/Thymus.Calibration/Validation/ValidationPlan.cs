using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>A validation with everything checked that needs no simulation: the ledger, the levels, the roles, the sources.</summary>
public sealed record ValidationPlan(
    ValidationSpecification Specification, ImmutableArray<PlannedTrial> Trials, ImmutableArray<LedgerCount> Ledger, ImmutableArray<LedgerBreach> Breaches)
{
    /// <summary>Forecasts from the evidence alone, beside which predictions are scored.</summary>
    public required Rivals Rivals { get; init; }

    /// <summary>Reads the evidence, the calibrations and the ledger and holds them against each other; null after an error.</summary>
    /// <param name="only">Ids of entries, or of their studies; empty for all. The ledger is checked whole in any case.</param>
    /// <param name="hasLeakage">Whether an arm that was fitted is called predicted.</param>
    public static ValidationPlan? Prepare(ValidationSpecification specification, IReadOnlyCollection<string> only, DiagnosticBag diagnostics, out bool hasLeakage)
    {
        hasLeakage = false;
        var here = SourceSpan.WholeFile(specification.File);
        if (EvidenceTable.Read(specification.Evidence, here, diagnostics) is not { } evidence) return null;
        var arms = specification.Arms is { } file ? ArmTable.Read(file, here, diagnostics) : ArmTable.Empty;
        var ledger = FittedLedger.Read(specification.Ledger, here, diagnostics);
        var breaches = LedgerCheck.Check(ledger, ReadCalibrations(specification, diagnostics), ReadTrials(specification), evidence, specification.Breaches, diagnostics);
        var leakage = new LeakageLog(diagnostics);
        var tumours = specification.Entries.GroupBy(e => Path.GetFullPath(e.Trial.File), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Tumour, StringComparer.Ordinal);
        var trials = specification.Entries.Select(e => Plan(e, specification.Structures, evidence, tumours, leakage, diagnostics)).ToImmutableArray();
        hasLeakage = leakage.HasLeakage;
        if (diagnostics.HasErrors) return null;
        return new ValidationPlan(
            specification, [.. trials.Where(t => only.Count == 0 || only.Contains(t.Entry.Id) || only.Contains(t.Entry.Trial.Study.Id))],
            [.. ledger.Counts().Select(c => new LedgerCount(c.Tier.Name, c.Owner, c.Parameters, c.Tier.Limit))], breaches) { Rivals = new Rivals(evidence, arms) };
    }

    private static PlannedTrial Plan(
        ValidationEntry entry, bool structures, EvidenceTable evidence, Dictionary<string, string> tumours, LeakageLog leakage, DiagnosticBag diagnostics)
    {
        var trace = CalibrationTrace.Of(entry.Trial, diagnostics);
        var hash = "";
        if (entry.Frozen is not null && PreparedTrial.Prepare(entry.Trial, diagnostics) is { } prepared)
        {
            using (prepared) hash = FrozenHash.Of(prepared);
        }
        var rows = ImmutableArray.CreateBuilder<PlannedRow>();
        foreach (var row in entry.Trial.Compare!.Rows)
            if (evidence.Require(row.Id, row.Span, diagnostics) is { } published)
                rows.Add(new PlannedRow(row, published, LevelDerivation.Of(row, published, entry, trace, tumours, hash, leakage)));
        var uncertainty = entry.Trial.Model.Fitted is { } fitted ? FittedUncertainty.Read(fitted, diagnostics) : FittedUncertainty.None;
        return new PlannedTrial(entry, trace, uncertainty, rows.ToImmutable()) { Alternatives = structures ? StructureAlternative.Of(trace, entry.Span, diagnostics) : [] };
    }

    private static List<CalibrationSpecification> ReadCalibrations(ValidationSpecification specification, DiagnosticBag diagnostics) =>
        [.. Files(specification.Calibrations).Where(f => !f.EndsWith(".fitted.yaml", StringComparison.Ordinal)).Select(f => CalibrationSpecification.Read(f, diagnostics)).OfType<CalibrationSpecification>()];

    /// <summary>Faults of trials that are not validated are not this command's.</summary>
    private static List<TrialSpecification> ReadTrials(ValidationSpecification specification) =>
        [.. Files(specification.TrialFiles).Select(f => TrialSpecification.Read(f).Trial).OfType<TrialSpecification>()];

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal);
}

/// <param name="Uncertainty">Of the fitted values, as far as their file says; drawn in every repetition.</param>
public sealed record PlannedTrial(ValidationEntry Entry, CalibrationTrace Trace, FittedUncertainty Uncertainty, ImmutableArray<PlannedRow> Rows)
{
    /// <summary>Other structures of the same calibration; repetitions take turns among them and the trial's own.</summary>
    public ImmutableArray<StructureAlternative> Alternatives { get; init; } = [];
}

public sealed record PlannedRow(EvidenceRow Row, PublishedResult Published, EvidenceLevel Level);
