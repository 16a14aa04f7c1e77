namespace Thymus.Tests;

internal static class Networks
{
    /// <summary>Robertson's stiff reaction (1966): rate constants over nine orders of magnitude.</summary>
    public const string Robertson = """
        model robertson
          A = 1; B = 0; C = 0;
          k1 = 0.04; k2 = 3e7; k3 = 1e4;
          A' = -k1*A + k3*B*C;
          B' = k1*A - k3*B*C - k2*B^2;
          C' = k2*B^2;
        end
        """;
}
