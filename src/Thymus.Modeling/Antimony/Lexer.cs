using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Cuts the text of an Antimony file into words; comments (<c>//</c>, <c>#</c>, <c>/* */</c>) and continued lines (<c>\</c>) are passed over.</summary>
internal sealed class Lexer(string text, string file, DiagnosticBag diagnostics)
{
    private static readonly string[] Symbols =
        ["...", "->", "=>", "-|", "-o", ":=", "==", "!=", "<=", ">=", "&&", "||", "--", "+", "-", "*", "/", "^", "%", "(", ")", "{", "}", "[", "]",
         ",", ":", "=", "<", ">", "!", "'", ".", "$", "@", "~", "&", "|"];

    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>All words, the last of kind <see cref="TokenKind.EndOfFile"/>.</summary>
    public List<Token> Read()
    {
        while (_at < text.Length) ReadOne();
        _tokens.Add(new Token(TokenKind.EndOfFile, "", Here(1)));
        return _tokens;
    }

    private char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private SourceSpan Here(int length) => new(file, _line, _at - _lineStart + 1, length);

    private void ReadOne()
    {
        var c = Peek();
        if (c == '\n') TakeNewLine();
        else if (char.IsWhiteSpace(c) || c == '\uFEFF') _at++;
        else if (c == '\\' && RestOfLineIsBlank(_at + 1)) SkipContinuation();
        else if (c == '#' || (c == '/' && Peek(1) == '/')) SkipLine();
        else if (c == '/' && Peek(1) == '*') SkipBlock();
        else if (c == ';') Take(TokenKind.Semicolon, 1);
        else if (char.IsAsciiLetter(c) || c == '_') Take(TokenKind.Identifier, Length(i => char.IsAsciiLetterOrDigit(Peek(i)) || Peek(i) == '_'));
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)))) TakeNumber();
        else if (c == '"') TakeText("\"");
        else if (c == '`' && Peek(1) == '`' && Peek(2) == '`') TakeText("```");
        else TakeSymbol();
    }

    private int Length(Func<int, bool> belongs)
    {
        var n = 0;
        while (_at + n < text.Length && belongs(n)) n++;
        return n;
    }

    private void Take(TokenKind kind, int length, double number = 0)
    {
        _tokens.Add(new Token(kind, text.Substring(_at, length), Here(length), number));
        _at += length;
    }

    private void TakeNewLine()
    {
        _tokens.Add(new Token(TokenKind.NewLine, "\n", Here(1)));
        EndLine();
    }

    private void EndLine()
    {
        _at++;
        _line++;
        _lineStart = _at;
    }

    private bool RestOfLineIsBlank(int from)
    {
        for (var i = from; i < text.Length && text[i] != '\n'; i++)
            if (!char.IsWhiteSpace(text[i])) return false;
        return true;
    }

    private void SkipContinuation()
    {
        while (_at < text.Length && Peek() != '\n') _at++;
        if (_at < text.Length) EndLine();
    }

    private void SkipLine()
    {
        while (_at < text.Length && Peek() != '\n') _at++;
    }

    private void SkipBlock()
    {
        var start = Here(2);
        _at += 2;
        while (_at < text.Length && !(Peek() == '*' && Peek(1) == '/'))
            if (Peek() == '\n') EndLine();
            else _at++;
        if (_at >= text.Length) diagnostics.Error("TM0001", start, "This comment is never closed.", "Close it with */.");
        else _at += 2;
    }

    /// <summary>Digits, a fraction, an exponent; the exponent is taken only where digits follow, so that <c>2 e</c> stays a number and a name.</summary>
    private void TakeNumber()
    {
        var n = 0;
        while (char.IsAsciiDigit(Peek(n))) n++;
        if (Peek(n) == '.' && Peek(n + 1) != '.') n++;
        while (char.IsAsciiDigit(Peek(n))) n++;
        if (Peek(n) is 'e' or 'E')
        {
            var sign = Peek(n + 1) is '+' or '-' ? 1 : 0;
            if (char.IsAsciiDigit(Peek(n + 1 + sign)))
            {
                n += 1 + sign;
                while (char.IsAsciiDigit(Peek(n))) n++;
            }
        }
        Take(TokenKind.Number, n, double.Parse(text.AsSpan(_at, n), NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private void TakeText(string quote)
    {
        var start = Here(quote.Length);
        _at += quote.Length;
        var from = _at;
        while (_at < text.Length && string.CompareOrdinal(text, _at, quote, 0, quote.Length) != 0)
        {
            if (Peek() == '\n')
            {
                if (quote.Length == 1) break;
                EndLine();
            }
            else _at++;
        }
        var content = text[from.._at];
        if (_at < text.Length && Peek() != '\n') _at += quote.Length;
        else diagnostics.Error("TM0002", start, "This text is never closed.", quote.Length == 1 ? "Close it with \" on the same line." : "Close it with ```.");
        _tokens.Add(new Token(TokenKind.Text, content, start with { Length = Math.Max(1, _at - from) }));
    }

    private void TakeSymbol()
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0) continue;
            // "A -off" is a subtraction; the interaction arrow -o stands alone.
            if (symbol == "-o" && (char.IsAsciiLetterOrDigit(Peek(2)) || Peek(2) == '_')) continue;
            Take(TokenKind.Symbol, symbol.Length);
            return;
        }
        diagnostics.Error("TM0003", Here(1), $"The character '{Peek()}' has no meaning in Antimony.", "Names are of ASCII letters, digits and underscores.");
        _at++;
    }
}
