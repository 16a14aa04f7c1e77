namespace Thymus.Modeling;

/// <summary>Builds the tree of model uses from the syntax of all files, joins arguments to ports, and collects what is said of every symbol.</summary>
internal sealed class Composer(DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, ModelSyntax> _models = new(StringComparer.Ordinal);
    private readonly List<Symbol> _roots = [];
    private readonly List<(Scope Writer, Statement Statement)> _sequence = [];

    public Dictionary<string, FunctionDefinition> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Every statement of every use of a model, in the order of the flat model.</summary>
    public IReadOnlyList<(Scope Writer, Statement Statement)> Sequence => _sequence;

    /// <summary>Every symbol of the flat model once, in order of first mention from the main model downwards.</summary>
    public IReadOnlyList<Symbol> Roots => _roots;

    /// <param name="files">The file of the main model first.</param>
    /// <param name="uses">Modules that the main model uses beside those that its text names.</param>
    public Scope? Compose(IReadOnlyList<FileSyntax> files, IReadOnlyList<(ModuleUse Use, ModelSyntax Model)> uses)
    {
        foreach (var file in files)
        {
            foreach (var model in file.Models) AddModel(model);
            foreach (var function in file.Functions) AddFunction(function);
        }
        var main = ChooseMain(files);
        if (main is null) return null;
        // They come last, so that what stands in the model keeps its place.
        foreach (var (use, model) in uses) main.Statements.Add(Instance(main, use, model));
        var scope = Open(main, null, null);
        Fill(scope);
        Order(scope, []);
        return scope;
    }

    /// <summary>The use of a module whose arguments are the main model's symbols of the same names; <c>a__b</c> is <c>b</c> of its submodel <c>a</c>.</summary>
    private static InstanceStatement Instance(ModelSyntax main, ModuleUse use, ModelSyntax module)
    {
        var submodels = main.Statements.OfType<InstanceStatement>().Select(s => s.Id.Text).ToList();
        return new InstanceStatement(new NamePath(use.Name, use.Span), module.Name, [.. module.Ports.Select(Argument)], use.Span) { IsGuest = true };

        Expression Argument(NamePath port)
        {
            var submodel = submodels.FirstOrDefault(s => port.Text.StartsWith(s + "__", StringComparison.Ordinal));
            return new SymbolExpression(submodel is null ? port.Text : $"{submodel}.{port.Text[(submodel.Length + 2)..]}") { Span = port.Span };
        }
    }

    private void AddModel(ModelSyntax model)
    {
        if (!_models.TryAdd(model.Name, model))
            diagnostics.Error("TM0101", model.Span, $"Model '{model.Name}' is defined a second time; the first is at {_models[model.Name].Span}.", "Rename one of them.");
    }

    private void AddFunction(FunctionDefinition function)
    {
        var span = function.Span ?? default;
        if (MathNames.IsReserved(function.Id))
            diagnostics.Error("TM0102", span, $"'{function.Id}' is the name of a built-in function or constant.", "Choose another name.");
        if (!Functions.TryAdd(function.Id, function))
            diagnostics.Error("TM0102", span, $"Function '{function.Id}' is defined a second time; the first is at {Functions[function.Id].Span}.", "Rename one of them.");
    }

    /// <summary>The model with a star in the file that was named; else its statements outside of models; else its last model.</summary>
    private ModelSyntax? ChooseMain(IReadOnlyList<FileSyntax> files)
    {
        var root = files[0];
        var starred = root.Models.Where(m => m.IsMain).ToList();
        if (starred.Count > 1)
            diagnostics.Error("TM0103", starred[1].Span, $"Two models are marked as main: '{starred[0].Name}' at {starred[0].Span}, and '{starred[1].Name}'.", "Only one model has a star.");
        foreach (var file in files)
            NameModels(file);
        if (starred.Count > 0)
        {
            foreach (var file in files)
                if (file.TopLevel.Statements is [var stray, ..])
                    diagnostics.Warning("TM0104", stray.Span, $"This statement stands outside of the main model '{starred[0].Name}' and does nothing.", "Move it into a model.");
            return starred[0];
        }
        foreach (var file in files.Skip(1)) root.TopLevel.Statements.AddRange(file.TopLevel.Statements);
        if (root.TopLevel.Statements.Count > 0) return root.TopLevel;
        if (root.Models.Count > 0) return root.Models[^1];
        diagnostics.Error("TM0103", SourceSpan.WholeFile(root.File), $"'{root.File}' defines no model.", "Write model name() … end.");
        return null;
    }

    /// <summary><c>Lesion is "A lesion"</c> outside of models names the model or function.</summary>
    private void NameModels(FileSyntax file)
    {
        foreach (var statement in file.TopLevel.Statements.OfType<DisplayNameStatement>().ToList())
        {
            if (_models.TryGetValue(statement.Target.Text, out var model)) model.DisplayName = statement.Text;
            else if (Functions.TryGetValue(statement.Target.Text, out var function)) Functions[function.Id] = function with { Name = statement.Text };
            else continue;
            file.TopLevel.Statements.Remove(statement);
        }
    }

    private Scope Open(ModelSyntax model, Scope? parent, InstanceStatement? instance)
    {
        var scope = new Scope(model, parent, instance);
        foreach (var statement in model.Statements.OfType<InstanceStatement>())
        {
            if (!_models.TryGetValue(statement.Model, out var used))
            {
                diagnostics.Error("TM0105", statement.ModelSpan, $"There is no model '{statement.Model}'.", Advice.DidYouMean(statement.Model, "models", _models.Keys));
                continue;
            }
            for (var s = scope; s is not null; s = s.Parent)
            {
                if (s.Model != used) continue;
                diagnostics.Error("TM0106", statement.ModelSpan, $"Model '{used.Name}' contains itself.");
                used = null;
                break;
            }
            if (used is null) continue;
            if (scope.Children.TryGetValue(statement.Id.Text, out var other))
                diagnostics.Error("TM0107", statement.Id.Span, $"Submodel '{statement.Id.Text}' is defined a second time; the first is at {other.Instance!.Id.Span}.", "Rename one of them.");
            else
                scope.Children.Add(statement.Id.Text, Open(used, scope, statement));
        }
        return scope;
    }

    /// <summary>Submodels first, so that the names a parent reaches for exist.</summary>
    private void Fill(Scope scope)
    {
        foreach (var port in scope.Model.Ports) scope.Get(port.Text, port.Span);
        foreach (var child in scope.Children.Values) Fill(child);
        var collector = new StatementCollector(this, scope, diagnostics);
        foreach (var statement in scope.Model.Statements)
        {
            if (ChildOf(scope, statement) is { } child) Bind(scope, child, child.Instance!);
            else collector.Collect(statement);
        }
    }

    private void Bind(Scope scope, Scope child, InstanceStatement instance)
    {
        var ports = child.Model.Ports;
        if (instance.Arguments.Length > ports.Count)
            diagnostics.Error("TM0108", instance.ModelSpan, $"Model '{child.Model.Name}' has {ports.Count} arguments, and {instance.Arguments.Length} are given.",
                ports.Count == 0 ? null : $"Its arguments are {string.Join(", ", ports)}.");
        for (var i = 0; i < Math.Min(ports.Count, instance.Arguments.Length); i++)
        {
            var port = child.Get(ports[i].Text, ports[i].Span);
            var argument = instance.Arguments[i];
            if (argument is NumberExpression)
                port.Root.Definitions.Add(new Definition(scope, port, DefinitionKind.Initial, argument, argument.Span ?? instance.Span, null));
            else if (argument is SymbolExpression symbol && Resolve(scope, new NamePath(symbol.Name, argument.Span ?? instance.Span)) is { } target)
                port.Join(target, yields: instance.IsGuest);
        }
    }

    /// <summary>The symbol that a path means in a scope; null, and said so, where a submodel or a name in it does not exist.</summary>
    public Symbol? Resolve(Scope scope, NamePath path)
    {
        var parts = path.Text.Split('.');
        var at = scope;
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (at.Children.TryGetValue(parts[i], out var child)) at = child;
            else
            {
                diagnostics.Error("TM0109", path.Span, $"There is no submodel '{parts[i]}' in {at}.", Advice.DidYouMean(parts[i], "submodels", at.Children.Keys));
                return null;
            }
        }
        if (at == scope) return at.Get(parts[^1], path.Span);
        if (at.Find(parts[^1]) is { } symbol) return symbol;
        diagnostics.Error("TM0110", path.Span, $"There is no '{parts[^1]}' in {at}.", Advice.DidYouMean(parts[^1], "names", at.Symbols.Select(s => s.Name)));
        return null;
    }

    private static Scope? ChildOf(Scope scope, Statement statement) =>
        statement is InstanceStatement instance && scope.Children.TryGetValue(instance.Id.Text, out var child) && ReferenceEquals(child.Instance, instance) ? child : null;

    /// <summary>Statements in the order of the text, those of a submodel where it is used; and symbols by first mention in that order.</summary>
    private void Order(Scope scope, HashSet<Symbol> seen)
    {
        var next = 0;
        foreach (var statement in scope.Model.Statements)
        {
            for (; next < scope.Symbols.Count && IsBefore(scope.Symbols[next].FirstSeen, statement.Span); next++) Add(scope.Symbols[next], seen);
            if (ChildOf(scope, statement) is not { } child) _sequence.Add((scope, statement));
            else
            {
                // The arguments are names of this scope and come before those of the submodel.
                foreach (var argument in child.Instance!.Arguments.OfType<SymbolExpression>())
                    if (scope.Find(argument.Name) is { } symbol) Add(symbol, seen);
                Order(child, seen);
            }
        }
        foreach (var symbol in scope.Symbols) Add(symbol, seen);
    }

    private void Add(Symbol symbol, HashSet<Symbol> seen)
    {
        if (seen.Add(symbol.Root)) _roots.Add(symbol.Root);
    }

    private static bool IsBefore(SourceSpan a, SourceSpan b) => a.File == b.File && (a.Line < b.Line || (a.Line == b.Line && a.Column < b.Column));
}
