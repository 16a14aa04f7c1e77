using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Cli;

/// <summary>What <c>thymus simulate --data</c> does: the subjects of a file of event records, a row a record.</summary>
internal static class DataSimulation
{
    /// <summary>The word for covariates that hold to the next record.</summary>
    public const string Forward = "locf";

    /// <summary>The options that concern a data file.</summary>
    public sealed record Options(string? File, string Covariates)
    {
        public CovariateRule Rule => Covariates == Forward ? CovariateRule.Forward : CovariateRule.Backward;
    }

    public static int Simulate(Screen screen, ModelDefinition definition, string file, EventDataSettings settings, SensitivityOptions sensitivities, Action<Action<TextWriter>> deliver)
    {
        var faults = new DiagnosticBag();
        using var model = Compile(definition, file, sensitivities, faults, out var data);
        if (model is not null) settings = settings with { Observables = sensitivities.Columns(model, settings.Observables) };
        if (model is not null) faults.Add(EventDataRunner.Check(model, data!, settings));
        screen.Print(faults);
        if (model is null || faults.HasErrors) return ExitCode.InputFault;

        var failed = new List<SubjectTrajectory>();
        deliver(writer => EventDataRunner.Write(Watched(), EventDataRunner.ColumnsOf(model, settings), writer));
        foreach (var subject in failed)
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"thymus: ID {subject.Id} stopped early at {subject.Reached:R} ({subject.Status}): {subject.Reason}"));
        return failed.Count == 0 ? ExitCode.Success : ExitCode.Failure;

        IEnumerable<SubjectTrajectory> Watched()
        {
            foreach (var subject in EventDataRunner.Run(model, data!, settings))
            {
                if (subject.Status != IntegrationStatus.Completed) failed.Add(subject);
                yield return subject;
            }
        }
    }

    /// <summary>The model with an infusion into every species that the file doses.</summary>
    private static CompiledModel? Compile(ModelDefinition definition, string file, SensitivityOptions sensitivities, DiagnosticBag faults, out EventData? data)
    {
        data = EventDataReader.Read(file, definition, faults);
        if (data is null) return null;
        var species = definition.Species.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        return CompiledModel.Compile(definition, sensitivities.For(new CompileOptions { DosedSpecies = [.. data.Dosed.Where(species.Contains)] }), faults);
    }
}
