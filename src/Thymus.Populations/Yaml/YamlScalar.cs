using Thymus.Modeling;

namespace Thymus.Populations;

/// <summary>
/// One value of a YAML file with its place and the path of keys that leads to it (<c>arms[0].regimens[1].dose</c>).
/// </summary>
public readonly record struct YamlScalar(string Text, SourceSpan Span, string Path);
