using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Thymus.Modeling;

namespace Thymus.Trials;

/// <summary>A group of patients that receives the same. Nothing in the simulation depends on <c>Id</c> or <c>Label</c>.</summary>
/// <param name="Slot">Place on the randomisation list; null: by what the arm receives (see <c>Randomisation</c>).</param>
public sealed record Arm(string Id, Wording Label, bool Control, int Patients, int? Slot, ImmutableArray<Regimen> Regimens,
    SourceSpan Span)
{
    /// <summary>What the arm receives as one line of text, by which arms are ranked: no name, no label.</summary>
    public string Received => string.Join("; ", Regimens.Select(r => r.Canonical));
}

public enum DoseBasis
{
    Flat,
    BodyWeight,
    BodySurface,
    /// <summary>Target AUC in mg/mL·min with the glomerular filtration rate (Calvert 1989).</summary>
    Calvert,
}

/// <summary>A dose as the protocol writes it.</summary>
/// <param name="Value">In <paramref name="Unit"/>, per kg or per m² where the basis says so; the AUC for Calvert.</param>
/// <param name="Unit">Unit of amount: mg, cell, PFU …</param>
/// <param name="Maximum">Cap of one administration in <paramref name="Unit"/>; +∞ for none.</param>
/// <param name="MaximumGfr">Cap of the filtration rate in mL/min; +∞ for none.</param>
public sealed record Dose(double Value, Unit Unit, DoseBasis Basis, double Maximum, double MaximumGfr)
{
    /// <summary>"10 mg/kg", "200 mg", "AUC 5".</summary>
    public override string ToString()
    {
        var value = Value.ToString("R", CultureInfo.InvariantCulture);
        return Basis switch
        {
            DoseBasis.BodyWeight => $"{value} {Unit}/kg",
            DoseBasis.BodySurface => $"{value} {Unit}/m2",
            DoseBasis.Calvert => $"AUC {value}",
            _ => $"{value} {Unit}",
        };
    }
}

/// <summary>One drug given by one rule.</summary>
/// <param name="StartDays">First dose, since randomisation or since the decision that gives it.</param>
/// <param name="EveryDays">Interval; 0: one dose.</param>
/// <param name="MaximumDoses">At most so many; <see cref="int.MaxValue"/> for no limit.</param>
/// <param name="UntilDays">No dose at or after this time since the first; +∞ for no limit.</param>
/// <param name="InfusionDays">0: bolus.</param>
public sealed record Regimen(
    string Drug, Dose Dose, double InfusionDays, string Route, double StartDays, double EveryDays, int MaximumDoses,
    double UntilDays,
    SourceSpan Span)
{
    /// <summary>Number of doses when nothing stops the treatment.</summary>
    public int Doses
    {
        get
        {
            if (EveryDays == 0) return 1;
            // A dose that falls on UntilDays within rounding of months and weeks (1e-9 of an interval) is not given.
            var byTime = double.IsInfinity(UntilDays) ? int.MaxValue
                : (int)Math.Min(int.MaxValue, Math.Ceiling(UntilDays / EveryDays - 1e-9));
            return Math.Min(MaximumDoses, byTime);
        }
    }

    /// <summary>
    /// Day of the k-th dose, k from 0, when the regimen begins on <paramref name="origin"/>; a product, never a running sum.
    /// </summary>
    public double DayOf(int k, double origin) => origin + StartDays + k * EveryDays;

    /// <summary>The same words for the same treatment, however the file writes it.</summary>
    internal string Canonical
    {
        get
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture,
                $"{Drug} {Dose} max {Dose.Maximum:R} gfr {Dose.MaximumGfr:R} over {InfusionDays:R} {Route} from {StartDays:R} every {EveryDays:R} x {Doses}");
            return text.ToString();
        }
    }
}
