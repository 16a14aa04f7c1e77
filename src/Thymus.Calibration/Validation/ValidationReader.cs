using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Reads a validation file with every fault at once, those of its trials among them.</summary>
internal static class ValidationReader
{
    private static readonly Dictionary<string, Match> Matches = new() { ["yes"] = Match.Yes, ["no"] = Match.No, ["unknown"] = Match.Unknown };

    private static readonly Dictionary<string, bool> YesNo = new() { ["yes"] = true, ["no"] = false };

    private static readonly Dictionary<string, int> Assessors = new() { ["investigator"] = 0, ["central"] = 1, ["unknown"] = 2 };

    public static ValidationSpecification? Read(string path, DiagnosticBag diagnostics)
    {
        if (YamlFile.Read(path, "TV", diagnostics) is not { } root) return null;
        var replicates = root.Integer("replicates", ValidationSpecification.FewestReplicates, 10_000) ?? 12;
        var (evidence, ledger, breaches) = (PathAt(root, "evidence"), PathAt(root, "ledger"), PathAt(root, "breaches"));
        var (calibrations, trials) = (PathAt(root, "calibrations", isFolder: true), PathAt(root, "trial-files", isFolder: true));
        var structures = root.Choice("structures", YesNo) ?? false;
        var arms = root.Has("arms") ? PathAt(root, "arms") : null;
        var entries = ImmutableArray.CreateBuilder<ValidationEntry>();
        foreach (var map in root.Maps("trials"))
        {
            if (ReadEntry(map) is not { } entry) continue;
            if (entries.Any(e => e.Id == entry.Id)) map.Error(102, entry.Span, $"The id '{entry.Id}' stands twice.");
            entries.Add(entry);
        }
        root.Finish();
        if (entries.Count == 0 && !diagnostics.HasErrors) root.Error(101, root.Span, "No trial is listed.", "List them below 'trials:'.");
        if (diagnostics.HasErrors) return null;
        return new ValidationSpecification
        {
            File = path, Replicates = (int)replicates, Entries = entries.ToImmutable(), Evidence = evidence!, Arms = arms, Ledger = ledger!, Breaches = breaches!,
            Structures = structures, Calibrations = calibrations!, TrialFiles = trials!,
        };
    }

    private static ValidationEntry? ReadEntry(YamlMap map)
    {
        var id = map.RequiredText("id");
        var file = map.RequiredScalar("file");
        var fitted = map.Scalar("fitted");
        map.RequiredScalar("tumour");
        map.RequiredScalar("population");
        map.RequiredScalar("assessor");
        var (tumour, population) = (map.Text("tumour"), map.Choice("population", Matches));
        var assessor = map.Choice("assessor", Assessors);
        var note = ReadNote(map.Map("note"));
        var grades = map.Maps("grades").Select(ReadGrades).OfType<GradeTable>().ToImmutableArray();
        var inputs = ReadInputs(map);
        var frozen = map.Map("frozen") is { } section ? ReadFrozen(section) : null;
        var fresh = map.Scalars("new-arms");
        var set = map.Map("set") is { } sets ? sets.Keys.ToDictionary(k => k.Text, k => sets.Text(k.Text) ?? "", StringComparer.Ordinal) : [];
        map.Finish();
        if (id is null || file is not { } named || tumour is null || population is not { } match || assessor is null) return null;
        if (ReadTrial(map, named, fitted, set) is not { } trial) return null;
        foreach (var arm in fresh.Where(a => trial.Arms.All(t => t.Id != a.Text)))
            map.Error(103, arm.Span, $"The trial has no arm '{arm.Text}'.", Advice.DidYouMean(arm.Text, "arms", trial.Arms.Select(a => a.Id)));
        return new ValidationEntry
        {
            Id = id, Trial = trial, Note = note, HasOwnFitted = fitted is not null || set.ContainsKey("model.fitted"), Tumour = tumour, Population = match,
            Assessor = assessor == 2 ? "" : Assessors.First(a => a.Value == assessor).Key, Grades = grades, Inputs = inputs,
            NewArms = [.. fresh.Select(a => a.Text)], Frozen = frozen, Span = map.Span,
        };
    }

    private static TrialSpecification? ReadTrial(YamlMap map, YamlScalar file, YamlScalar? fitted, Dictionary<string, string> set)
    {
        var path = Resolve(map, file.Text);
        if (!File.Exists(path))
        {
            map.Error(104, file.Span, $"There is no trial '{file.Text}'.");
            return null;
        }
        // A trial names its fitted values by a path from its own folder.
        if (fitted is { } values) set["model.fitted"] = values.Text == "none" ? "none" : Path.GetRelativePath(Path.GetDirectoryName(path)!, Resolve(map, values.Text));
        var read = TrialSpecification.Read(path, set);
        map.Diagnostics.Add(read.Diagnostics);
        if (read.Trial is { Compare: null }) map.Error(105, file.Span, $"The trial '{file.Text}' compares nothing with what was published.", "Give it a section 'compare' (docs/trials.md).");
        if (read.Trial is { Design.Assignment: Assignment.Twins }) map.Error(106, file.Span, $"The arms of '{file.Text}' are twins, which no trial is.");
        return read.Trial is { Compare: not null } trial ? trial : null;
    }

    private static ImmutableDictionary<string, string> ReadNote(YamlMap? map) =>
        map is null ? ImmutableDictionary<string, string>.Empty : map.Keys.ToImmutableDictionary(k => k.Text, k => map.Text(k.Text) ?? "", StringComparer.Ordinal);

    private static GradeTable? ReadGrades(YamlMap map)
    {
        var file = map.RequiredScalar("table");
        var drugs = map.Scalars("drugs").Select(d => d.Text).ToImmutableArray();
        map.Finish();
        if (file is not { } named) return null;
        if (File.Exists(Resolve(map, named.Text))) return new GradeTable(Resolve(map, named.Text), drugs, named.Span);
        map.Error(104, named.Span, $"There is no table '{named.Text}'.");
        return null;
    }

    private static ImmutableArray<ArmKey> ReadInputs(YamlMap parent)
    {
        var inputs = ImmutableArray.CreateBuilder<ArmKey>();
        foreach (var map in parent.Maps("inputs"))
        {
            var arms = map.RequiredScalar("arms");
            map.RequiredText("why");
            map.Finish();
            if (arms is not { } text) continue;
            if (ArmKey.TryParse(text.Text, out var key, out var fault)) inputs.Add(key!);
            else map.Error(107, text.Span, $"'{text.Text}' is no arm_key: {fault}.");
        }
        return inputs.ToImmutable();
    }

    private static FrozenPrediction? ReadFrozen(YamlMap map)
    {
        var (on, published, hash) = (Day(map, "on"), Day(map, "published"), map.RequiredText("hash"));
        map.Finish();
        return on is { } a && published is { } b && hash is not null ? new FrozenPrediction(a, hash, b, map.Span) : null;
    }

    private static DateOnly? Day(YamlMap map, string key)
    {
        if (map.RequiredScalar(key) is not { } scalar) return null;
        if (DateOnly.TryParseExact(scalar.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        map.Error(108, scalar.Span, $"'{scalar.Text}' is no day.", "Write 2026-03-31.");
        return null;
    }

    private static string? PathAt(YamlMap root, string key, bool isFolder = false)
    {
        if (root.RequiredScalar(key) is not { } scalar) return null;
        var path = Resolve(root, scalar.Text);
        if (isFolder ? Directory.Exists(path) : File.Exists(path)) return path;
        root.Error(104, scalar.Span, $"There is no {(isFolder ? "folder" : "file")} '{scalar.Text}'.");
        return null;
    }

    private static string Resolve(YamlMap map, string file) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(map.File))!, file));
}
