namespace Thymus.Modeling;

/// <summary>What reading a model gives: a definition where there was no error, and every fault in any case.</summary>
public sealed record ReadResult(ModelDefinition? Model, DiagnosticBag Diagnostics);
