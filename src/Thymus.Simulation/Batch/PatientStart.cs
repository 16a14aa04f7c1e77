namespace Thymus.Simulation;

/// <summary>A patient to put into a lane of a <see cref="PatientBatch"/>.</summary>
public readonly ref struct PatientStart
{
    public PatientStart()
    {
    }

    /// <summary>The host's number of the patient; with <see cref="Seed"/> and <see cref="Replicate"/> it also settles the order of
    /// model events of equal priority, which SBML leaves to chance.</summary>
    public long Id { get; init; }

    /// <summary>Seed of the run, so that another seed is another chance.</summary>
    public ulong Seed { get; init; }

    /// <summary>Replicate of the run.</summary>
    public uint Replicate { get; init; }

    /// <summary>Model time at which the patient starts.</summary>
    public double Time { get; init; }

    /// <summary>Model time at which the patient ends; +∞ where only the host ends it.</summary>
    public double End { get; init; } = double.PositiveInfinity;

    /// <summary>Values of the parameter rows in the order of <see cref="CompiledModel.ParameterNames"/>; empty for the values of
    /// the file.</summary>
    public ReadOnlySpan<double> Parameters { get; init; }

    /// <summary>State rows in the order of <see cref="CompiledModel.StateNames"/>, or a snapshot, with which what events have set goes on too;
    /// empty for the start that the model gives. What a patient with a state draws in events is not what it drew before.</summary>
    public ReadOnlySpan<double> State { get; init; }

    /// <summary>Treatment known at the start; more may be scheduled at any arrival.</summary>
    public ReadOnlySpan<EventRecord> Events { get; init; }
}
