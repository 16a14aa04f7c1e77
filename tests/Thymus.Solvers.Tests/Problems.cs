namespace Thymus.Solvers.Tests;

/// <summary>Textbook problems whose solutions are closed forms or published digits.</summary>
public static class Problems
{
    /// <summary>y₁' = y₂, y₂' = −y₁.</summary>
    public static Problem Oscillator { get; } = new("oscillator", [0, 1], 4,
        (_, y, _, dy) => (dy[0], dy[1]) = (y[1], -y[0]),
        (_, _, _, j, _) => (j[1], j[2]) = (1, -1))
    { Solution = [Math.Sin(4), Math.Cos(4)] };

    /// <summary>y' = y cos t, y(0) = 1: y = exp(sin t). Its right-hand side depends on time, as a clearance that changes does.</summary>
    public static Problem NonAutonomous { get; } = new("time-dependent growth", [1], 4,
        (t, y, _, dy) => dy[0] = y[0] * Math.Cos(t),
        (t, y, _, j, ft) => (j[0], ft[0]) = (Math.Cos(t), -y[0] * Math.Sin(t)))
    { Solution = [Math.Exp(Math.Sin(4))] };

    /// <summary>
    /// y₁' = 2t·y₂^(1/5)·y₄, y₂' = 10t·exp(5(y₃ − 1))·y₄, y₃' = 2t·y₄, y₄' = −2t·ln y₁, from 1: with s = t²,
    /// y = (exp sin s, exp 5 sin s, 1 + sin s, cos s). Non-linear, coupled and time-dependent at once.
    /// </summary>
    public static Problem FourCoupled { get; } = new("four coupled equations", [1, 1, 1, 1], 1,
        (t, y, _, dy) =>
        {
            dy[0] = 2 * t * Math.Pow(y[1], 0.2) * y[3];
            dy[1] = 10 * t * Math.Exp(5 * (y[2] - 1)) * y[3];
            dy[2] = 2 * t * y[3];
            dy[3] = -2 * t * Math.Log(y[0]);
        },
        (t, y, _, j, ft) =>
        {
            var (root, e) = (Math.Pow(y[1], 0.2), Math.Exp(5 * (y[2] - 1)));
            (j[1], j[3]) = (0.4 * t * root / y[1] * y[3], 2 * t * root);
            (j[6], j[7]) = (50 * t * e * y[3], 10 * t * e);
            j[11] = 2 * t;
            j[12] = -2 * t / y[0];
            (ft[0], ft[1], ft[2], ft[3]) = (2 * root * y[3], 10 * e * y[3], 2 * y[3], -2 * Math.Log(y[0]));
        })
    { Solution = [Math.Exp(Math.Sin(1)), Math.Exp(5 * Math.Sin(1)), 1 + Math.Sin(1), Math.Cos(1)] };

    /// <summary>Logistic growth, y' = y(1 − y), y(0) = 1/10.</summary>
    public static Problem Logistic { get; } = new("logistic growth", [0.1], 4,
        (_, y, _, dy) => dy[0] = y[0] * (1 - y[0]),
        (_, y, _, j, _) => j[0] = 1 - 2 * y[0])
    { Solution = [1 / (1 + 9 * Math.Exp(-4))] };

    /// <summary>Prothero–Robinson: y' = −λ(y − cos t) − sin t, stiff with the smooth solution cos t.</summary>
    public static Problem ProtheroRobinson { get; } = new("Prothero-Robinson", [1], 2,
        (t, y, _, dy) => dy[0] = -1e4 * (y[0] - Math.Cos(t)) - Math.Sin(t),
        (t, _, _, j, ft) => (j[0], ft[0]) = (-1e4, -1e4 * Math.Sin(t) - Math.Cos(t)))
    { Solution = [Math.Cos(2)] };

    /// <summary>Robertson's reaction to t = 40. Reference: Hairer, Wanner, Solving Ordinary Differential Equations II, IV.10, and CVODE's cvRoberts example.</summary>
    public static Problem Robertson { get; } = new("Robertson", [1, 0, 0], 40, RobertsonF, RobertsonJ)
    {
        Solution = [0.7158270687194135, 9.185534764557e-6, 0.2841637457458172],
        Tolerance = [1e-10, 1e-14, 1e-10],
    };

    /// <summary>Van der Pol, ε = 1e-6, to t = 2. Reference: test set for IVP solvers (Mazzia, Magherini), problem VDPOL.</summary>
    public static Problem VanDerPol { get; } = new("van der Pol", [2, 0], 2,
        (_, y, _, dy) => (dy[0], dy[1]) = (y[1], ((1 - y[0] * y[0]) * y[1] - y[0]) / 1e-6),
        (_, y, _, j, _) => (j[1], j[2], j[3]) = (1, (-2 * y[0] * y[1] - 1) / 1e-6, (1 - y[0] * y[0]) / 1e-6))
    { Solution = [0.1706167732170483e1, -0.8928097010247975], Tolerance = [1e-8] };

    /// <summary>HIRES: high irradiance responses of photomorphogenesis. Reference: test set for IVP solvers (Mazzia, Magherini), t = 321.8122.</summary>
    public static Problem Hires { get; } = new("HIRES", [1, 0, 0, 0, 0, 0, 0, 0.0057], 321.8122, HiresF, HiresJ)
    {
        Solution =
        [
            0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
            0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
        ],
        Tolerance = [1e-14],
    };

    private static void RobertsonF(double t, ReadOnlySpan<double> y, ReadOnlySpan<double> p, Span<double> dy)
    {
        dy[0] = -0.04 * y[0] + 1e4 * y[1] * y[2];
        dy[2] = 3e7 * y[1] * y[1];
        dy[1] = -dy[0] - dy[2];
    }

    private static void RobertsonJ(double t, ReadOnlySpan<double> y, ReadOnlySpan<double> p, Span<double> j, Span<double> ft)
    {
        (j[0], j[1], j[2]) = (-0.04, 1e4 * y[2], 1e4 * y[1]);
        (j[3], j[4], j[5]) = (0.04, -1e4 * y[2] - 6e7 * y[1], -1e4 * y[1]);
        j[7] = 6e7 * y[1];
    }

    private static void HiresF(double t, ReadOnlySpan<double> y, ReadOnlySpan<double> p, Span<double> dy)
    {
        dy[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
        dy[1] = 1.71 * y[0] - 8.75 * y[1];
        dy[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
        dy[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
        dy[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
        dy[5] = -280 * y[5] * y[7] + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
        dy[6] = 280 * y[5] * y[7] - 1.81 * y[6];
        dy[7] = -dy[6];
    }

    private static void HiresJ(double t, ReadOnlySpan<double> y, ReadOnlySpan<double> p, Span<double> j, Span<double> ft)
    {
        (j[0], j[1], j[2]) = (-1.71, 0.43, 8.32);
        (j[8], j[9]) = (1.71, -8.75);
        (j[18], j[19], j[20]) = (-10.03, 0.43, 0.035);
        (j[25], j[26], j[27]) = (8.32, 1.71, -1.12);
        (j[36], j[37], j[38]) = (-1.745, 0.43, 0.43);
        (j[43], j[44], j[45], j[46], j[47]) = (0.69, 1.71, -280 * y[7] - 0.43, 0.69, -280 * y[5]);
        (j[53], j[54], j[55]) = (280 * y[7], -1.81, 280 * y[5]);
        (j[61], j[62], j[63]) = (-280 * y[7], 1.81, -280 * y[5]);
    }
}
