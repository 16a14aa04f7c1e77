using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Names a model by what it means.</summary>
/// <remarks>
/// The hash is taken of a canonical text: one line an object, sorted by identifier where order has no meaning, formulas as prefix
/// expressions, numbers in the shortest form that reads back. Places, display names and the file's name are left out, so the same model
/// read from Antimony and from SBML has one hash.
/// </remarks>
internal static class ModelHash
{
    public static string Of(ModelDefinition model) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(model))));

    internal static string CanonicalText(ModelDefinition model)
    {
        var lines = new List<string>
        {
            $"units {model.TimeUnit} {model.SubstanceUnit} {model.VolumeUnit} {model.AreaUnit} {model.LengthUnit} {model.ExtentUnit}",
            $"conversion {model.ConversionFactor}",
        };
        AddSorted(lines, model.UnitDefinitions, u =>
            $"unit {u.Id} {string.Join(' ', u.Parts.Select(p => $"({Of(p.Multiplier)}·10^{p.Scale}·{p.Kind})^{Of(p.Exponent)}"))}");
        AddSorted(lines, model.Functions, f => $"function {f.Id}({string.Join(',', f.Arguments)}) {Of(f.Body)}");
        AddSorted(lines, model.Compartments, c =>
            $"compartment {c.Id} {Of(c.Size)} {c.Unit} {c.Constant} {Of(c.SpatialDimensions)}");
        AddSorted(lines, model.Species, s =>
            $"species {s.Id} in {s.Compartment} {Of(s.InitialAmount)} {Of(s.InitialConcentration)} {s.HasOnlySubstanceUnits} "
            + $"{s.BoundaryCondition} {s.Constant} {s.SubstanceUnit} {s.ConversionFactor}");
        AddSorted(lines, model.Parameters, Of);
        AddSorted(lines, model.InitialAssignments, a => $"initial {a.Variable} {Of(a.Value)}");
        AddSorted(lines, model.Rules, rule => rule switch
        {
            AssignmentRule a => $"assign {a.Variable} {Of(a.Value)}",
            RateRule r => $"rate {r.Variable} {Of(r.Value)}",
            _ => $"algebraic {Of(rule.Value)}",
        });
        AddSorted(lines, model.Reactions, r =>
            $"reaction {r.Id} {Of(r.Reactants)} -> {Of(r.Products)} rate {(r.Rate is null ? "" : Of(r.Rate))} fast {r.Fast} "
            + string.Join(' ', r.LocalParameters.OrderBy(p => p.Id, StringComparer.Ordinal).Select(Of)));
        // Simultaneous events without priority are executed in file order, so that order is part of the meaning.
        lines.AddRange(model.Events.Select(e =>
            $"event {e.Id} {Of(e.Trigger)} {e.InitialValue} {e.Persistent} {e.UseValuesFromTriggerTime} "
            + $"delay {(e.Delay is null ? "" : Of(e.Delay))} priority {(e.Priority is null ? "" : Of(e.Priority))} "
            + string.Join("; ", e.Assignments.Select(a => $"{a.Variable} {Of(a.Value)}"))));
        AddSorted(lines, model.Constraints, c => $"constraint {Of(c.Condition)}");
        return string.Join('\n', lines);
    }

    private static void AddSorted<T>(List<string> lines, ImmutableArray<T> items, Func<T, string> text) =>
        lines.AddRange(items.Select(text).Order(StringComparer.Ordinal));

    private static string Of(Parameter p) => $"parameter {p.Id} {Of(p.Value)} {p.Unit} {p.Constant}";

    private static string Of(ImmutableArray<SpeciesReference> references) => string.Join(" + ", references.Select(r =>
        $"{r.Id}:{(r.Stoichiometry is null ? "" : Of(r.Stoichiometry))}·{r.Species}"));

    private static string Of(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Of(Expression e) => e switch
    {
        NumberExpression n => n.Unit is null ? Of(n.Value) : $"{Of(n.Value)}[{n.Unit}]",
        SymbolExpression s => s.Name,
        TimeExpression => "<time>",
        AvogadroExpression => "<avogadro>",
        CallExpression c => $"{c.Function}({string.Join(',', c.Arguments.Select(Of))})",
        UserCallExpression u => $"@{u.Function}({string.Join(',', u.Arguments.Select(Of))})",
        _ => throw new InvalidOperationException($"Unknown kind of formula: {e.GetType().Name}."),
    };
}
