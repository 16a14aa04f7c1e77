using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Populations;

/// <summary>Reads a population file with every fault at once (codes TP…).</summary>
internal static class PopulationReader
{
    private static readonly Dictionary<string, Grade> Grades = new() { ["A"] = Grade.A, ["B"] = Grade.B, ["C"] = Grade.C, ["D"] = Grade.D };
    private static readonly Dictionary<string, bool> Sampling = new() { ["in-order"] = true, ["bootstrap"] = false };

    public static PopulationSpecification? Read(string path, DiagnosticBag diagnostics) => Read(path, [], diagnostics);

    /// <param name="readers">The files that are based on this one: a file among them would be based on itself.</param>
    private static PopulationSpecification? Read(string path, ImmutableArray<string> readers, DiagnosticBag diagnostics)
    {
        if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            var table = PatientTableReader.Read(path, SourceSpan.WholeFile(path), [], inOrder: true, diagnostics);
            return table is null ? null : new PopulationSpecification { File = path, Quantities = [], Table = table };
        }
        return YamlFile.Read(path, "TP", diagnostics) is { } top ? Read(top, readers.Add(Path.GetFullPath(path)), diagnostics) : null;
    }

    public static PopulationSpecification? Read(YamlMap top, DiagnosticBag diagnostics) => Read(top, [], diagnostics);

    private static PopulationSpecification? Read(YamlMap top, ImmutableArray<string> readers, DiagnosticBag diagnostics)
    {
        var faultsBefore = diagnostics.Count(d => d.Severity == Severity.Error);
        var quantities = new List<PopulationQuantity>();
        var bases = ReadBases(top, readers, diagnostics);
        var title = top.Text("title");
        var source = top.Text("source");
        top.Text("description");
        // Of several the later one holds over the earlier.
        ImmutableArray<PopulationQuantity> inherited = [];
        ImmutableArray<Correlation> tied = [];
        foreach (var basis in bases) (inherited, tied) = ([.. Over(inherited, [.. basis.Quantities])], Over(tied, basis.Correlations));
        if (top.Map("covariates") is { } covariates) ReadQuantities(covariates, QuantityRole.Covariate, inherited, quantities);
        if (top.Map("parameters") is { } parameters) ReadQuantities(parameters, QuantityRole.Parameter, inherited, quantities);
        if (bases.Count > 0) quantities = Over(inherited, quantities);
        var table = top.Map("table") is { } section ? ReadTable(section, diagnostics) : null;
        if (table is not null) ReportTwice(quantities, table, diagnostics);
        var correlations = top.Maps("correlations").Select(c => ReadCorrelation(c, quantities)).OfType<Correlation>().ToImmutableArray();
        ReportTwice(correlations, diagnostics);
        if (bases.Count > 0) correlations = Over(tied, correlations);
        top.Finish();
        // After a fault of a quantity the list may be empty for that reason alone.
        if (quantities.Count == 0 && table is null && !diagnostics.HasErrors)
            diagnostics.Error("TP0101", top.Span, "The population has no quantity that varies.", "Give 'covariates', 'parameters' or a 'table'.");
        var specification = new PopulationSpecification
        {
            File = top.File, Title = title, Source = source, Quantities = [.. quantities], Correlations = correlations, Table = table ?? bases.LastOrDefault(b => b.Table is not null)?.Table,
            BasedOn = [.. bases.SelectMany(b => b.BasedOn.Prepend(b.File)).Distinct()],
        };
        if (diagnostics.Count(d => d.Severity == Severity.Error) > faultsBefore) return null;
        CorrelationBlock.Build(specification, diagnostics);
        return diagnostics.Count(d => d.Severity == Severity.Error) > faultsBefore ? null : specification;
    }

    /// <summary>The populations that this one changes a few quantities of, or joins: one or a list.</summary>
    private static List<PopulationSpecification> ReadBases(YamlMap top, ImmutableArray<string> readers, DiagnosticBag diagnostics) =>
        [.. top.Scalars("based-on").Select(named => ReadBasis(top, named, readers, diagnostics)).OfType<PopulationSpecification>()];

    private static PopulationSpecification? ReadBasis(YamlMap top, YamlScalar named, ImmutableArray<string> readers, DiagnosticBag diagnostics)
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(top.File)) ?? ".", named.Text));
        if (readers.Contains(path))
        {
            diagnostics.Error("TP0114", named.Span, $"'{named.Text}' is based on this file.", "A population cannot be based on itself.");
            return null;
        }
        if (File.Exists(path)) return Read(path, readers, diagnostics);
        diagnostics.Error("TP0301", named.Span, $"There is no file '{named.Text}' to be based on.", "The path is relative to this file.");
        return null;
    }

    /// <summary>A quantity named again takes the place of the first; a new one stands last.</summary>
    private static List<PopulationQuantity> Over(ImmutableArray<PopulationQuantity> basis, List<PopulationQuantity> own) =>
        [.. basis.Select(b => own.Find(o => o.Name == b.Name) ?? b), .. own.Where(o => !basis.Any(b => b.Name == o.Name))];

    private static ImmutableArray<Correlation> Over(ImmutableArray<Correlation> basis, ImmutableArray<Correlation> own) =>
        [.. basis.Where(b => !own.Any(o => (o.First, o.Second) == (b.First, b.Second) || (o.First, o.Second) == (b.Second, b.First))), .. own];

    private static void ReadQuantities(YamlMap list, QuantityRole role, ImmutableArray<PopulationQuantity> inherited, List<PopulationQuantity> quantities)
    {
        foreach (var (name, span, _) in list.Keys)
        {
            if (quantities.Find(q => q.Name == name) is { } first)
            {
                list.Diagnostics.Error("TP0102", span, $"'{name}' is defined twice.", $"The first stands at {first.Span}.");
                continue;
            }
            if (!list.IsMap(name))
            {
                if (list.Number(name) is { } value)
                    quantities.Add(new PopulationQuantity(name, role, null, new QuantityLaw(new FixedDistribution(value)), null, null, null, span));
                continue;
            }
            var section = list.Map(name)!;
            var unit = section.Text("unit");
            var grade = section.Choice("grade", Grades);
            var source = section.Text("source");
            var description = section.Text("description");
            var law = ReadLaw(section, [.. inherited.Where(i => quantities.TrueForAll(q => q.Name != i.Name)), .. quantities]);
            section.Finish();
            if (law is not null) quantities.Add(new PopulationQuantity(name, role, unit, law, source, grade, description, span));
        }
    }

    private static QuantityLaw? ReadLaw(YamlMap section, List<PopulationQuantity> before)
    {
        if (section.Text("given") is not { } given)
            return DistributionReader.Read(section) is { } one ? new QuantityLaw(one) : null;
        var covariate = before.Find(q => q.Name == given)?.Law.Distribution as CategoricalDistribution;
        if (covariate is null)
            section.Diagnostics.Error("TP0104", section.SpanAt("given"), $"'{section.Path}' is given '{given}', which is no categorical quantity before it.",
                Advice.DidYouMean(given, "categorical quantities", before.Where(q => q.Law.Distribution is CategoricalDistribution).Select(q => q.Name)));
        var cases = ImmutableArray.CreateBuilder<(double, Distribution)>();
        if (section.RequiredMap("cases") is { } list)
        {
            foreach (var (code, span, _) in list.Keys)
            {
                var entry = list.Map(code);
                if (entry is null || !double.TryParse(code, System.Globalization.CultureInfo.InvariantCulture, out var number))
                {
                    list.Diagnostics.Error("TP0105", span, $"The case '{code}' of '{section.Path}' is no code with a distribution.");
                    continue;
                }
                if (DistributionReader.Read(entry) is { } distribution) cases.Add((number, distribution));
                entry.Finish();
            }
        }
        if (covariate is not null && covariate.Codes.Where(c => !cases.Any(k => k.Item1 == c)).ToList() is { Count: > 0 } missing)
        {
            section.Diagnostics.Error("TP0111", section.Span, $"'{section.Path}' has no case for {given} = {string.Join(", ", missing)}.");
            return null;
        }
        return cases.Count > 0 ? new QuantityLaw(null, given, cases.ToImmutable()) : null;
    }

    private static Correlation? ReadCorrelation(YamlMap section, List<PopulationQuantity> quantities)
    {
        var between = section.Scalars("between");
        section.Text("source");
        var rho = section.Number("rho");
        var covariance = section.Number("covariance");
        section.Finish();
        if (between.Count != 2)
        {
            section.Diagnostics.Error("TP0106", section.Span, $"A correlation is between two quantities; {between.Count} are named.");
            return null;
        }
        var pair = new PopulationQuantity?[2];
        for (var i = 0; i < 2; i++)
        {
            pair[i] = quantities.Find(q => q.Name == between[i].Text);
            if (pair[i] is null)
                section.Diagnostics.Error("TP0107", between[i].Span, $"There is no quantity '{between[i].Text}' to correlate.",
                    Advice.DidYouMean(between[i].Text, "quantities", quantities.Select(q => q.Name)));
        }
        if (pair[0] is null || pair[1] is null) return null;
        if (pair[0] == pair[1])
        {
            section.Diagnostics.Error("TP0112", between[1].Span, $"'{between[0].Text}' is correlated with itself.", "Name two different quantities.");
            return null;
        }
        if (covariance is { } c)
        {
            if (Scale(pair[0]!) is not { } a || Scale(pair[1]!) is not { } b)
            {
                section.Diagnostics.Error("TP0108", section.Span, "A covariance needs two normal or lognormal quantities; give 'rho' instead.");
                return null;
            }
            rho = c / (a * b);
        }
        if (rho is null or < -1 or > 1 || double.IsNaN(rho.Value))
        {
            section.Diagnostics.Error("TP0109", section.Span, rho is null ? "A correlation needs 'rho' or 'covariance'." : $"The correlation is {rho:0.###}; it lies between −1 and 1.");
            return null;
        }
        return new Correlation(between[0].Text, between[1].Text, rho.Value, section.Span);
    }

    private static double? Scale(PopulationQuantity quantity) => quantity.Law.Distribution switch
    {
        LognormalDistribution l => l.Omega,
        NormalDistribution n => n.StandardDeviation,
        TruncatedDistribution { Inner: LognormalDistribution l } => l.Omega,
        TruncatedDistribution { Inner: NormalDistribution n } => n.StandardDeviation,
        _ => null,
    };

    private static PatientTable? ReadTable(YamlMap section, DiagnosticBag diagnostics)
    {
        var file = section.RequiredText("file");
        var inOrder = section.Choice("sample", Sampling) ?? false;
        var columns = section.Scalars("columns").Select(c => c.Text).ToImmutableArray();
        section.Finish();
        if (file is null) return null;
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(section.File)) ?? ".", file);
        return PatientTableReader.Read(path, section.SpanAt("file"), columns, inOrder, diagnostics);
    }

    private static void ReportTwice(ImmutableArray<Correlation> correlations, DiagnosticBag diagnostics)
    {
        var first = new Dictionary<(string, string), Correlation>();
        foreach (var pair in correlations)
        {
            var key = string.CompareOrdinal(pair.First, pair.Second) < 0 ? (pair.First, pair.Second) : (pair.Second, pair.First);
            if (!first.TryAdd(key, pair))
                diagnostics.Error("TP0113", pair.Span, $"'{pair.First}' and '{pair.Second}' are correlated twice.", $"The first stands at {first[key].Span}.");
        }
    }

    private static void ReportTwice(List<PopulationQuantity> quantities, PatientTable table, DiagnosticBag diagnostics)
    {
        foreach (var quantity in quantities.Where(q => table.Columns.Contains(q.Name)))
            diagnostics.Error("TP0102", quantity.Span, $"'{quantity.Name}' is defined here and is a column of '{table.File}'.", "Leave one of the two out.");
    }
}
