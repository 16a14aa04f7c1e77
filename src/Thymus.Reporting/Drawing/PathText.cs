using System.Text;

namespace Thymus.Reporting;

/// <summary>Builds the <c>d</c> attribute of a path; a move or line that changes nothing visible is left out.</summary>
internal sealed class PathText
{
    // A quarter of a pixel: a curve of 100,000 patients needs no more points than one of 1,000.
    private const double Step = 0.25;

    private readonly StringBuilder _text = new();
    private double _x = double.NaN, _y = double.NaN;

    public bool IsEmpty => _text.Length == 0;

    public PathText MoveTo(double x, double y)
    {
        _text.Append('M').Append(Svg.Number(x)).Append(' ').Append(Svg.Number(y));
        (_x, _y) = (x, y);
        return this;
    }

    public PathText LineTo(double x, double y)
    {
        if (Math.Abs(x - _x) < Step && Math.Abs(y - _y) < Step) return this;
        _text.Append('L').Append(Svg.Number(x)).Append(' ').Append(Svg.Number(y));
        (_x, _y) = (x, y);
        return this;
    }

    /// <summary>Across at the old height, then down or up: a step of a survival curve.</summary>
    public PathText StepTo(double x, double y)
    {
        if (Math.Abs(y - _y) < Step) return this;
        _text.Append('H').Append(Svg.Number(x)).Append('V').Append(Svg.Number(y));
        (_x, _y) = (x, y);
        return this;
    }

    public PathText Across(double x)
    {
        _text.Append('H').Append(Svg.Number(x));
        _x = x;
        return this;
    }

    public PathText Close()
    {
        _text.Append('Z');
        return this;
    }

    public override string ToString() => _text.ToString();
}
