namespace Thymus.Simulation;

/// <summary>The rows of the parameter block before derived constants: settable, infusion rates, thresholds, held values.</summary>
internal sealed class ParameterLayout
{
    private int _drawsTaken;
    private readonly List<string> _names = [];
    private readonly List<double> _defaults = [];
    private readonly List<Rate> _rates = [];
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => _names;

    public IReadOnlyList<double> Defaults => _defaults;

    public IReadOnlyList<Rate> Rates => _rates;

    public int SettableCount { get; private set; }

    /// <summary>Rows by name; <c>X</c> and <c>init(X)</c> are the same row where X changes in time.</summary>
    public IReadOnlyDictionary<string, int> Rows => _rows;

    /// <summary>The row of each watch's threshold, in order of the options.</summary>
    public List<int> Thresholds { get; } = [];

    /// <summary>Rows that hold numbers drawn for one formula, in the order in which formulas that draw are lowered.</summary>
    public List<int> Draws { get; } = [];

    public static string InfusionName(string species) => $"rate({species})";

    public static string LocalName(string reaction, string parameter) => $"{reaction}.{parameter}";

    public static ParameterLayout Create(SymbolTable table, CompileOptions options)
    {
        var layout = new ParameterLayout();
        foreach (var symbol in table.Ordered)
        {
            if (symbol.Role is SymbolRole.Assigned or SymbolRole.Reaction) continue;
            var name = symbol.Role == SymbolRole.Settable ? symbol.Name : $"init({symbol.Name})";
            symbol.SettableRow = layout.Add(name, StartValue(symbol), Rate.Patient);
            layout._rows[symbol.Name] = symbol.SettableRow;
        }
        foreach (var reaction in table.Model.Reactions.OrderBy(r => r.Id, StringComparer.Ordinal))
            foreach (var local in reaction.LocalParameters)
                layout.Add(LocalName(reaction.Id, local.Id), local.Value ?? double.NaN, Rate.Patient);
        layout.SettableCount = layout._names.Count;

        foreach (var symbol in table.Ordered)
            if (symbol.IsDosed) symbol.InfusionRow = layout.Add(InfusionName(symbol.Name), 0, Rate.Segment);
        foreach (var watch in options.Watches)
            layout.Thresholds.Add(layout.Add($"threshold({watch.Name})", CompiledModel.NoThreshold, Rate.Segment));
        foreach (var symbol in table.Ordered)
            if (symbol.Role == SymbolRole.Held) symbol.HeldRow = layout.Add($"now({symbol.Name})", double.NaN, Rate.Patient);
        for (var draw = DrawLowering.MostDraws(table); draw > 0; draw--)
            layout.Draws.Add(layout.Add($"draw({layout.Draws.Count})", double.NaN, Rate.Segment));
        return layout;
    }

    /// <summary>A row that the integration fills at every stage; rows of this kind come last.</summary>
    public int AddStageRow(string name) => Add(name, double.NaN, Rate.Stage);

    /// <summary>A row that is filled at the start and changed by events alone.</summary>
    public int AddHeldRow(string name, double value) => Add(name, value, Rate.Patient);

    /// <summary>The next of <see cref="Draws"/> that nothing has taken.</summary>
    public int NextDrawRow() => Draws[_drawsTaken++];

    public int LocalRow(string reaction, string parameter) => _rows[LocalName(reaction, parameter)];

    /// <summary>NaN where an initial assignment decides; a user who sets the row overrides the assignment.</summary>
    private static double StartValue(ModelSymbol symbol)
    {
        if (symbol.InitialAssignment is not null) return double.NaN;
        if (!double.IsNaN(symbol.Value)) return symbol.Value;
        return symbol.Kind switch
        {
            SymbolKind.Species => 0,
            SymbolKind.Compartment or SymbolKind.Stoichiometry => 1,
            _ => double.NaN,
        };
    }

    private int Add(string name, double value, Rate rate)
    {
        _names.Add(name);
        _defaults.Add(value);
        _rates.Add(rate);
        _rows[name] = _names.Count - 1;
        return _names.Count - 1;
    }
}
