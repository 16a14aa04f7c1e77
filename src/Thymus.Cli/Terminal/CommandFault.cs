namespace Thymus.Cli;

/// <summary>Ends a command with a sentence for the user and an exit code; never a stack trace.</summary>
internal sealed class CommandFault(int exitCode, string message, string? advice = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
    public string? Advice { get; } = advice;
}
