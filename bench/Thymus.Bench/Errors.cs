namespace Thymus.Bench;

/// <summary>How far outputs lie from a reference.</summary>
/// <param name="ObservedMedian">Of |y − r|/(|r| + 1e-3·|r(0)|) of the observed state, over patients and times after 0.</param>
/// <param name="Median">Of |y − r|/(|r| + 1e-3·max over time of |r|), over patients, times after 0 and all states.</param>
internal sealed record Errors(double ObservedMedian, double Observed99, double Median, double P99)
{
    /// <summary>The part of a state's scale below which its error counts absolutely.</summary>
    private const double Floor = 1e-3;

    public static Errors Between(Workload workload, double[] outputs, double[] reference)
    {
        var (width, observedState) = (workload.States.Length, workload.States.IndexOf(workload.Observed));
        var (observed, all) = (new List<double>(), new List<double>());
        for (var patient = 0; patient < outputs.Length; patient += workload.BlockLength)
            for (var state = 0; state < width; state++)
            {
                var largest = 0.0;
                for (var i = patient + state; i < patient + workload.BlockLength; i += width) largest = Math.Max(largest, Math.Abs(reference[i]));
                var start = Math.Abs(reference[patient + state]);
                for (var i = patient + state + width; i < patient + workload.BlockLength; i += width)
                {
                    var difference = Math.Abs(outputs[i] - reference[i]);
                    if (state == observedState) observed.Add(Ratio(difference, Math.Abs(reference[i]) + Floor * start));
                    all.Add(Ratio(difference, Math.Abs(reference[i]) + Floor * largest));
                }
            }
        observed.Sort();
        all.Sort();
        return new Errors(Quantile(observed, 0.5), Quantile(observed, 0.99), Quantile(all, 0.5), Quantile(all, 0.99));
    }

    /// <summary>Whether none of the four figures is worse.</summary>
    public bool NoWorseThan(Errors other) =>
        ObservedMedian <= other.ObservedMedian && Observed99 <= other.Observed99 && Median <= other.Median && P99 <= other.P99;

    public override string ToString() => FormattableString.Invariant($"{ObservedMedian:0.0e0} {Observed99:0.0e0} {Median:0.0e0} {P99:0.0e0}");

    private static double Ratio(double difference, double scale) =>
        double.IsNaN(difference) ? double.PositiveInfinity : difference == 0 ? 0 : difference / scale;

    private static double Quantile(List<double> sorted, double part) => sorted[(int)(sorted.Count * part)];
}
