namespace Thymus.Reporting;

/// <summary>A figure of the report: drawn for both widths, with the words around it.</summary>
/// <param name="Id">Anchor on the page and name of the saved file.</param>
/// <param name="Caption">First sentence bold, ending with a full stop; the rest says what is drawn and what is left out.</param>
/// <param name="Drawings">Finished SVG elements, one a width of page.</param>
/// <param name="Table">The numbers behind the drawing as HTML; null where a table of the page holds them already.</param>
internal sealed record Figure(string Id, string Title, string Caption, string Drawings, string? Table = null, string? Script = null);
