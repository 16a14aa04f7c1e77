using Thymus.Numerics;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

/// <summary>Additions, multiplications and divisions of a step; a function of the exponential kind counts as twenty.</summary>
internal static class Arithmetic
{
    private const int Stages5 = 6;
    private const int Stages8 = 12;
    private const int StagesP = 8;

    /// <summary>Of one patient, as the formulas ask: no work on masks, samples or the choice of steps.</summary>
    public static double PerStep(CompiledModel model, Method method)
    {
        var (program, n) = (model.Program, model.StateCount);
        var rightHandSide = Of(program.RightHandSide);
        if (method == Method.DormandPrince8)
            // Terms of stage arguments and errors, each two operations; the error test twenty.
            return Stages8 * rightHandSide + n * (2 * (DormandPrince8Tableau.A.Sum(row => row.Count(a => a != 0)) + Stages8 + 11) + 20);
        if (method == Method.DormandPrince5)
            // Stage arguments of 1 to 6 slopes and an error of 6, each term two operations; the error test five.
            return Stages5 * rightHandSide + n * (2 * (1 + 2 + 3 + 4 + 5 + 6 + 6) + 2 * 7 + 5);
        return Of(program.WithJacobian) + (StagesP - 1) * rightHandSide + Of(program.Lu.FactorOperations) + StagesP * Of(program.Lu.SolveOperations)
            + n * (2 * (1 + 2 + 3 + 4 + 5) + 2 * (1 + 2 + 3 + 4 + 5 + 6 + 7) + 2 * 14 + 5);
    }

    private static double Of(IEnumerable<LuOperation> operations) => operations.Sum(o => o.Kind switch
    {
        LuOperationKind.Eliminate or LuOperationKind.Substitute => 2,
        LuOperationKind.Invert or LuOperationKind.Scale or LuOperationKind.ScaleRightHandSide => 1,
        _ => 0,
    });

    private static double Of(EvaluationPlan plan) => plan.Instructions.Sum(i => i.Operation switch
    {
        Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Divide or Operation.Sqrt => 1,
        Operation.AddProduct or Operation.SubtractProduct or Operation.SubtractFromProduct => 2,
        >= Operation.Power and <= Operation.Atanh => 20,
        _ => 0,
    });
}
