namespace Thymus.Numerics;

/// <summary>The lower triangle L of a symmetric positive definite matrix A = L Lᵀ.</summary>
/// <remarks>Row by row (Cholesky–Banachiewicz; Golub and Van Loan, Matrix Computations, §4.2), each sum in the order of its index, so that bits depend on nothing else.</remarks>
public sealed class CholeskyFactor
{
    private readonly double[,] _lower;

    private CholeskyFactor(double[,] lower) => _lower = lower;

    /// <summary>Rows of the matrix.</summary>
    public int Size => _lower.GetLength(0);

    /// <summary>L at row and column; 0 above the diagonal.</summary>
    public double this[int row, int column] => _lower[row, column];

    /// <param name="matrix">Square; only its lower triangle is read.</param>
    /// <param name="leastPivot">Pivots (squares of L's diagonal) that are not greater make the matrix count as not positive definite: 0, or what rounding leaves of 0 in the matrix's unit.</param>
    /// <returns>Null where the matrix is not positive definite, or holds something that is no number.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static CholeskyFactor? Of(double[,] matrix, double leastPivot = 0) => Factorise(matrix, pivot => pivot > leastPivot ? pivot : null);

    /// <summary>The factor of a covariance that rounding may have left short of positive definite: smaller pivots are raised to <paramref name="floor"/>, a variance that counts as none.</summary>
    /// <param name="matrix">As in <see cref="Of"/>; of finite numbers.</param>
    /// <param name="floor">Greater than 0.</param>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static CholeskyFactor Raised(double[,] matrix, double floor) => Factorise(matrix, pivot => Math.Max(pivot, floor))!;

    /// <summary>Row i of L x: a number that is correlated as A says, from independent ones.</summary>
    /// <param name="vector">As many numbers as rows; those behind <paramref name="row"/> are not read.</param>
    public double RowTimes(int row, ReadOnlySpan<double> vector)
    {
        var sum = 0.0;
        for (var j = 0; j <= row; j++) sum += _lower[row, j] * vector[j];
        return sum;
    }

    /// <summary>Solves L y = b by forward substitution, in place: correlated numbers become independent ones.</summary>
    /// <param name="vector">b, then y; as many numbers as rows.</param>
    public void Solve(Span<double> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            var rest = vector[i];
            for (var j = 0; j < i; j++) rest -= _lower[i, j] * vector[j];
            vector[i] = rest / _lower[i, i];
        }
    }

    private static CholeskyFactor? Factorise(double[,] matrix, Func<double, double?> accepted)
    {
        var n = matrix.GetLength(0);
        if (matrix.GetLength(1) != n) throw new ArgumentException($"The matrix has {n} rows and {matrix.GetLength(1)} columns.", nameof(matrix));
        var lower = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[i, j];
                for (var k = 0; k < j; k++) rest -= lower[i, k] * lower[j, k];
                if (i != j) lower[i, j] = rest / lower[j, j];
                else if (accepted(rest) is { } pivot) lower[i, i] = Math.Sqrt(pivot);
                else return null;
            }
        }
        return new CholeskyFactor(lower);
    }
}
