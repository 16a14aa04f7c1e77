namespace Thymus.Modeling;

/// <summary>Walks the words of a file and holds the one fault that a statement may report before it is skipped.</summary>
internal sealed class TokenReader(List<Token> tokens, DiagnosticBag diagnostics)
{
    private int _at;
    private int _depth;

    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>True from the first fault of a statement until <see cref="SkipStatement"/>.</summary>
    public bool Failed { get; private set; }

    public Token Current => tokens[_at];

    public bool AtStatementEnd => Current.Kind is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.EndOfFile || Current.IsWord("end");

    public Token Ahead(int count) => tokens[Math.Min(_at + count, tokens.Count - 1)];

    public Token Take()
    {
        var token = tokens[_at];
        if (_at < tokens.Count - 1) _at++;
        while (_depth > 0 && tokens[_at].Kind == TokenKind.NewLine) _at++;
        return token;
    }

    public bool TakeIf(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        Take();
        return true;
    }

    public bool TakeIfWord(string word)
    {
        if (!Current.IsWord(word)) return false;
        Take();
        return true;
    }

    /// <summary>Takes '('; until its ')' the ends of lines mean nothing.</summary>
    public void Open(string purpose)
    {
        if (Current.Is("(")) _depth++;
        Expect("(", purpose);
        if (_depth > 0) SkipNewLines();
    }

    /// <summary>Takes the ')' of the last <see cref="Open"/>.</summary>
    public void Close(string purpose)
    {
        if (Current.Is(")") && _depth > 0) _depth--;
        Expect(")", purpose);
    }

    public void SkipNewLines()
    {
        while (Current.Kind == TokenKind.NewLine) Take();
    }

    public void SkipBlank()
    {
        while (Current.Kind is TokenKind.NewLine or TokenKind.Semicolon) Take();
    }

    public void Expect(string symbol, string purpose)
    {
        if (!TakeIf(symbol)) Fail(Current.Span, $"'{symbol}' was expected {purpose}; {Current.Found} was found.");
    }

    /// <summary>A name, which is not a keyword.</summary>
    public Token ExpectName(string what)
    {
        if (Current.Kind == TokenKind.Identifier && !MathNames.IsKeyword(Current.Text)) return Take();
        Fail(Current.Span, $"{what} was expected; {Current.Found} was found.",
            Current.Kind == TokenKind.Identifier ? $"'{Current.Text}' is a word of the language and cannot be a name." : null);
        return Current;
    }

    public NamePath ExpectPath(string what) => FinishPath(ExpectName(what));

    /// <summary>The rest of a dotted name whose first part is taken.</summary>
    public NamePath FinishPath(Token first)
    {
        var (text, span) = (first.Text, first.Span);
        while (Current.Is(".") && Ahead(1).Kind == TokenKind.Identifier)
        {
            Take();
            var part = Take();
            text += "." + part.Text;
            span = span with { Length = part.Span.Column + part.Span.Length - span.Column };
        }
        return new NamePath(text, span);
    }

    public void Fail(SourceSpan span, string message, string? advice = null)
    {
        if (!Failed) diagnostics.Error("TM0010", span, message, advice);
        Failed = true;
    }

    public T Fail<T>(SourceSpan span, string message, string? advice, T result)
    {
        Fail(span, message, advice);
        return result;
    }

    /// <summary>Ends a statement: what is left on its line is a fault, or is skipped after one.</summary>
    public void EndStatement()
    {
        if (!Failed && !AtStatementEnd) Fail(Current.Span, $"{Current.Found} was not expected here.", "A statement ends with ';' or the end of the line.");
        if (Failed) SkipStatement();
    }

    public void SkipStatement()
    {
        // The end of the line, not ';': what follows a ';' of a broken reaction is its rate, not a statement.
        _depth = 0;
        while (Current.Kind is not (TokenKind.NewLine or TokenKind.EndOfFile) && !Current.IsWord("end")) Take();
        Failed = false;
    }
}
