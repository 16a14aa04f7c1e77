namespace Thymus.Cli;

/// <summary>What the program tells the shell (values of BSD's sysexits where there is one).</summary>
internal static class ExitCode
{
    public const int Success = 0;
    /// <summary>A check found faults, or a comparison that was asked to hold did not.</summary>
    public const int Failure = 1;
    /// <summary>The command line itself is wrong (EX_USAGE).</summary>
    public const int Usage = 64;
    /// <summary>A file has faults; they were all printed (EX_DATAERR).</summary>
    public const int InputFault = 65;
    /// <summary>A file that is to be read is not there (EX_NOINPUT).</summary>
    public const int NoInput = 66;
    /// <summary>A bug of Thymus (EX_SOFTWARE).</summary>
    public const int Bug = 70;
    /// <summary>A result could not be written (EX_CANTCREAT).</summary>
    public const int CannotWrite = 73;
    /// <summary>Ctrl-C: 128 + SIGINT, as shells expect.</summary>
    public const int Interrupted = 130;
}
