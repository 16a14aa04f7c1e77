using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>What an arm of the evidence is of.</summary>
/// <param name="Tumour">As in a validation's entry; empty where patients of several tumours cannot be told apart.</param>
/// <param name="Setting">Line of therapy, as far as the evidence says; empty where not known.</param>
/// <param name="Treatment">Class of the drugs; empty where not known, or where the arm pools trials that are not named.</param>
public sealed record ArmFacts(string Tumour, string Setting, string Treatment);

/// <summary>Tumour, setting and treatment of every arm of the evidence: <c>evidence/arms.csv</c>, one row an arm, so that no row of the evidence repeats them.</summary>
public sealed class ArmTable
{
    private readonly Dictionary<(string Study, string Arm), ArmFacts> _arms = [];

    /// <summary>Without any arm: no two trials are then known to be alike.</summary>
    public static ArmTable Empty { get; } = new();

    public int Count => _arms.Count;

    /// <summary>Null for an arm that the table has not.</summary>
    public ArmFacts? Find(EvidenceArm arm) => _arms.GetValueOrDefault((arm.Study, arm.Arm));

    /// <summary>What all arms of one side of a number share; empty words where they differ, null where one is not in the table.</summary>
    public ArmFacts? Find(ImmutableArray<EvidenceArm> side)
    {
        var facts = side.Select(Find).ToList();
        if (facts.Count == 0 || facts.Contains(null)) return null;
        string Shared(Func<ArmFacts, string> of) => facts.Select(f => of(f!)).Distinct(StringComparer.Ordinal).ToList() is [var one] ? one : "";
        return new ArmFacts(Shared(f => f.Tumour), Shared(f => f.Setting), Shared(f => f.Treatment));
    }

    /// <summary>Reads the table; every fault is told (code TE0013), and what has none is kept.</summary>
    public static ArmTable Read(string path, SourceSpan asked, DiagnosticBag diagnostics)
    {
        var table = new ArmTable();
        foreach (var (span, cell) in CsvRows.Read(path, asked, "TE0013", ["arm", "tumour", "setting", "treatment"], diagnostics))
        {
            if (EvidenceArm.Parse(cell("arm")) is not { Subgroup: null } arm) diagnostics.Error("TE0013", span, $"'{cell("arm")}' is no 'study:arm'.");
            else if (!table._arms.TryAdd((arm.Study, arm.Arm), new ArmFacts(cell("tumour"), cell("setting"), cell("treatment")))) diagnostics.Error("TE0013", span, $"The arm '{cell("arm")}' stands twice.");
        }
        return table;
    }
}
