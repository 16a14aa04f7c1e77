namespace Thymus.Trials;

/// <summary>
/// One lesion at one scan. Diameters in mm, short axis for nodes; NaN where the lesion was not evaluated, 0 where it is gone.
/// </summary>
public readonly record struct LesionReading(double Diameter, bool Node);

/// <summary>RECIST 1.1 at one time point (Eisenhauer 2009, Eur J Cancer 45:228, 10.1016/j.ejca.2008.10.026).</summary>
/// <remarks>
/// Relative limits are compared as 5·(sum − nadir) ≥ nadir and 10·(baseline − sum) ≥ 3·baseline: exact for whole millimetres,
/// where 1.2·nadir is not.
/// </remarks>
public static class Recist
{
    /// <summary>Short axis below which a node is normal (§3.1).</summary>
    public const double NormalNode = 10;

    /// <summary>Short axis from which a node can be a target (§3.1).</summary>
    public const double TargetNode = 15;

    /// <summary>Longest diameter from which a lesion can be a target, on CT (§3.1).</summary>
    public const double TargetLesion = 10;

    private const double LeastIncrease = 5;

    /// <summary>The sum of diameters of what was evaluated.</summary>
    public static double Sum(ReadOnlySpan<LesionReading> targets)
    {
        var sum = 0.0;
        foreach (var target in targets)
            if (!double.IsNaN(target.Diameter)) sum += target.Diameter;
        return sum;
    }

    public static bool AllEvaluated(ReadOnlySpan<LesionReading> lesions)
    {
        foreach (var lesion in lesions)
            if (double.IsNaN(lesion.Diameter)) return false;
        return true;
    }

    /// <summary>Response of the target lesions (§4.3.1).</summary>
    /// <param name="baseline">Sum of diameters at baseline.</param>
    /// <param name="nadir">Smallest complete sum before this scan, baseline included.</param>
    /// <remarks>
    /// Complete response comes first: nodes of normal size are no disease, however they vary. Progression holds even where a
    /// target was not evaluated, if what was seen already reaches it (§4.4.1); every other answer needs all targets.
    /// </remarks>
    public static Response Target(ReadOnlySpan<LesionReading> targets, double baseline, double nadir)
    {
        var complete = AllEvaluated(targets);
        if (complete && AllGone(targets)) return Response.CompleteResponse;
        var sum = Sum(targets);
        if (sum - nadir >= LeastIncrease && 5 * (sum - nadir) >= nadir) return Response.ProgressiveDisease;
        if (!complete) return Response.NotEvaluable;
        return 10 * (baseline - sum) >= 3 * baseline ? Response.PartialResponse : Response.StableDisease;
    }

    /// <summary>Response of the non-target lesions (§4.3.3); stable disease stands for "non-CR/non-PD".</summary>
    /// <param name="nadir">Smallest complete sum of the non-target lesions before this scan.</param>
    /// <remarks>"Unequivocal progression" has no number in RECIST; <see cref="RecistRules"/> gives one.</remarks>
    public static Response NonTarget(ReadOnlySpan<LesionReading> lesions, double nadir, RecistRules rules)
    {
        var complete = AllEvaluated(lesions);
        if (complete && AllGone(lesions)) return Response.CompleteResponse;
        var rise = Sum(lesions) - nadir;
        if (rise >= rules.NonTargetAbsolute && rise >= rules.NonTargetRelative * nadir) return Response.ProgressiveDisease;
        return complete ? Response.StableDisease : Response.NotEvaluable;
    }

    /// <summary>Overall response at a time point (Tables 1 and 2).</summary>
    /// <param name="target">Null for a patient without target lesions.</param>
    /// <param name="nonTarget">Null for a patient without non-target lesions.</param>
    public static Response Overall(Response? target, Response? nonTarget, bool newLesion)
    {
        if (newLesion || target == Response.ProgressiveDisease
            || nonTarget == Response.ProgressiveDisease)
            return Response.ProgressiveDisease;
        if (target is not { } t) return nonTarget ?? Response.NotEvaluable;
        if (t == Response.CompleteResponse
            && nonTarget is not (null or Response.CompleteResponse))
            return Response.PartialResponse;
        return t;
    }

    private static bool AllGone(ReadOnlySpan<LesionReading> lesions)
    {
        foreach (var lesion in lesions)
            if (lesion.Node ? lesion.Diameter >= NormalNode : lesion.Diameter > 0) return false;
        return true;
    }
}
