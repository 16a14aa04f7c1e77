namespace Thymus.Runs;

/// <summary>Tells a full disk from other trouble with files.</summary>
public static class DiskFull
{
    // errno 28 on Linux and macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] Codes = [28, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static bool Is(IOException fault) => Codes.Contains(fault.HResult);
}
