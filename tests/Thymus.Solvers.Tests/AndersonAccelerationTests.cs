namespace Thymus.Solvers.Tests;

public sealed class AndersonAccelerationTests
{
    private static readonly double[] Factors = [0.9, 0.99, 0.999, 0.5];
    private static readonly double[] Fixed = [3, -2, 100, 0.01];
    private static readonly double[] Ones = [1, 1, 1, 1];

    /// <summary>An affine map whose four modes are mixed by a rotation in two planes.</summary>
    private static void Map(ReadOnlySpan<double> x, Span<double> image)
    {
        Span<double> d = stackalloc double[4];
        for (var i = 0; i < 4; i++) d[i] = x[i] - Fixed[i];
        Rotate(d, 0.6, 0.8);
        for (var i = 0; i < 4; i++) d[i] *= Factors[i];
        Rotate(d, 0.6, -0.8);
        for (var i = 0; i < 4; i++) image[i] = Fixed[i] + d[i];

        static void Rotate(Span<double> v, double c, double s)
        {
            (v[0], v[2]) = (c * v[0] + s * v[2], c * v[2] - s * v[0]);
            (v[1], v[3]) = (c * v[1] + s * v[3], c * v[3] - s * v[1]);
        }
    }

    private static double Error(ReadOnlySpan<double> x)
    {
        var error = 0.0;
        for (var i = 0; i < 4; i++) error = Math.Max(error, Math.Abs(x[i] - Fixed[i]));
        return error;
    }

    [Fact]
    public void An_affine_map_of_four_modes_is_solved_in_six_looks()
    {
        var acceleration = new AndersonAcceleration(4, 4);
        double[] x = [0, 0, 0, 0], image = new double[4];
        for (var look = 0; look < 6; look++)
        {
            Map(x, image);
            acceleration.Next(x, image, Ones, x);
        }
        // Five were enough without rounding, which the slowest mode, shrinking by a thousandth a look, magnifies a thousandfold at each difference.
        Assert.True(Error(x) < 1e-8, $"{Error(x):E2}");
        // Repeating the map alone takes 23,000 looks for that.
        double[] plain = [0, 0, 0, 0];
        for (var look = 0; look < 6; look++)
        {
            Map(plain, image);
            image.CopyTo(plain, 0);
        }
        Assert.True(Error(plain) > 10);
    }

    [Fact]
    public void A_restart_forgets_the_map_before()
    {
        var (used, fresh) = (new AndersonAcceleration(4, 3), new AndersonAcceleration(4, 3));
        double[] point = [1, 2, 3, 4], image = [2, 2, 2, 2], next = new double[4], expected = new double[4];
        used.Next([5, 5, 5, 5], [1, 2, 3, 4], Ones, next);
        used.Restart();
        used.Next(point, image, Ones, next);
        fresh.Next(point, image, Ones, expected);
        Assert.Equal(expected, next);
        Assert.Equal(image, next);   // the first look knows no differences
    }

    [Fact]
    public void Looking_allocates_nothing()
    {
        var acceleration = new AndersonAcceleration(4, 4);
        double[] x = [0, 0, 0, 0], image = new double[4];
        void Look()
        {
            Map(x, image);
            acceleration.Next(x, image, Ones, x);
        }
        Look();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var look = 0; look < 100; look++) Look();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
