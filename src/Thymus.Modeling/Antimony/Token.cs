namespace Thymus.Modeling;

internal enum TokenKind
{
    EndOfFile,
    NewLine,
    Semicolon,
    Identifier,
    Number,
    Text,
    /// <summary>Any operator or punctuation; <see cref="Token.Text"/> says which.</summary>
    Symbol,
}

/// <summary>One word of an Antimony file.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, SourceSpan Span, double Number = 0)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;

    /// <summary>How a message names what was found.</summary>
    public string Found => Kind switch
    {
        TokenKind.EndOfFile => "the end of the file",
        TokenKind.NewLine => "the end of the line",
        _ => $"'{Text}'",
    };
}
