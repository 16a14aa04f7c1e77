namespace Thymus.Modeling;

/// <summary>A module that is used in a model from outside of its file: a trial that composes.</summary>
/// <param name="Name">Name of the instance; its symbols are <c>name__symbol</c>.</param>
/// <param name="File">An Antimony file; its last model is used. Each argument of that model is the model's symbol of this name,
/// with two underscores where it stands in a submodel (<c>immunity__regulatory</c>).</param>
/// <param name="Span">Where it was asked for, for messages.</param>
public readonly record struct ModuleUse(string Name, string File, SourceSpan Span);
