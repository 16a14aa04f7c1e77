using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Reads the statements of one file by recursive descent; a broken statement is reported and passed over.</summary>
/// <remarks>Grammar: docs/models/antimony.md.</remarks>
internal sealed class AntimonyParser
{
    private readonly TokenReader _reader;
    private readonly FormulaParser _formulas;
    private readonly ProcessParser _processes;
    private readonly UnitTextParser _units;
    private readonly FileSyntax _file;

    private AntimonyParser(string text, string file, DiagnosticBag diagnostics)
    {
        _reader = new TokenReader(new Lexer(text, file, diagnostics).Read(), diagnostics);
        _formulas = new FormulaParser(_reader);
        _processes = new ProcessParser(_reader, _formulas);
        _units = new UnitTextParser(_reader);
        _file = new FileSyntax(file);
    }

    public static FileSyntax Parse(string text, string file, DiagnosticBag diagnostics)
    {
        var parser = new AntimonyParser(text, file, diagnostics);
        parser.ParseFile();
        return parser._file;
    }

    private void ParseFile()
    {
        while (true)
        {
            _reader.SkipBlank();
            var token = _reader.Current;
            if (token.Kind == TokenKind.EndOfFile) return;
            if (IsAnnotation()) SkipAnnotation();
            else if (token.IsWord("model") || token.IsWord("module")) ParseModel();
            else if (token.IsWord("function")) ParseFunction();
            else if (token.IsWord("import")) ParseImport();
            else if (token.IsWord("end"))
            {
                _reader.Fail(token.Span, "This 'end' closes nothing.", "It ends a model or a function.");
                _reader.Take();
                _reader.SkipStatement();
            }
            else ParseStatement(_file.TopLevel);
        }
    }

    private void ParseImport()
    {
        _reader.Take();
        var path = _reader.Current;
        if (path.Kind == TokenKind.Text) _file.Imports.Add((_reader.Take().Text, path.Span));
        else _reader.Fail(path.Span, $"The name of a file was expected after import; {path.Found} was found.", "Write import \"core.ant\".");
        _reader.EndStatement();
    }

    private void ParseFunction()
    {
        var keyword = _reader.Take();
        var name = _reader.ExpectName("The name of the function");
        var arguments = ParseNames("function").Select(a => a.Text).ToImmutableArray();
        _reader.SkipBlank();
        var body = _formulas.Parse();
        string? display = null;
        _reader.SkipBlank();
        if (!_reader.TakeIfWord("end")) _reader.Fail(_reader.Current.Span, $"'end' was expected after the formula of function '{name.Text}'; {_reader.Current.Found} was found.");
        if (_reader.Failed) SkipToEnd();
        else _file.Functions.Add(new FunctionDefinition(name.Text, arguments, body, display, keyword.Span with { Column = name.Span.Column, Line = name.Span.Line, Length = name.Span.Length }));
    }

    private void SkipToEnd()
    {
        while (_reader.Current.Kind != TokenKind.EndOfFile && !_reader.Current.IsWord("end")) _reader.Take();
        _reader.TakeIfWord("end");
        _reader.SkipStatement();
    }

    private List<NamePath> ParseNames(string what)
    {
        var names = new List<NamePath>();
        _reader.Open($"before the arguments of the {what}");
        while (!_reader.Failed && !_reader.Current.Is(")"))
        {
            // "model M($S)" marks a boundary species; the declaration inside says so too, and there it counts.
            _reader.TakeIf("$");
            var name = _reader.ExpectName("A name");
            names.Add(new NamePath(name.Text, name.Span));
            if (!_reader.TakeIf(",")) break;
        }
        _reader.Close($"after the arguments of the {what}");
        return names;
    }

    private void ParseModel()
    {
        var keyword = _reader.Take();
        var isMain = _reader.TakeIf("*");
        var name = _reader.ExpectName("The name of the model");
        var ports = _reader.Current.Is("(") ? ParseNames("model") : [];
        var model = new ModelSyntax(name.Text, name.Span) { IsMain = isMain, Ports = ports };
        if (_reader.Failed) _reader.SkipStatement();
        _file.Models.Add(model);
        foreach (var port in ports.GroupBy(p => p.Text).Where(p => p.Count() > 1))
            _reader.Diagnostics.Error("TM0013", port.Last().Span, $"Model '{model.Name}' names its argument '{port.Key}' twice.");
        while (true)
        {
            _reader.SkipBlank();
            if (_reader.TakeIfWord("end")) return;
            if (_reader.Current.Kind == TokenKind.EndOfFile)
            {
                _reader.Diagnostics.Error("TM0014", keyword.Span, $"Model '{model.Name}' is never closed.", "Close it with 'end'.");
                return;
            }
            if (!IsAnnotation() && (_reader.Current.IsWord("model") || _reader.Current.IsWord("module")))
            {
                _reader.Diagnostics.Error("TM0014", _reader.Current.Span, $"A model begins here, inside model '{model.Name}', which is not closed.",
                    "Close the first with 'end'; models are not nested, they are used by 'name: Model(…)'.");
                return;
            }
            ParseStatement(model);
        }
    }

    private void ParseStatement(ModelSyntax model)
    {
        var token = _reader.Current;
        var before = model.Statements.Count;
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                ParseWord(model, token);
                break;
            case TokenKind.Number when token.Number == 0 && _reader.Ahead(1).Is("="):
                _reader.Take();
                _reader.Take();
                model.Statements.Add(new AlgebraicStatement(_formulas.Parse(), token.Span));
                break;
            case TokenKind.Number:
            case TokenKind.Symbol when token.Text is "->" or "=>" or "(":
            case TokenKind.Symbol when token.Text == "$" && StartsReaction():
                model.Statements.Add(_processes.ParseReaction(null));
                break;
            case TokenKind.Symbol when token.Text == "$":
                ParseNamed(model);
                break;
            default:
                _reader.Fail(token.Span, $"A statement was expected; {token.Found} was found.");
                _reader.Take();
                break;
        }
        // Half a process would only lead to faults that are none.
        for (var i = model.Statements.Count - 1; _reader.Failed && i >= before; i--)
            if (model.Statements[i] is ReactionStatement or EventStatement or AlgebraicStatement) model.Statements.RemoveAt(i);
        _reader.EndStatement();
    }

    private void ParseWord(ModelSyntax model, Token token)
    {
        switch (token.Text)
        {
            case "species" or "compartment" or "formula" or "reaction" or "const" or "var" or "substanceOnly":
                ParseDeclaration(model);
                break;
            case "unit":
                ParseUnit(model);
                break;
            case "at":
                model.Statements.Add(_processes.ParseEvent(null));
                break;
            case "delete":
                do
                {
                    _reader.Take();
                    model.Statements.Add(new DeleteStatement(_reader.ExpectPath("The name of what is deleted")));
                }
                while (_reader.Current.Is(",") && !_reader.Failed);
                break;
            case "constraint":
                ParseConstraint(model);
                break;
            case "model" or "module" when IsAnnotation():
                SkipAnnotation();
                break;
            case "gene" or "operator" or "DNA":
                _reader.Fail(token.Span, $"'{token.Text}' is not part of the language of Thymus.", "Write genes as reactions, DNA strands and operators as parameters and rules.");
                break;
            case "maximize" or "minimize":
                _reader.Fail(token.Span, "Flux balance objectives are not part of the language of Thymus.", "Delete the statement.");
                break;
            default:
                ParseNamed(model);
                break;
        }
    }

    /// <summary><c>const species A, $B in c = 3</c>: any mix of modifiers, then one or several names.</summary>
    private void ParseDeclaration(ModelSyntax model)
    {
        bool? constant = null, substanceOnly = null;
        var kind = SymbolKind.Unknown;
        for (; ; _reader.Take())
        {
            var word = _reader.Current.Kind == TokenKind.Identifier ? _reader.Current.Text : "";
            if (word is "const" or "var") constant = word == "const";
            else if (word == "substanceOnly") (substanceOnly, kind) = (true, SymbolKind.Species);
            else if (word == "species") kind = SymbolKind.Species;
            else if (word == "compartment") kind = SymbolKind.Compartment;
            else if (word == "formula") kind = SymbolKind.Parameter;
            else if (word == "reaction") kind = SymbolKind.Reaction;
            else break;
        }
        if (kind == SymbolKind.Species) substanceOnly ??= false;
        var first = model.Statements.Count;
        do
        {
            _reader.SkipNewLines();
            var boundary = _reader.TakeIf("$");
            var target = _reader.ExpectPath("A name");
            if (_reader.Failed) return;
            var compartment = _reader.TakeIfWord("in") ? _reader.ExpectPath("The name of a compartment") : (NamePath?)null;
            model.Statements.Add(new DeclareStatement(target, kind, constant, substanceOnly, boundary, compartment));
            ParseDefinition(model, target);
        }
        while (!_reader.Failed && _reader.TakeIf(","));
        // "species C, I, V in tumour": a compartment at the end of the list counts for the names before it that have none.
        if (kind != SymbolKind.Species) return;
        NamePath? trailing = null;
        for (var i = model.Statements.Count - 1; i >= first; i--)
        {
            if (model.Statements[i] is not DeclareStatement declared) continue;
            if (declared.Compartment is { } own) trailing = own;
            else model.Statements[i] = declared with { Compartment = trailing };
        }
    }

    /// <summary>What may follow a name in a list of declarations; nothing is allowed too.</summary>
    private void ParseDefinition(ModelSyntax model, NamePath target)
    {
        if (_reader.TakeIf("=")) Define(model, target, DefinitionKind.Initial);
        else if (_reader.TakeIf(":=")) Define(model, target, DefinitionKind.Assignment);
        else if (_reader.Current.Is("'") && _reader.Ahead(1).Is("="))
        {
            _reader.Take();
            _reader.Take();
            Define(model, target, DefinitionKind.Rate);
        }
        else if (_reader.TakeIfWord("has")) ParseHas(model, target);
        else if (_reader.TakeIfWord("is")) ParseIs(model, target);
    }

    private void Define(ModelSyntax model, NamePath target, DefinitionKind kind)
    {
        if (target.Text.EndsWith(".sboTerm", StringComparison.Ordinal) || target.Text.EndsWith(".sbo", StringComparison.Ordinal))
        {
            SkipAnnotation();
            return;
        }
        _reader.SkipNewLines();
        var value = _formulas.Parse();
        if (!_reader.Failed) model.Statements.Add(new DefineStatement(target, kind, value));
    }

    private void ParseHas(ModelSyntax model, NamePath target)
    {
        var span = _reader.Current.Span;
        var (name, parts) = _units.ParseReference();
        if (!_reader.Failed) model.Statements.Add(new UnitOfStatement(target, name, parts, span));
    }

    private void ParseIs(ModelSyntax model, NamePath target)
    {
        if (_reader.Current.Kind == TokenKind.Text) model.Statements.Add(new DisplayNameStatement(target, _reader.Take().Text));
        else
        {
            var other = _reader.ExpectPath("A name or a text in quotes");
            if (_reader.Current.Is("/") || _reader.Current.Is("*"))
                _reader.Fail(_reader.Current.Span, "Conversion factors in 'is' are not part of the language of Thymus.", "Give both symbols units; they convert on import.");
            if (!_reader.Failed) model.Statements.Add(new SynonymStatement(target, other));
        }
    }

    private void ParseUnit(ModelSyntax model)
    {
        _reader.Take();
        // SBML files call a unit "time"; after "unit" it can mean nothing else.
        var name = _reader.Current.IsWord("time") ? _reader.Take() : _reader.ExpectName("The name of the unit");
        string? display = null;
        var isAlias = false;
        ImmutableArray<UnitPart> parts = [];
        if (_reader.TakeIfWord("is")) display = _reader.Take().Text;
        else if (_reader.TakeIf("="))
        {
            isAlias = _reader.Current.Kind == TokenKind.Identifier;
            parts = _units.Parse();
        }
        else return;
        if (!_reader.Failed) model.Statements.Add(new UnitStatement(new UnitDefinition(name.Text, parts, display, name.Span), isAlias && parts is [{ Exponent: 1 }], name.Span));
    }

    private void ParseConstraint(ModelSyntax model)
    {
        var keyword = _reader.Take();
        var id = _reader.Current.Is(":") ? (NamePath?)null : _reader.ExpectPath("The name of the constraint, or ':',");
        _reader.Expect(":", "before the condition");
        var condition = _formulas.Parse();
        if (!_reader.Failed) model.Statements.Add(new ConstraintStatement(id, condition, keyword.Span));
    }

    /// <summary><c>model notes "…"</c>, inside or outside of the model.</summary>
    private bool IsAnnotation() => (_reader.Current.IsWord("model") || _reader.Current.IsWord("module")) && _reader.Ahead(1).Kind == TokenKind.Identifier && _reader.Ahead(2).Kind == TokenKind.Text;

    /// <summary>Annotations (<c>S identity "…"</c>, <c>model notes "…"</c>, <c>J.sboTerm = 176</c>) carry no numbers; they are passed over.</summary>
    private void SkipAnnotation()
    {
        while (_reader.Current.Kind is not (TokenKind.NewLine or TokenKind.Semicolon or TokenKind.EndOfFile))
        {
            var comma = _reader.Take().Is(",");
            if (comma) _reader.SkipNewLines();
        }
    }

    /// <summary>A statement that begins with a name.</summary>
    private void ParseNamed(ModelSyntax model)
    {
        if (StartsReaction())
        {
            model.Statements.Add(_processes.ParseReaction(null));
            return;
        }
        var boundary = _reader.TakeIf("$");
        var target = _reader.ExpectPath("A statement");
        if (_reader.Failed) return;
        if (_reader.TakeIfWord("in"))
        {
            var compartment = _reader.ExpectPath("The name of a compartment");
            model.Statements.Add(new DeclareStatement(target, SymbolKind.Unknown, null, null, boundary, compartment));
        }
        else if (boundary) model.Statements.Add(new DeclareStatement(target, SymbolKind.Species, null, null, true, null));

        var next = _reader.Current;
        if (next.Is(":"))
        {
            _reader.Take();
            _reader.SkipNewLines();
            ParseProcess(model, target);
        }
        else if (next.Is("=") || next.Is(":=") || next.Is("'") || next.IsWord("has") || next.IsWord("is")) ParseDefinition(model, target);
        else if (next.Kind == TokenKind.Identifier && _reader.Ahead(1).Kind == TokenKind.Text) SkipAnnotation();
        else if (next.Kind == TokenKind.Text) SkipAnnotation();
        else if (next.Is("("))
            _reader.Fail(target.Span, $"A submodel needs a name: '{target.Text}(' was found.", $"Write a: {target.Text}(…).");
        else if (next.Is("~"))
            _reader.Fail(next.Span, "Distributions are not part of the model.", "Write them in a population file.");
        else if (!_reader.AtStatementEnd)
            _reader.Fail(next.Span, $"{next.Found} was not expected after '{target.Text}'.", "A statement is 'x = …', 'x := …', 'x' = …', 'J: A -> B; rate', 'E: at …', 'a: Model(…)' or a declaration.");
        else if (!boundary && model.Statements is not [.., DeclareStatement])
            _reader.Fail(target.Span, $"'{target.Text}' alone says nothing.", "Give it a value: x = 1.");
    }

    private void ParseProcess(ModelSyntax model, NamePath id)
    {
        if (_reader.Current.IsWord("at")) model.Statements.Add(_processes.ParseEvent(id));
        else if (_reader.Current.IsWord("maximize") || _reader.Current.IsWord("minimize"))
            _reader.Fail(_reader.Current.Span, "Flux balance objectives are not part of the language of Thymus.", "Delete the statement.");
        else if (_reader.Current.Kind == TokenKind.Identifier && _reader.Ahead(1).Is("(")) ParseInstance(model, id);
        else if (_reader.Current.Is("--")) _reader.Fail(_reader.Current.Span, "DNA strands are not part of the language of Thymus.", "Write them as reactions.");
        else model.Statements.Add(_processes.ParseReaction(id));
    }

    private void ParseInstance(ModelSyntax model, NamePath id)
    {
        var name = _reader.Take();
        _reader.Open("before the arguments of the submodel");
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        while (!_reader.Failed && !_reader.Current.Is(")"))
        {
            var argument = _formulas.Parse();
            if (argument is not (SymbolExpression or NumberExpression))
                _reader.Fail(argument.Span ?? name.Span, "An argument of a submodel is a name or a number.", "Give the formula a name: x := …, and pass x.");
            arguments.Add(argument);
            if (!_reader.TakeIf(",")) break;
        }
        _reader.Close("after the arguments of the submodel");
        if (_reader.Current.Is(","))
            _reader.Fail(_reader.Ahead(1).Span, "'timeconv' and 'extentconv' are not part of the language of Thymus.", "Give the submodel's symbols units; they convert on import.");
        if (_reader.Current.IsWord("in"))
            _reader.Fail(_reader.Current.Span, "A submodel cannot be put into a compartment as a whole.", "Pass the compartment as an argument: a: M(…, tumour).");
        if (!_reader.Failed) model.Statements.Add(new InstanceStatement(id, name.Text, arguments.ToImmutable(), name.Span));
    }

    /// <summary>Whether an arrow stands on this line before anything that only other statements have.</summary>
    private bool StartsReaction()
    {
        for (var i = 0; ; i++)
        {
            var token = _reader.Ahead(i);
            if (token.Is("->") || token.Is("=>") || token.Is("-o") || token.Is("-|")) return true;
            var part = token.Kind is TokenKind.Identifier or TokenKind.Number || token.Is("+") || token.Is("$") || token.Is(".")
                || token.Is("(") || token.Is(")") || token.Is("*") || token.Is("/");
            if (!part || token.IsWord("is") || token.IsWord("has")) return false;
        }
    }
}
