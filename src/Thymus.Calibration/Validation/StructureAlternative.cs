using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>The fitted values of another structure than the one that a trial runs with, fitted to the same numbers.</summary>
public sealed record StructureAlternative(string Name, ImmutableArray<(string Name, double Value)> Values, FittedUncertainty Uncertainty)
{
    /// <summary>All values of the structure, drawn within their errors.</summary>
    public IReadOnlyDictionary<string, double> Draw(Func<string, double> normal)
    {
        var values = Values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        foreach (var (name, value) in Uncertainty.Draw(normal)) values[name] = value;
        return values;
    }

    /// <summary>Those of the calibration that wrote a trial's values; empty where it names none. One that was not fitted is an error: the doubt would be smaller than it is.</summary>
    internal static ImmutableArray<StructureAlternative> Of(CalibrationTrace trace, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (trace.Calibrations.IsEmpty || trace.Calibrations[0].Structure is not { } own) return [];
        var calibration = trace.Calibrations[0];
        var found = ImmutableArray.CreateBuilder<StructureAlternative>();
        foreach (var structure in calibration.Structures.Where(s => s.Name != own.Name && s.Rejected is null))
        {
            var file = calibration.WithStructure(structure.Name)!.FittedFile;
            if (!File.Exists(file))
                diagnostics.Error("TV0210", at, $"The structure '{structure.Name}' of {Path.GetFileName(calibration.File)} has no fitted values '{Path.GetFileName(file)}'.",
                    $"Run 'thymus calibrate {calibration.File} --structure {structure.Name} --leave-one-out', or leave 'structures: yes' out.");
            else found.Add(new StructureAlternative(structure.Name, FittedValues.Read(file, diagnostics), FittedUncertainty.Read(file, diagnostics)));
        }
        return found.ToImmutable();
    }
}
