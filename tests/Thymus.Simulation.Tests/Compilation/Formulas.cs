using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Simulation.Tests;

/// <summary>Formulas and models as short C#, so that a test reads like the mathematics.</summary>
internal static class Formulas
{
    extension(Expression)
    {
        public static Expression operator +(Expression a, Expression b) => Expression.Call(MathFunction.Add, a, b);
        public static Expression operator -(Expression a, Expression b) => Expression.Call(MathFunction.Subtract, a, b);
        public static Expression operator -(Expression a) => Expression.Call(MathFunction.Negate, a);
        public static Expression operator *(Expression a, Expression b) => Expression.Call(MathFunction.Multiply, a, b);
        public static Expression operator /(Expression a, Expression b) => Expression.Call(MathFunction.Divide, a, b);
    }

    public static Expression Time { get; } = new TimeExpression();

    public static Expression X(string name) => new SymbolExpression(name);

    public static Expression F(MathFunction function, params ImmutableArray<Expression> arguments) => Expression.Call(function, arguments);

    public static Expression Pow(Expression x, Expression n) => F(MathFunction.Power, x, n);

    public static Expression If(Expression condition, Expression whenTrue, Expression otherwise) =>
        F(MathFunction.Piecewise, whenTrue, condition, otherwise);

    public static Reaction Reaction(string id, string[] reactants, string[] products, Expression rate, params ImmutableArray<Parameter> locals) =>
        new(id, [.. reactants.Select(Reference)], [.. products.Select(Reference)], rate, locals, []);

    /// <summary>"2 A" or "A".</summary>
    public static SpeciesReference Reference(string text)
    {
        var parts = text.Split(' ');
        return parts.Length == 1
            ? new SpeciesReference(parts[0], 1)
            : new SpeciesReference(parts[1], double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}

/// <summary>One patient of a compiled model, by names.</summary>
internal sealed class Patient
{
    public Patient(ModelDefinition definition, CompileOptions? options = null, double time = 0)
    {
        var diagnostics = new DiagnosticBag();
        Model = CompiledModel.Compile(definition, options ?? new CompileOptions(), diagnostics)!;
        Assert.True(Model is not null, string.Join('\n', diagnostics));
        Parameters = new double[Model.ParameterCount];
        State = new double[Model.StateCount];
        Time = time;
        Model.DefaultParameters(Parameters);
        Start();
    }

    public CompiledModel Model { get; }
    public double[] Parameters { get; }
    public double[] State { get; }
    public double Time { get; set; }

    public void Start() => Model.Initialise(Parameters, State, Time);

    public double this[string observable]
    {
        get
        {
            var index = Model.ObservableIndex(observable);
            Assert.True(index >= 0, $"No observable '{observable}'.");
            var all = new double[Model.ObservableNames.Length];
            Model.Observe(Time, State, Parameters, all);
            Assert.Equal(all[index], Model.Observe(index, Time, State, Parameters));
            return all[index];
        }
    }

    public void Set(string parameter, double value)
    {
        var row = Model.ParameterIndex(parameter);
        Assert.True(row >= 0, $"No parameter '{parameter}'.");
        Parameters[row] = value;
    }

    public void SetState(string name, double value) => State[Model.StateIndex(name)] = value;

    /// <summary>d(state)/dt.</summary>
    public unsafe double Rate(string state)
    {
        var row = Model.StateIndex(state);
        Assert.True(row >= 0, $"No state '{state}'.");
        using var lanes = new LaneBlock(Model);
        lanes.Broadcast(this);
        Model.Evaluate(lanes.Time.Pointer, lanes.State.Pointer, lanes.Parameters.Pointer, lanes.Derivative.Pointer);
        return lanes.Derivative.Span[8 * row];
    }

    /// <summary>∂(dX/dt)/∂Y.</summary>
    public unsafe double Jacobian(string x, string y)
    {
        using var lanes = new LaneBlock(Model);
        lanes.Broadcast(this);
        lanes.EvaluateWithJacobian();
        var entry = Model.JacobianPattern.IndexOf(Model.StateIndex(x), Model.StateIndex(y));
        return entry < 0 ? 0 : lanes.Jacobian.Span[8 * entry];
    }
}
