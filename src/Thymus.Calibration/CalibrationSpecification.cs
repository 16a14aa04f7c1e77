using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>What is fitted, to what, from where: a calibration file, checked.</summary>
public sealed record CalibrationSpecification
{
    public required string File { get; init; }
    public string? Title { get; init; }

    /// <summary>Trial files; a target names its trial by position where there are several.</summary>
    public required ImmutableArray<CalibrationTrial> Trials { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Per arm and replicate; the same draws in every evaluation (common random numbers).</summary>
    public required int Patients { get; init; }

    /// <summary>Independent cohorts that every evaluation averages over.</summary>
    public required int Replicates { get; init; }

    /// <summary>Values are found by weighting one pool of patients; null: by simulating anew at each step.</summary>
    public PoolSettings? Pool { get; init; }

    /// <summary>What may differ between trials; null for nothing.</summary>
    public BetweenTrials? Between { get; init; }

    public required ImmutableArray<CalibrationTarget> Targets { get; init; }
    public required ImmutableArray<CalibratedParameter> Parameters { get; init; }

    /// <summary>Values that an earlier calibration found and that hold here, unless they are fitted again; null for none.</summary>
    public string? Frozen { get; init; }

    /// <summary>What <see cref="Frozen"/> holds and this calibration does not fit.</summary>
    public ImmutableArray<(string Name, double Value)> FrozenValues { get; init; } = [];

    /// <summary>How sure the earlier calibration was of all that it fitted; also of what is fitted again here.</summary>
    public FittedUncertainty FrozenUncertainty { get; init; } = FittedUncertainty.None;

    /// <summary>Alternative structures, the first of them the file's own; empty for none.</summary>
    public ImmutableArray<Structure> Structures { get; init; } = [];

    /// <summary>The one that is fitted; null where the file names none.</summary>
    public Structure? Structure { get; init; }

    /// <summary>The study whose numbers are not read, so that the rest can predict it; null for none.</summary>
    public string? LeftOut { get; init; }

    /// <summary>What a table calls it: <c>melanoma.yaml</c>, or <c>melanoma.yaml, exhaustion-limited, without KEYNOTE-006</c>.</summary>
    public string Name => Path.GetFileName(File) + (Alternative is { } structure ? $", {structure}," : "") + (LeftOut is null ? "" : $" without {LeftOut}");

    /// <summary>The file that the fitted values go to, beside the calibration file: <c>NAME.yaml</c> → <c>NAME.fitted.yaml</c>; of another structure than the file's own
    /// <c>NAME.STRUCTURE.fitted.yaml</c>, and, where a study is left out, <c>….without-STUDY.fitted.yaml</c>.</summary>
    public string FittedFile => Path.ChangeExtension(File, (Alternative is { } structure ? "." + structure : "") + (LeftOut is null ? "" : Without + LeftOut) + FittedEnding);

    /// <summary>The structure's name where it is not the file's own.</summary>
    private string? Alternative => Structure is null || Structure == Structures[0] ? null : Structure.Name;

    private const string FittedEnding = ".fitted.yaml";
    private const string Without = ".without-";

    /// <summary>Studies of which some patients are in a target.</summary>
    public ImmutableArray<string> Studies => [.. Targets.SelectMany(t => t.Published.Row.Arms.Studies).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The same calibration without the numbers of a study; trials that then have no target are not simulated.</summary>
    /// <returns>Null where no target, or no other target, is of that study.</returns>
    public CalibrationSpecification? WithoutStudy(string study)
    {
        var kept = Targets.Where(t => !t.Published.Row.Arms.Studies.Contains(study)).ToList();
        if (kept.Count == 0 || kept.Count == Targets.Length) return null;
        var trials = kept.Select(t => t.Trial).Distinct().Order().ToList();
        return this with
        {
            LeftOut = study,
            Trials = [.. trials.Select(t => Trials[t])],
            Targets = [.. kept.Select(t => t with { Trial = trials.IndexOf(t.Trial) })],
        };
    }

    /// <summary>The same calibration of another structure, with the values and starts that this has.</summary>
    /// <returns>Null where the file names no such structure.</returns>
    public CalibrationSpecification? WithStructure(string name) => Structures.FirstOrDefault(s => s.Name == name) is not { } structure ? null : this with
    {
        Structure = structure,
        Parameters = [.. Parameters.Select(p => structure.Starts.TryGetValue(p.Name, out var start) ? p with { Start = start } : p)],
    };

    /// <summary>The calibration that wrote a file of fitted values, the structure (null for the file's own) and the study that it left out; null where the name is of no such file.</summary>
    public static (string File, string? Structure, string? LeftOut)? WriterOf(string fitted)
    {
        if (!fitted.EndsWith(FittedEnding, StringComparison.Ordinal)) return null;
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(fitted))!, Path.GetFileName(fitted)[..^FittedEnding.Length]);
        string? study = null;
        if (name.IndexOf(Without, StringComparison.Ordinal) is >= 0 and var at) (name, study) = (name[..at], name[(at + Without.Length)..]);
        // A name may have a dot of its own, so what stands behind the last one is a structure only where no file has the whole name.
        var whole = Path.Combine(folder, name + ".yaml");
        var dot = name.LastIndexOf('.');
        return dot < 0 || System.IO.File.Exists(whole) ? (whole, null, study) : (Path.Combine(folder, name[..dot] + ".yaml"), name[(dot + 1)..], study);
    }

    /// <summary>Reads a calibration file; null after an error.</summary>
    public static CalibrationSpecification? Read(string path, DiagnosticBag diagnostics) => CalibrationReader.Read(path, diagnostics);
}

/// <param name="Set">Values of the trial file that differ while it is calibrated (a shorter follow-up), by path.</param>
public sealed record CalibrationTrial(string File, ImmutableDictionary<string, string> Set, SourceSpan Span);

/// <param name="Endpoint">In the ids of a trial's summary: <c>OS.rate@182.625</c>.</param>
/// <param name="Reference">The other arm of a contrast; null for an estimate in one arm.</param>
public sealed record CalibrationTarget(PublishedNumber Published, int Trial, string Arm, string? Reference, string Endpoint, SourceSpan Span);

/// <summary>A symbol of the model that has one value for all patients.</summary>
/// <param name="Scale">What the search moves on; the prior's spread is on it too.</param>
/// <param name="PriorStandardDeviation">On the parameter's scale; NaN for no prior.</param>
public sealed record CalibratedParameter(
    string Name, double Start, double Lower, double Upper, ParameterScale Scale, double Prior, double PriorStandardDeviation, string? Why, SourceSpan Span)
{
    public bool HasPrior => !double.IsNaN(PriorStandardDeviation);

    /// <summary>The lognormal quantity of the population that says how a patient differs from this typical value: it multiplies the value (log scale) or its
    /// odds (logit scale) in the model. Null where all patients have the value itself.</summary>
    public string? Spread { get; init; }

    /// <summary>Files of the trials whose numbers depend on it; empty: all whose model has it. A drug's value says nothing in a trial that does not give the drug, and its spread may
    /// be another drug's there.</summary>
    public ImmutableArray<string> OnlyIn { get; init; } = [];

    internal double ToScale(double value) => Scale.To(value);

    internal double FromScale(double value) => Scale.From(value);
}
