using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>
/// Whose patients a published number is of: <c>KEYNOTE-006:ipilimumab</c>. Pooled arms are joined by <c>; </c>, a contrast names its reference after
/// <c> / </c>, a subgroup stands in brackets: <c>OAK:docetaxel[squamous]</c>.
/// </summary>
/// <param name="References">The other side of a contrast; empty for a number of one side.</param>
public sealed record ArmKey(ImmutableArray<EvidenceArm> Arms, ImmutableArray<EvidenceArm> References)
{
    /// <summary>Both sides.</summary>
    public IEnumerable<EvidenceArm> All => Arms.Concat(References);

    /// <summary>The trials that the patients come from.</summary>
    public IEnumerable<string> Studies => All.Select(arm => arm.Study).Distinct(StringComparer.Ordinal);

    public bool IsSubgroup => All.Any(arm => arm.Subgroup is not null);

    /// <summary>Whether some patients may be in both. A subgroup is in its arm, and two subgroups of an arm may overlap.</summary>
    public bool SharesPatientsWith(ArmKey other) => All.Any(arm => other.All.Any(arm.IsSameArm));

    /// <summary>Whether both are of exactly the same patients on the same sides, in whatever order they are pooled.</summary>
    public bool IsSame(ArmKey other) => Arms.ToHashSet().SetEquals(other.Arms) && References.ToHashSet().SetEquals(other.References);

    /// <summary>Reads a key; says what is wrong where it is none.</summary>
    public static bool TryParse(string text, out ArmKey? key, out string fault)
    {
        key = null;
        var sides = text.Split(" / ");
        fault = sides.Length > 2 ? "more than one ' / '" : "";
        if (fault.Length > 0) return false;
        var read = new List<ImmutableArray<EvidenceArm>>();
        foreach (var side in sides)
        {
            var arms = ImmutableArray.CreateBuilder<EvidenceArm>();
            foreach (var part in side.Split("; "))
            {
                if (EvidenceArm.Parse(part) is not { } arm)
                {
                    fault = $"'{part}' is no 'study:arm' or 'study:arm[subgroup]'";
                    return false;
                }
                arms.Add(arm);
            }
            read.Add(arms.ToImmutable());
        }
        key = new ArmKey(read[0], read.Count > 1 ? read[1] : []);
        return true;
    }

    public override string ToString() =>
        string.Join("; ", Arms) + (References.IsEmpty ? "" : " / " + string.Join("; ", References));
}

/// <summary>An arm of a trial, or a subgroup of it.</summary>
public sealed record EvidenceArm(string Study, string Arm, string? Subgroup)
{
    public bool IsSameArm(EvidenceArm other) => (Study, Arm) == (other.Study, other.Arm);

    public override string ToString() => $"{Study}:{Arm}{(Subgroup is null ? "" : $"[{Subgroup}]")}";

    internal static EvidenceArm? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || text.Trim() != text || text.IndexOf(':', colon + 1) >= 0) return null;
        var (study, arm) = (text[..colon], text[(colon + 1)..]);
        string? subgroup = null;
        if (arm.EndsWith(']') && arm.IndexOf('[', StringComparison.Ordinal) is var open and > 0)
        {
            (arm, subgroup) = (arm[..open], arm[(open + 1)..^1]);
            if (subgroup.Length == 0) return null;
        }
        return arm.Length == 0 || arm.Trim() != arm || study.Trim() != study || arm.AsSpan().IndexOfAny('[', ']') >= 0 ? null : new EvidenceArm(study, arm, subgroup);
    }
}
