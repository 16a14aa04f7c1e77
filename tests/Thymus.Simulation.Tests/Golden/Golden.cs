namespace Thymus.Tests;

internal static class Golden
{
    /// <summary>The fault that a comparison tells, or the exception that it died of: one bad case must not hide the
    /// others.</summary>
    public static string? FaultOf(Func<string?> compare)
    {
        string? fault = null;
        var exception = Record.Exception(() => { fault = compare(); });
        return exception is null ? fault : $"{exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()}";
    }
}
