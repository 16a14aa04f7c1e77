using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Every number that some calibration used on the way to the fitted values of a trial: its own targets, and those of what it took as frozen.</summary>
public sealed record CalibrationTrace(ImmutableArray<CalibrationSpecification> Calibrations)
{
    public static CalibrationTrace Empty { get; } = new([]);

    public IEnumerable<CalibrationTarget> Targets => Calibrations.SelectMany(c => c.Targets);

    /// <summary>Follows a file of fitted values back to its calibrations. One that cannot be found is an error: leakage could not be ruled out.</summary>
    public static CalibrationTrace Of(TrialSpecification trial, DiagnosticBag diagnostics)
    {
        var found = ImmutableArray.CreateBuilder<CalibrationSpecification>();
        for (var fitted = trial.Model.Fitted; fitted is not null;)
        {
            if (CalibrationSpecification.WriterOf(fitted) is not { } writer || !File.Exists(writer.File))
            {
                diagnostics.Error("TV0201", trial.Model.Span, $"The calibration that wrote '{fitted}' is not there, so nobody can tell what it was fitted to.",
                    "NAME.fitted.yaml is written by NAME.yaml in the same folder, NAME.STRUCTURE.fitted.yaml by 'thymus calibrate NAME.yaml --structure STRUCTURE', NAME.without-STUDY.fitted.yaml with '--leave-out STUDY'.");
                return Empty;
            }
            if (found.Any(c => Path.GetFullPath(c.File) == writer.File) || CalibrationSpecification.Read(writer.File, diagnostics) is not { } calibration) break;
            if (writer.Structure is { } structure)
            {
                if (calibration.WithStructure(structure) is not { } alternative)
                {
                    diagnostics.Error("TV0209", trial.Model.Span, $"'{fitted}' is of the structure '{structure}', which {writer.File} does not name.",
                        Advice.DidYouMean(structure, "structures", calibration.Structures.Select(s => s.Name)));
                    return Empty;
                }
                calibration = alternative;
            }
            if (writer.LeftOut is { } study)
            {
                if (calibration.WithoutStudy(study) is not { } fold)
                {
                    diagnostics.Error("TV0208", trial.Model.Span, $"'{fitted}' says that it leaves out '{study}', of which {writer.File} has no target, or no other.",
                        Advice.DidYouMean(study, "studies", calibration.Studies));
                    return Empty;
                }
                calibration = fold;
            }
            found.Add(calibration);
            fitted = calibration.Frozen;
        }
        return new CalibrationTrace(found.ToImmutable());
    }
}
