using System.Collections.Immutable;
using Thymus.Simulation;

namespace Thymus.Cli;

/// <summary>What <c>thymus simulate --sensitivities k1,k2</c> asks for: columns <c>d(X)/d(k)</c> beside those of X.</summary>
/// <param name="IsNormalised">Columns <c>dln(X)/dln(k)</c> instead.</param>
internal sealed record SensitivityOptions(ImmutableArray<string> Parameters, bool IsNormalised)
{
    /// <summary>A model without sensitivities is compiled as ever.</summary>
    public CompileOptions For(CompileOptions options) => options with { Sensitivities = Parameters };

    /// <summary>The symbols to write with their sensitivities; what was asked for where there are none.</summary>
    public ImmutableArray<string> Columns(CompiledModel model, ImmutableArray<string> asked) =>
        Parameters.IsEmpty ? asked : model.WithSensitivities(Simulator.Columns(model, asked), IsNormalised);

    /// <exception cref="CommandFault">They do not go with the other options.</exception>
    public void Check(string? otherKind)
    {
        if (Parameters.IsEmpty && IsNormalised)
            throw new CommandFault(ExitCode.Usage, "--normalised says how sensitivities are written, but none are asked for.", "Add --sensitivities k1,k2.");
        if (!Parameters.IsEmpty && otherKind is not null)
            throw new CommandFault(ExitCode.Usage, $"--sensitivities does not go with {otherKind}.", "They exist for the differential equations, by --method stiff or explicit.");
    }
}
