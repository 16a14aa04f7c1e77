namespace Thymus.Simulation.Tests;

/// <summary>Products and sums become one operation only where nothing else would notice.</summary>
public sealed class ProductSumsTests
{
    private readonly ExpressionGraph _graph = new([Rate.Patient, Rate.Patient, Rate.Patient]);

    [Fact]
    public void A_product_and_the_sum_that_reads_it_are_rounded_once()
    {
        var (x, y, z) = (_graph.State(0), _graph.State(1), _graph.State(2));
        var product = _graph.Multiply(x, y);
        Assert.Equal([Operation.AddProduct], Operations(_graph.Add(product, z)));
        Assert.Equal([Operation.AddProduct], Operations(_graph.Add(z, product)));
        Assert.Equal([Operation.SubtractProduct], Operations(_graph.Subtract(z, product)));
        Assert.Equal([Operation.SubtractFromProduct], Operations(_graph.Subtract(product, z)));
        Assert.Equal([Operation.Multiply, Operation.AddProduct], Operations(_graph.Add(product, _graph.Multiply(y, z))));

        // (1 + 2⁻³⁰)² − (1 + 2⁻²⁹) is 2⁻⁶⁰, which a rounded square has lost.
        var square = _graph.Subtract(product, z);
        var near = 1 + Math.ScaleB(1, -30);
        Assert.Equal(Math.ScaleB(1, -60), Value(ProductSums.Join(Plan(square)), near, near, 1 + Math.ScaleB(1, -29)));
        Assert.Equal(0, Value(Plan(square), near, near, 1 + Math.ScaleB(1, -29)));
    }

    [Fact]
    public void What_flows_from_one_pool_into_another_is_one_number()
    {
        var flow = _graph.Multiply(_graph.State(0), _graph.Parameter(0));
        var (loss, gain) = (_graph.Subtract(_graph.State(1), flow), _graph.Add(_graph.State(2), flow));
        Assert.Equal([Operation.Multiply, Operation.Subtract, Operation.Add], Operations(loss, gain));
        Assert.Equal([Operation.Multiply, Operation.Add], Operations(flow, gain));
    }

    [Fact]
    public void What_a_relation_compares_and_what_is_rounded_stays_as_it_is_written()
    {
        var sum = _graph.Add(_graph.Multiply(_graph.State(0), _graph.State(1)), _graph.State(2));
        var turned = _graph.Select(_graph.Binary(Operation.Less, _graph.Multiply(sum, sum), _graph.Time()), _graph.Constant(1), _graph.Constant(2));
        Assert.DoesNotContain(Operation.AddProduct, Operations(turned));
        Assert.DoesNotContain(Operation.AddProduct, Operations(_graph.Unary(Operation.Floor, sum)));
        Assert.Contains(Operation.AddProduct, Operations(_graph.Unary(Operation.Sqrt, sum)));
    }

    private Operation[] Operations(params int[] nodes) =>
        [.. ProductSums.Join(Plan(nodes)).Instructions.Select(i => i.Operation).Where(o => !o.IsLeaf())];

    private EvaluationPlan Plan(params int[] nodes) => EvaluationPlan.Create(_graph, nodes);

    private static double Value(EvaluationPlan plan, params double[] state) => Interpreter.Value(plan, 0, state, []);
}
