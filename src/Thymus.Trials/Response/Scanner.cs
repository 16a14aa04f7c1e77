using System.Collections.Immutable;
using Thymus.Numerics;

namespace Thymus.Trials;

/// <summary>What one patient's reader sees of lesions whose true size is known.</summary>
/// <remarks>
/// measured = true · exp(bias + σ ε), then rounded. The bias is the reader's, once per patient. ε is keyed by lesion and
/// scheduled minute, so that a scan reads the same whatever was done before it. σ is the same for all lesions of a scan and such
/// that the sum of the targets has the standard deviation that was measured for sums: with independent errors the sum's relative
/// variance is σ² Σd²/(Σd)², hence σ = within-reader · Σd/√Σd².
/// </remarks>
internal sealed class Scanner
{
    private readonly MeasurementRules _rules;
    private readonly RandomStream[] _noise;
    private readonly double _bias;

    /// <param name="phase">Begins the purposes of the errors' random numbers; the reader is one in all phases.</param>
    public Scanner(MeasurementRules rules, ImmutableArray<LesionMap> lesions, ulong seed, uint replicate, ulong patient, string phase = "")
    {
        _rules = rules;
        _noise = new RandomStream[lesions.Length];
        for (var i = 0; i < _noise.Length; i++)
            _noise[i] = RandomStream.For(seed, replicate, patient, phase + "measurement/" + lesions[i].Id);
        _bias = rules.ReaderBias * RandomStream.For(seed, replicate, patient, "reader").Normal(0);
    }

    /// <param name="targets">Lesions whose sum has the known error; where they are all gone, each lesion has it for
    /// itself.</param>
    /// <param name="scheduledDay">The visit of the protocol, not the day on which it took place.</param>
    public void Read(ReadOnlySpan<double> diameters, ReadOnlySpan<LesionRole> targets, double scheduledDay, Span<double> measured)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < diameters.Length; i++)
        {
            if (targets[i] != LesionRole.Target) continue;
            sum += diameters[i];
            squares += diameters[i] * diameters[i];
        }
        var sigma = squares > 0 ? _rules.WithinReader * sum / Math.Sqrt(squares) : _rules.WithinReader;
        var index = (ulong)Math.Round(scheduledDay * 1440);
        for (var i = 0; i < diameters.Length; i++)
        {
            var value = diameters[i] * LaneMath.Exp(_bias + sigma * _noise[i].Normal(index));
            measured[i] = Record(value);
        }
    }

    /// <summary>Not seen, too small to measure, or rounded.</summary>
    private double Record(double value)
    {
        if (value < _rules.DetectionLimit || value == 0) return 0;
        if (value < _rules.TooSmall) return _rules.TooSmall;
        return _rules.Rounding > 0 ? Math.Floor(value / _rules.Rounding + 0.5) * _rules.Rounding : value;
    }
}
