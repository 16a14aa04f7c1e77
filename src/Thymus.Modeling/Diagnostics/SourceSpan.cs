namespace Thymus.Modeling;

/// <summary>A place in a text file: one-based line and column, and the number of characters that are meant.</summary>
public readonly record struct SourceSpan(string File, int Line, int Column, int Length = 1)
{
    /// <summary>A whole file, where no better place is known.</summary>
    public static SourceSpan WholeFile(string file) => new(file, 1, 1, 0);

    /// <summary><c>file(line,column)</c>, the form that editors and terminals make clickable.</summary>
    public override string ToString() => Length == 0 ? File : $"{File}({Line},{Column})";
}
