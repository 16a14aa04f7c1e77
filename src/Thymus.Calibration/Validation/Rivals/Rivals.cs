using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>A forecast that needs no model: normal on the scale of the number.</summary>
/// <param name="Sources">Ids of the evidence that it is made of.</param>
public sealed record RivalForecast(double Mean, double Variance, ImmutableArray<string> Sources);

/// <summary>Two forecasts from the evidence alone, which a model must beat to be worth its effort: copy the nearest trial, and the mean of the class.</summary>
/// <remarks>
/// Both read verified numbers of whole trials on the same endpoint (<see cref="EndpointKey"/>), with the same tumour and the same class of treatment on each side
/// (<see cref="ArmTable"/>), whose sampling error is known; never the row itself, nor any number of a study that has patients in it. A study counts once, with the number that is nearest.
/// Both know how many patients the new trial has, as the model does, and nothing else of it.
/// </remarks>
public sealed class Rivals(EvidenceTable evidence, ArmTable arms)
{
    private const double Quantile95 = 1.959963984540054;

    /// <summary>A class has a mean, and a spread between its trials, from so many studies on.</summary>
    private const int FewestStudies = 2;

    private readonly ILookup<EndpointKey, PublishedResult> _numbers = evidence.Rows
        .Where(r => r.Verified && !r.IsOfModel && double.IsFinite(r.Value) && !r.Arms.IsSubgroup).ToLookup(EndpointKey.Of);

    /// <summary>The number of the nearest trial, with its own sampling error and that of the new trial.</summary>
    /// <returns>Null where no other trial is of this endpoint, tumour and class.</returns>
    public RivalForecast? Nearest(PublishedResult row) =>
        Studies(row).FirstOrDefault() is not { } nearest ? null : new RivalForecast(nearest.Value, nearest.Variance + nearest.VarianceAt(row.Patients), [nearest.Row.Id]);

    /// <summary>The mean of the class, each study once, with the spread between them (moments), the error of the mean and the sampling error of the new trial.</summary>
    /// <returns>Null where fewer than two other studies are of this endpoint, tumour and class.</returns>
    public RivalForecast? ClassMean(PublishedResult row)
    {
        var studies = Studies(row);
        if (studies.Length < FewestStudies) return null;
        var (k, mean, sampling) = ((double)studies.Length, studies.Average(s => s.Value), studies.Average(s => s.Variance));
        var between = Math.Max(0, studies.Sum(s => (s.Value - mean) * (s.Value - mean)) / (k - 1) - sampling);
        return new RivalForecast(mean, between + (between + sampling) / k + studies.Average(s => s.VarianceAt(row.Patients)), [.. studies.Select(s => s.Row.Id)]);
    }

    /// <summary>Comparable numbers, the nearest first, one a study.</summary>
    private ImmutableArray<Candidate> Studies(PublishedResult row)
    {
        if (Side(row.Arms.Arms) is not { } side || !row.Arms.References.IsEmpty && Side(row.Arms.References) is null) return [];
        var reference = Side(row.Arms.References);
        var own = row.Arms.Studies.ToHashSet(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var candidates = _numbers[EndpointKey.Of(row)].Where(o => !o.Arms.Studies.Any(own.Contains))
            .Where(o => IsAlike(side, Side(o.Arms.Arms)) && (reference is null ? o.Arms.References.IsEmpty : IsAlike(reference, Side(o.Arms.References))))
            .Select(o => new Candidate(o)).Where(c => double.IsFinite(c.Value) && c.Variance > 0)
            .OrderBy(c => Distance(side.Setting, Side(c.Row.Arms.Arms)!.Setting)).ThenBy(c => Distance(row.Criteria, c.Row.Criteria)).ThenBy(c => Distance(row.Assessor, c.Row.Assessor))
            .ThenBy(c => row is { Patients: { } n } && c.Row.Patients is { } m ? Math.Abs(Math.Log((double)n / m)) : 0).ThenBy(c => c.Row.Id, StringComparer.Ordinal);
        return [.. candidates.Where(c => !c.Row.Arms.Studies.Any(taken.Contains)).Where(c => c.Row.Arms.Studies.All(taken.Add))];
    }

    /// <summary>Null where an arm is not in the table, or its tumour or treatment is not one.</summary>
    private ArmFacts? Side(ImmutableArray<EvidenceArm> side) => arms.Find(side) is { Tumour.Length: > 0, Treatment.Length: > 0 } facts ? facts : null;

    private static bool IsAlike(ArmFacts a, ArmFacts? b) => b is not null && (a.Tumour, a.Treatment) == (b.Tumour, b.Treatment);

    /// <summary>0 where both are known and the same, 1 where one is not known, 2 where they differ.</summary>
    private static int Distance(string a, string b) => a.Length == 0 || b.Length == 0 ? 1 : a == b ? 0 : 2;

    /// <summary>A published number on its scale, with the sampling error that its source gives, or its number of patients.</summary>
    private sealed class Candidate
    {
        public Candidate(PublishedResult row)
        {
            var scale = PredictionScales.Of(row.Unit);
            (Row, Value) = (row, scale.To(row.Value));
            var error = double.IsFinite(row.Lower) && double.IsFinite(row.Upper) ? (scale.To(row.Upper) - scale.To(row.Lower)) / (2 * Quantile95) : double.NaN;
            // The printed interval of a ratio or mean need not be one of 95 %; its standard error knows.
            if (row.Unit != "%" && row.Unit != "months" && double.IsFinite(row.StandardError)) error = row.StandardError;
            Variance = double.IsFinite(error) ? error * error : row is { Unit: "%", Patients: > 0 } ? 1 / (4.0 * row.Patients.Value) : double.NaN;
        }

        public PublishedResult Row { get; }
        public double Value { get; }
        public double Variance { get; }

        /// <summary>The sampling variance of the same number in a trial of another size; the same where a size is not known.</summary>
        public double VarianceAt(int? patients) => patients is { } n && Row.Patients is { } own ? Variance * own / n : Variance;
    }
}
