using Thymus.Numerics;

namespace Thymus.Trials;

/// <summary>What stays on a scan where tumour was: fibrosis that no treatment clears.</summary>
/// <remarks>
/// Of the volume that a lesion has lost since it was largest, the share ρ³ stays, so that a lesion whose cells are gone measures ρ of its largest
/// diameter; one that grows anew is seen as soon as it is larger than that. Half of patients without any metabolic activity left have
/// lesions on CT (Kong 2016, 10.1111/pcmr.12503: 6 of 12): without scars they would count as complete responders.
/// </remarks>
internal sealed class Scars(int lesions)
{
    private readonly double[] _largest = new double[lesions];

    /// <param name="diameter">Of the lesion's tissue, mm; scans come in order of time.</param>
    /// <param name="share">ρ, 0 … 1.</param>
    /// <returns>Diameter of what a perfect reader sees, mm.</returns>
    public double Seen(int lesion, double diameter, double share)
    {
        _largest[lesion] = Math.Max(_largest[lesion], diameter);
        var (tissue, lost) = (Cube(diameter), Cube(_largest[lesion]) - Cube(diameter));
        return lost > 0 && share > 0 ? LaneMath.Pow(tissue + Cube(Math.Min(share, 1)) * lost, 1.0 / 3) : diameter;
    }

    private static double Cube(double x) => x * x * x;
}
