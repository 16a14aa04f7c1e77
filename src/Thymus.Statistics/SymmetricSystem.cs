namespace Thymus.Statistics;

/// <summary>Small symmetric positive definite systems by Cholesky's factors; a column that carries no information is left out.</summary>
internal static class SymmetricSystem
{
    /// <summary>bᵀ A⁻¹ b.</summary>
    public static double QuadraticForm(double[,] matrix, double[] vector)
    {
        var solution = Solve(matrix, vector);
        var sum = 0.0;
        for (var i = 0; i < vector.Length; i++) sum += vector[i] * solution[i];
        return sum;
    }

    public static double[] Solve(double[,] matrix, double[] vector)
    {
        var factor = Factor(matrix);
        var n = vector.Length;
        var x = (double[])vector.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++) x[i] -= factor[i, k] * x[k];
            x[i] = factor[i, i] == 0 ? 0 : x[i] / factor[i, i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++) x[i] -= factor[k, i] * x[k];
            x[i] = factor[i, i] == 0 ? 0 : x[i] / factor[i, i];
        }
        return x;
    }

    public static double[,] Invert(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var inverse = new double[n, n];
        for (var column = 0; column < n; column++)
        {
            var unit = new double[n];
            unit[column] = 1;
            var x = Solve(matrix, unit);
            for (var row = 0; row < n; row++) inverse[row, column] = x[row];
        }
        return inverse;
    }

    private static double[,] Factor(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var factor = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++) sum -= factor[i, k] * factor[j, k];
                if (i == j) factor[i, i] = sum > 1e-12 * matrix[i, i] ? Math.Sqrt(sum) : 0;
                else factor[i, j] = factor[j, j] == 0 ? 0 : sum / factor[j, j];
            }
        return factor;
    }
}
