namespace Thymus.Simulation;

/// <summary>What a model says about the doses into each of its compartments, by the names of its symbols.</summary>
/// <remarks>
/// For a compartment <c>X</c>: <c>F_X</c> bioavailability, <c>ALAG_X</c> lag time, <c>R_X</c> rate of an infusion with RATE −1,
/// <c>D_X</c> duration of one with RATE −2. Any symbol will do, a constant or what a rule computes; it is read when its record is
/// carried out and holds for the whole series of that record. In a submodel the names stand beside the compartment: those for <c>pk.gut</c> are <c>pk.F_gut</c> and so on.
/// </remarks>
internal sealed class OwnDosing
{
    private const string Bioavailability = "F_", Lag = "ALAG_", Rate = "R_", Duration = "D_";

    private readonly int[] _bioavailability, _lag, _rate, _duration;

    public OwnDosing(CompiledModel model)
    {
        _bioavailability = Observables(Bioavailability);
        _lag = Observables(Lag);
        _rate = Observables(Rate);
        _duration = Observables(Duration);

        int[] Observables(string prefix) => [.. model.StateNames.Select(s => model.ObservableIndex(Name(prefix, s)))];
    }

    public static string BioavailabilityName(string compartment) => Name(Bioavailability, compartment);

    public static string LagName(string compartment) => Name(Lag, compartment);

    public static string RateName(string compartment) => Name(Rate, compartment);

    public static string DurationName(string compartment) => Name(Duration, compartment);

    /// <summary>Observable of a state row's bioavailability; −1 where the model has none.</summary>
    public int BioavailabilityOf(int state) => _bioavailability[state];

    public int LagOf(int state) => _lag[state];

    public int RateOf(int state) => _rate[state];

    public int DurationOf(int state) => _duration[state];

    /// <summary>A flattened model joins the names of instances by two underscores.</summary>
    private static string Name(string prefix, string compartment)
    {
        var local = compartment.LastIndexOf("__", StringComparison.Ordinal) is var at and > 0 ? at + 2 : 0;
        return compartment[..local] + prefix + compartment[local..];
    }
}
