using Thymus.Statistics;

namespace Thymus.Trials;

/// <summary>Of how many things, over patients, something held: sums from which the share and its error follow.</summary>
/// <param name="Patients">With or without such a thing.</param>
/// <param name="Held">Sum over patients of the things of which it held.</param>
/// <param name="Total">Sum over patients of the things.</param>
internal readonly record struct SharedCount(int Patients, double Held, double Total, double HeldSquared, double Product, double TotalSquared)
{
    private const double Z95 = 1.959963984540054;

    public SharedCount Add(double held, double total) => new(
        Patients + 1, Held + held, Total + total, HeldSquared + held * held, Product + held * total, TotalSquared + total * total);

    /// <summary>
    /// The share with an interval in which the things of one patient are one draw (linearised ratio: Cochran, Sampling Techniques, 3rd edition, section
    /// 6.5), kept within 0 and 1; NaN where there is nothing, and no interval from one patient.
    /// </summary>
    public Estimate Share
    {
        get
        {
            if (Total <= 0) return new Estimate(double.NaN, double.NaN, double.NaN);
            var share = Held / Total;
            if (Patients < 2) return new Estimate(share, double.NaN, double.NaN);
            var scatter = Math.Max(0, HeldSquared - 2 * share * Product + share * share * TotalSquared);
            var error = Math.Sqrt(scatter * Patients / (Patients - 1)) / Total;
            return new Estimate(share, Math.Max(0, share - Z95 * error), Math.Min(1, share + Z95 * error), error);
        }
    }
}
