using System.Collections.Immutable;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Cli;

/// <summary>What decides a run's results, gathered for its folder: arms, seed, and every file that was read, by content.</summary>
internal static class RunPlans
{
    public static RunPlan Of(PreparedTrial prepared, string trialFile, RunOptions options, IReadOnlyDictionary<string, string> set)
    {
        var trial = prepared.Trial;
        return new RunPlan
        {
            Trial = trial.Study.Id,
            Title = trial.Study.Title.English,
            Assignment = trial.Design.Assignment == Assignment.Twins ? "twins" : "randomised",
            Seed = options.Seed ?? trial.Design.Seed,
            Replicate = options.Replicate,
            PatientsPerArm = options.PatientsPerArm ?? trial.Design.PatientsPerArm,
            Arms = [.. trial.Arms.Select(a => new ArmPlan(a.Id, a.Label.English, options.PatientsPerArm ?? a.Patients))],
            CovariateNames = prepared.Cohort.CovariateNames,
            Pharmacokinetics = [.. trial.Pharmacokinetics.Select(p => new PharmacokineticPlan(p.Id, p.Label.English, p.Unit, p.Day))],
            Findings = [.. trial.Findings.Select(f => new FindingPlan(f.Id, f.Label.English, f.Day, f.Counts))],
            Inputs = Inputs(prepared, trialFile),
            Settings = [.. set.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new RunSetting(s.Key, s.Value))],
        };
    }

    private static ImmutableArray<RunInput> Inputs(PreparedTrial prepared, string trialFile)
    {
        var trial = prepared.Trial;
        var folder = Path.GetDirectoryName(Path.GetFullPath(trialFile))!;
        string Name(string path) => Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace('\\', '/');
        var inputs = ImmutableArray.CreateBuilder<RunInput>();
        inputs.Add(RunInput.OfFile("trial", Name(trialFile), trialFile));
        // The hash of the composed model covers its imports and changes with meaning, not with comments.
        inputs.Add(new RunInput("model", Name(trial.Model.File), prepared.Model.ContentHash));
        if (trial.Model.Fitted is { } fitted) inputs.Add(RunInput.OfFile("fitted values", Name(fitted), fitted));
        if (trial.Population.File is { } population) inputs.Add(RunInput.OfFile("population", Name(population), population));
        foreach (var basis in prepared.Cohort.Specification.BasedOn) inputs.Add(RunInput.OfFile("population", Name(basis), basis));
        if (trial.Compare is { } compare && File.Exists(compare.File)) inputs.Add(RunInput.OfFile("evidence", Name(compare.File), compare.File));
        return inputs.ToImmutable();
    }
}
