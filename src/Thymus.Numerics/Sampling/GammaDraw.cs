namespace Thymus.Numerics;

/// <summary>A number from the gamma distribution with scale 1.</summary>
/// <remarks>
/// Marsaglia and Tsang, ACM Trans. Math. Softw. 26 (2000) 363; a shape below 1 is raised by 1 and the number multiplied by
/// U^(1/shape).
/// </remarks>
public static class GammaDraw
{
    /// <returns>A positive number (0 where it is too small for a double); NaN for a shape that is not positive and finite.</returns>
    public static double From(double shape, ref RandomSequence chance)
    {
        if (!(shape > 0 && double.IsFinite(shape))) return double.NaN;
        var boost = 1.0;
        if (shape < 1)
        {
            boost = LaneMath.Pow(chance.Uniform(), 1 / shape);
            shape++;
        }
        var d = shape - 1 / 3.0;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = chance.Normal();
            var root = 1 + c * x;
            if (root <= 0) continue;
            var v = root * root * root;
            if (LaneMath.Log(chance.Uniform()) < 0.5 * x * x + d - d * v + d * LaneMath.Log(v)) return boost * d * v;
        }
    }
}
