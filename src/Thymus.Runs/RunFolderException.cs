namespace Thymus.Runs;

/// <summary>A run could not be written or read; the message says what to do and needs no stack trace.</summary>
public sealed class RunFolderException : Exception
{
    public RunFolderException(string message) : base(message)
    {
    }

    public RunFolderException(string message, Exception cause) : base(message, cause)
    {
    }

    /// <summary>Says in the user's words what went wrong while <paramref name="folder"/> was written.</summary>
    internal static RunFolderException Explain(Exception cause, string folder, long patients) => cause switch
    {
        IOException full when DiskFull.Is(full) => new(
            $"The disk that holds '{folder}' is full; the run stopped after {patients} patients and its unfinished files were removed. "
            + "Free some space, or name a folder on another disk with --out.", cause),
        UnauthorizedAccessException => new(
            $"No permission to write '{folder}'. Choose another folder with --out, or change its permissions.", cause),
        _ => new($"'{folder}' could not be written: {cause.Message}", cause),
    };
}
