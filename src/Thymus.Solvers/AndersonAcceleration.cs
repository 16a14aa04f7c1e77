namespace Thymus.Solvers;

/// <summary>Finds the fixed point of a map x ↦ g(x) in fewer looks at the map than repeating it takes.</summary>
/// <remarks>
/// Anderson acceleration, type II (Walker, Ni, SIAM J. Numer. Anal. 49 (2011) 1715): the next point is g(x) less the combination of the last
/// differences of g whose differences of f = g − x come nearest to f in least squares. For an affine map of few slow modes it is exact
/// after as many looks as there are modes. Allocates nothing after construction.
/// </remarks>
/// <param name="count">Length of x.</param>
/// <param name="memory">Differences kept.</param>
public sealed class AndersonAcceleration(int count, int memory)
{
    /// <summary>A difference that keeps less than this part of its length beside the others says nothing new.</summary>
    private const double LeastPart = 1e-7;

    private readonly double[][] _residuals = Rows(memory, count);
    private readonly double[][] _images = Rows(memory, count);
    private readonly double[][] _directions = Rows(memory, count);
    private readonly double[,] _triangle = new double[memory, memory];
    private readonly double[] _coefficients = new double[memory];
    private readonly int[] _columns = new int[memory];
    private readonly double[] _residual = new double[count];
    private readonly double[] _lastResidual = new double[count];
    private readonly double[] _lastImage = new double[count];
    private int _looks;

    /// <summary>Forgets all looks.</summary>
    public void Restart() => _looks = 0;

    /// <summary>Takes in one look at the map and gives the next point to look at.</summary>
    /// <param name="point">x.</param>
    /// <param name="image">g(x).</param>
    /// <param name="weights">What a unit of each component counts.</param>
    /// <param name="next">May be <paramref name="point"/>.</param>
    public void Next(ReadOnlySpan<double> point, ReadOnlySpan<double> image, ReadOnlySpan<double> weights, Span<double> next)
    {
        for (var i = 0; i < count; i++) _residual[i] = image[i] - point[i];
        if (_looks > 0)
        {
            var newest = (_looks - 1) % memory;
            for (var i = 0; i < count; i++)
            {
                _residuals[newest][i] = _residual[i] - _lastResidual[i];
                _images[newest][i] = image[i] - _lastImage[i];
            }
        }
        _residual.CopyTo(_lastResidual, 0);
        image.CopyTo(_lastImage);
        var used = Fit(Math.Min(_looks, memory), weights);
        _looks++;
        image.CopyTo(next);
        for (var k = 0; k < used; k++)
            for (var i = 0; i < count; i++) next[i] -= _coefficients[k] * _images[_columns[k]][i];
    }

    /// <summary>Least squares by modified Gram–Schmidt, the newest difference first; returns how many differences it uses.</summary>
    private int Fit(int kept, ReadOnlySpan<double> weights)
    {
        for (var i = 0; i < count; i++) _residual[i] *= weights[i];
        var used = 0;
        for (var age = 0; age < kept; age++)
        {
            var column = (_looks - 1 - age) % memory;
            var direction = _directions[used];
            for (var i = 0; i < count; i++) direction[i] = weights[i] * _residuals[column][i];
            var length = Length(direction);
            for (var k = 0; k < used; k++) _triangle[k, used] = TakeOut(_directions[k], direction);
            var rest = Length(direction);
            if (!(rest > LeastPart * length)) continue;
            _triangle[used, used] = rest;
            for (var i = 0; i < count; i++) direction[i] /= rest;
            _coefficients[used] = TakeOut(direction, _residual);
            _columns[used++] = column;
        }
        for (var k = used - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < used; j++) _coefficients[k] -= _triangle[k, j] * _coefficients[j];
            _coefficients[k] /= _triangle[k, k];
        }
        return used;
    }

    /// <summary>Takes a unit direction out of a vector and returns how much of it there was.</summary>
    private static double TakeOut(double[] direction, double[] vector)
    {
        var part = 0.0;
        for (var i = 0; i < vector.Length; i++) part += direction[i] * vector[i];
        for (var i = 0; i < vector.Length; i++) vector[i] -= part * direction[i];
        return part;
    }

    private static double Length(double[] vector)
    {
        var sum = 0.0;
        foreach (var v in vector) sum += v * v;
        return Math.Sqrt(sum);
    }

    private static double[][] Rows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
}
