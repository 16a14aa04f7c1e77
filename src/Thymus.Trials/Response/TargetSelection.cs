using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>What a lesion is to the assessment, settled at baseline.</summary>
internal enum LesionRole : byte
{
    /// <summary>Not seen at baseline: new when it shows.</summary>
    Occult,
    Target,
    NonTarget,
    /// <summary>A lymph node of normal size.</summary>
    Normal,
}

internal static class TargetSelection
{
    /// <summary>
    /// RECIST 1.1 §3.1–3.2: the largest measurable lesions (10 mm; nodes 15 mm short axis), at most so many in all and in one
    /// organ; what else is seen is non-target (nodes from 10 mm). Lesions of one size keep the order of the map.
    /// </summary>
    public static void Choose(ImmutableArray<LesionMap> lesions, ReadOnlySpan<double> diameters, RecistRules rules,
        Span<LesionRole> roles)
    {
        for (var i = 0; i < lesions.Length; i++)
            roles[i] = diameters[i] <= 0 ? LesionRole.Occult
                : lesions[i].Node && diameters[i] < Recist.NormalNode ? LesionRole.Normal : LesionRole.NonTarget;
        for (var chosen = 0; chosen < rules.MaximumTargets; chosen++)
        {
            var best = -1;
            for (var i = 0; i < lesions.Length; i++)
            {
                if (roles[i] != LesionRole.NonTarget
                    || diameters[i] < (lesions[i].Node ? Recist.TargetNode : Recist.TargetLesion))
                    continue;
                if (best >= 0 && diameters[i] <= diameters[best]) continue;
                if (TargetsIn(lesions[i].Organ, lesions, roles) < rules.MaximumPerOrgan) best = i;
            }
            if (best < 0) return;
            roles[best] = LesionRole.Target;
        }
    }

    private static int TargetsIn(string? organ, ImmutableArray<LesionMap> lesions, ReadOnlySpan<LesionRole> roles)
    {
        if (organ is null) return 0;
        var count = 0;
        for (var i = 0; i < lesions.Length; i++)
            if (roles[i] == LesionRole.Target && lesions[i].Organ == organ) count++;
        return count;
    }
}
