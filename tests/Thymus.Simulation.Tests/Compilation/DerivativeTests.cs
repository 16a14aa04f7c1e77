using CsCheck;
using System.Numerics;
using Thymus.Modeling;
using Thymus.Numerics;
using static Thymus.Simulation.Tests.Formulas;

namespace Thymus.Simulation.Tests;

/// <summary>Symbolic derivatives against closed forms, complex steps and differences; random formulas through kernels and interpreter.</summary>
public sealed class DerivativeTests
{
    private static Patient RateOf(Expression rate, double x = 0.7, double y = 1.3) => new(new ModelDefinition
    {
        Id = "m",
        Parameters = [new("x", x, Constant: false), new("y", y, Constant: false), new("p", 1.7), new("q", 0.4)],
        Rules = [new RateRule("x", rate), new RateRule("y", 0)],
    });

    public static TheoryData<MathFunction, double, double> Functions => new()
    {
        { MathFunction.Exp, 0.7, Math.Exp(0.7) },
        { MathFunction.Ln, 0.7, 1 / 0.7 },
        { MathFunction.Sqrt, 0.7, 0.5 / Math.Sqrt(0.7) },
        { MathFunction.Sin, 0.7, Math.Cos(0.7) },
        { MathFunction.Cos, 0.7, -Math.Sin(0.7) },
        { MathFunction.Tan, 0.7, 1 + Math.Pow(Math.Tan(0.7), 2) },
        { MathFunction.Sec, 0.7, Math.Sin(0.7) / Math.Pow(Math.Cos(0.7), 2) },
        { MathFunction.Csc, 0.7, -Math.Cos(0.7) / Math.Pow(Math.Sin(0.7), 2) },
        { MathFunction.Cot, 0.7, -1 / Math.Pow(Math.Sin(0.7), 2) },
        { MathFunction.Asin, 0.3, 1 / Math.Sqrt(1 - 0.09) },
        { MathFunction.Acos, 0.3, -1 / Math.Sqrt(1 - 0.09) },
        { MathFunction.Atan, 0.7, 1 / 1.49 },
        { MathFunction.Asec, 1.7, 1 / (1.7 * Math.Sqrt(1.7 * 1.7 - 1)) },
        { MathFunction.Acsc, 1.7, -1 / (1.7 * Math.Sqrt(1.7 * 1.7 - 1)) },
        { MathFunction.Acot, 0.7, -1 / 1.49 },
        { MathFunction.Sinh, 0.7, Math.Cosh(0.7) },
        { MathFunction.Cosh, 0.7, Math.Sinh(0.7) },
        { MathFunction.Tanh, 0.7, 1 - Math.Pow(Math.Tanh(0.7), 2) },
        { MathFunction.Sech, 0.7, -Math.Tanh(0.7) / Math.Cosh(0.7) },
        { MathFunction.Csch, 0.7, -Math.Cosh(0.7) / Math.Pow(Math.Sinh(0.7), 2) },
        { MathFunction.Coth, 0.7, -1 / Math.Pow(Math.Sinh(0.7), 2) },
        { MathFunction.Asinh, 0.7, 1 / Math.Sqrt(1.49) },
        { MathFunction.Acosh, 1.7, 1 / Math.Sqrt(1.7 * 1.7 - 1) },
        { MathFunction.Atanh, 0.7, 1 / (1 - 0.49) },
        { MathFunction.Asech, 0.7, -1 / (0.7 * Math.Sqrt(1 - 0.49)) },
        { MathFunction.Acsch, 0.7, -1 / (0.7 * Math.Sqrt(1 + 0.49)) },
        { MathFunction.Acoth, 1.7, 1 / (1 - 1.7 * 1.7) },
        { MathFunction.Abs, -0.7, -1 },
        { MathFunction.Floor, 0.7, 0 },
        { MathFunction.Ceiling, 0.7, 0 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_has_the_derivative_of_the_textbook(MathFunction function, double x, double derivative) =>
        Assert.Equal(derivative, RateOf(F(function, X("x")), x).Jacobian("x", "x"), 4e-15 * Math.Max(1, Math.Abs(derivative)));

    [Fact]
    public void Powers_differentiate_by_base_and_exponent()
    {
        var patient = RateOf(Pow(X("x"), X("y")));
        Assert.Equal(1.3 * Math.Pow(0.7, 0.3), patient.Jacobian("x", "x"), 1e-15);
        Assert.Equal(Math.Pow(0.7, 1.3) * Math.Log(0.7), patient.Jacobian("x", "y"), 1e-15);
        Assert.Equal(5 * Math.Pow(0.7, 4), RateOf(Pow(X("x"), 5)).Jacobian("x", "x"), 1e-15);
        Assert.Equal(-2 * Math.Pow(0.7, -3), RateOf(Pow(X("x"), -2)).Jacobian("x", "x"), 1e-14);
        Assert.Equal(Math.Log10(Math.E) / 0.7, RateOf(F(MathFunction.Log, 10, X("x"))).Jacobian("x", "x"), 1e-15);
        Assert.Equal(1 / (0.7 * Math.Log(2)), RateOf(F(MathFunction.Log, 2, X("x"))).Jacobian("x", "x"), 1e-15);
        Assert.Equal(Math.Pow(0.7, -2.0 / 3) / 3, RateOf(F(MathFunction.Root, 3, X("x"))).Jacobian("x", "x"), 1e-15);
    }

    [Fact]
    public void A_Hill_term_at_an_empty_pool_has_a_finite_derivative()
    {
        foreach (var n in (double[])[0.3, 1, 1.7, 2, 4])
        {
            var hill = Pow(X("x"), X("p")) / (Pow(X("q"), X("p")) + Pow(X("x"), X("p")));
            var patient = RateOf(hill, x: 0);
            patient.Set("p", n);
            patient.Start();
            Assert.Equal(n == 1 ? 1 / 0.4 : 0, patient.Jacobian("x", "x"), 1e-15);
            Assert.Equal(0, RateOf(Pow(X("x"), X("y")), x: 0, y: n).Jacobian("x", "y"));
        }
        Assert.Equal(0, RateOf(F(MathFunction.Sqrt, X("x")), x: 0).Jacobian("x", "x"));
    }

    [Fact]
    public void A_branch_that_is_not_taken_leaves_no_trace()
    {
        // ln of a negative number and a division by zero stand in the dead branch.
        var guarded = If(F(MathFunction.Greater, X("x"), 0), F(MathFunction.Ln, X("x")) / X("x"), 3 * X("x"));
        Assert.Equal(3, RateOf(guarded, x: -2).Jacobian("x", "x"));
        Assert.Equal(3, RateOf(guarded, x: 0).Jacobian("x", "x"));
        var positive = F(MathFunction.Max, X("x"), 0);
        Assert.Equal(0, RateOf(positive, x: -1).Jacobian("x", "x"));
        Assert.Equal(1, RateOf(positive, x: 1).Jacobian("x", "x"));
        Assert.Equal(0, RateOf(positive, x: -1).Rate("x"));
    }

    [Fact]
    public unsafe void The_time_derivative_of_a_rate_is_complete()
    {
        var patient = RateOf(F(MathFunction.Sin, 2 * Time) * X("x") + Time * Time);
        patient.Time = 0.9;
        using var lanes = new LaneBlock(patient.Model);
        lanes.Broadcast(patient);
        lanes.EvaluateWithJacobian();
        Assert.Equal(2 * Math.Cos(1.8) * 0.7 + 1.8, lanes.TimeDerivative.Span[0], 1e-15);
        Assert.Equal(0, lanes.TimeDerivative.Span[8]);
    }

    private static readonly Expression OneThird = F(MathFunction.Divide, 1, 3);

    [Fact]
    public void Third_powers_are_cube_roots_with_the_domain_of_powers()
    {
        foreach (var third in new[] { Pow(X("x"), OneThird), F(MathFunction.Root, 3, X("x")) })
        {
            Assert.Equal(LaneMath.Cbrt(0.7), RateOf(third).Rate("x"));
            Assert.Equal(Math.Pow(0.7, -2.0 / 3) / 3, RateOf(third).Jacobian("x", "x"), 1e-15);
            Assert.Equal(double.NaN, RateOf(third, x: -8).Rate("x"));
            Assert.Equal(0, RateOf(third, x: 0).Rate("x"));
            Assert.Equal(0, RateOf(third, x: 0).Jacobian("x", "x"));
        }
        var twoThirds = Pow(X("x"), F(MathFunction.Divide, 2, 3));
        Assert.Equal(4, RateOf(twoThirds, x: 8).Rate("x"));
        Assert.Equal(double.NaN, RateOf(twoThirds, x: -8).Rate("x"));
        Assert.Equal(2.0 / 3 * Math.Pow(0.7, -1.0 / 3), RateOf(twoThirds).Jacobian("x", "x"), 1e-15);
        var inverse = Pow(X("x"), -OneThird);
        Assert.Equal(0.5, RateOf(inverse, x: 8).Rate("x"));
        Assert.Equal(-Math.Pow(0.7, -4.0 / 3) / 3, RateOf(inverse).Jacobian("x", "x"), 1e-15);
        // A tenth of a thousandth beside a third is no third.
        Assert.Equal(Math.Pow(0.7, 0.3333), RateOf(Pow(X("x"), 0.3333)).Rate("x"), 1e-15);
    }

    private static readonly Gen<Expression> Leaf = Gen.OneOf(
        Gen.Const(X("x")), Gen.Const(X("y")), Gen.Const(X("p")), Gen.Const(X("q")), Gen.Double[-2, 2].Select(d => (Expression)d));

    /// <summary>Analytic formulas: those that have a complex extension by the same name.</summary>
    private static readonly Gen<Expression> Analytic = Gen.Recursive<Expression>((depth, inner) => depth >= 5
        ? Leaf
        : Gen.Frequency(
            (2, Leaf),
            (2, Gen.Select(inner, inner, (a, b) => a + b)),
            (2, Gen.Select(inner, inner, (a, b) => a - b)),
            (3, Gen.Select(inner, inner, (a, b) => a * b)),
            (1, Gen.Select(inner, inner, (a, b) => a / (2 + b * b))),
            (1, inner.Select(a => F(MathFunction.Exp, -(a * a)))),
            (1, inner.Select(a => F(MathFunction.Sin, a))),
            (1, inner.Select(a => F(MathFunction.Tanh, a))),
            (1, inner.Select(a => Pow(1 + a * a, X("p")))),
            (1, inner.Select(a => Pow(1 + a * a, OneThird))),
            (1, inner.Select(a => F(MathFunction.Ln, 1 + a * a))),
            (1, inner.Select(a => F(MathFunction.Sqrt, 1 + a * a)))));

    [Fact]
    public void Derivatives_of_random_formulas_agree_with_complex_steps() =>
        Analytic.Sample(
            formula =>
            {
                var patient = RateOf(formula, x: 0.7, y: -0.45);
                const double Step = 1e-100;
                var exact = Evaluate(formula, name => name switch
                {
                    "x" => new Complex(0.7, Step), "y" => -0.45, "p" => 1.7, _ => 0.4,
                });
                var tolerance = 1e-11 * Math.Max(1, Math.Abs(exact.Imaginary / Step));
                Assert.Equal(exact.Real, patient.Rate("x"), 1e-11 * Math.Max(1, Math.Abs(exact.Real)));
                Assert.Equal(exact.Imaginary / Step, patient.Jacobian("x", "x"), tolerance);
            },
            iter: 60, seed: "0000Thymus01", threads: 1);

    [Fact]
    public void Random_formulas_give_the_same_bits_in_kernels_and_interpreter() =>
        Gen.Select(Analytic, Analytic, Gen.Enum<LaneWidth>()).Sample(
            (f, g, width) =>
            {
                var choice = If(F(MathFunction.Less, f, g), F(MathFunction.Max, f, 0), F(MathFunction.Abs, F(MathFunction.Floor, g) * 0.3));
                var definition = RateOf(choice * Time + f).Model.Definition;
                var patient = new Patient(definition, new CompileOptions { Width = width });
                using var lanes = new LaneBlock(patient.Model);
                KernelTests.FillWithNeighboursOutOfRange(lanes, patient, RandomStream.For(3, 0, 0, "random formulas"), 0);
                KernelTests.AssertInterpreted(lanes);
            },
            iter: 30, seed: "0000Thymus02", threads: 1);

    private static Complex Evaluate(Expression e, Func<string, Complex> value)
    {
        Complex Of(Expression a) => Evaluate(a, value);
        return e switch
        {
            NumberExpression n => n.Value,
            SymbolExpression s => value(s.Name),
            CallExpression c => c.Function switch
            {
                MathFunction.Add => Of(c.Arguments[0]) + Of(c.Arguments[1]),
                MathFunction.Subtract => Of(c.Arguments[0]) - Of(c.Arguments[1]),
                MathFunction.Negate => -Of(c.Arguments[0]),
                MathFunction.Multiply => Of(c.Arguments[0]) * Of(c.Arguments[1]),
                MathFunction.Divide => Of(c.Arguments[0]) / Of(c.Arguments[1]),
                MathFunction.Exp => Complex.Exp(Of(c.Arguments[0])),
                MathFunction.Sin => Complex.Sin(Of(c.Arguments[0])),
                MathFunction.Tanh => Complex.Tanh(Of(c.Arguments[0])),
                MathFunction.Power => Complex.Exp(Of(c.Arguments[1]) * Complex.Log(Of(c.Arguments[0]))),
                MathFunction.Ln => Complex.Log(Of(c.Arguments[0])),
                MathFunction.Sqrt => Complex.Sqrt(Of(c.Arguments[0])),
                _ => throw new NotSupportedException(c.Function.ToString()),
            },
            _ => throw new NotSupportedException(e.GetType().Name),
        };
    }
}
