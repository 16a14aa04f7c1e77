namespace Thymus.Calibration;

/// <summary>One published number with its source: a row of <c>evidence/evidence.csv</c>.</summary>
/// <param name="Patients">n; null where the row gives none.</param>
/// <param name="Verified">The number was seen on a page or recomputed, not remembered.</param>
public sealed record PublishedResult(
    string Id, string Modality, string Study, string Population, string Arm, int? Patients, string Regimen, string Endpoint,
    double Value, string Unit, double Lower, double Upper, string TimePoint, string Source, string DoiOrUrl, bool Verified)
{
    /// <summary>Half a unit of the last digit printed: "2.8" stands for 2.75 to 2.85.</summary>
    public double Rounding { get; init; }

    /// <summary>Whose patients the number is of: one key for each arm of a trial, whatever report it comes from.</summary>
    public required ArmKey Arms { get; init; }

    /// <summary>What progression and response were read by: <c>RECIST 1.1</c>, <c>irRC</c> …; "-" where nothing is read; empty where not known.</summary>
    public string Criteria { get; init; } = "";

    /// <summary>"investigator" or "central"; "-" where nothing is read; empty where not known.</summary>
    public string Assessor { get; init; } = "";

    /// <summary>What kind of report it is of, a word of <see cref="EvidenceWords.Roles"/>; empty where not known.</summary>
    public string Role { get; init; } = "";

    /// <summary>Standard error: of the logarithm for a ratio, in the row's unit otherwise; not a number where the source gives no interval.</summary>
    public double StandardError { get; init; } = double.NaN;

    /// <summary>The published number is itself the output of a model; agreement with it is no agreement with patients.</summary>
    public bool IsOfModel => Role == "model";
}

/// <summary>A target as a calibration or comparison sees it: the published number with the spread that it carries.</summary>
/// <param name="StandardError">From the row, else from its interval (half its width over 1.96; on the logarithm for ratios), else, of a share of n patients, the
/// binomial one with half a patient added on either side, so that none of n has an error.</param>
public sealed record PublishedNumber(PublishedResult Row, double StandardError)
{
    public bool IsRatio => Row.Unit == "ratio";

    /// <summary>The value on the scale where its error is about normal: the logarithm of a ratio, itself otherwise.</summary>
    public double Scaled => IsRatio ? Math.Log(Row.Value) : Row.Value;

    public static PublishedNumber Of(PublishedResult row)
    {
        const double z = 1.959963984540054;
        var error = !double.IsNaN(row.StandardError) ? row.StandardError
            : row.Unit == "ratio" ? Math.Log(row.Upper / row.Lower) / (2 * z) : (row.Upper - row.Lower) / (2 * z);
        return new PublishedNumber(row, double.IsNaN(error) && row is { Unit: "%", Patients: > 0 } ? Binomial(row.Value, row.Patients.Value) : error);
    }

    private static double Binomial(double percent, int n)
    {
        var share = (percent / 100 * n + 0.5) / (n + 1);
        return 100 * Math.Sqrt(share * (1 - share) / n);
    }
}
