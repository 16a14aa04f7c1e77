using System.Collections.Immutable;
using Thymus.Numerics;

namespace Thymus.Trials;

/// <summary>
/// Which patients an arm holds: a list of enrolled patients in blocks of one patient an arm, handed to the arms' slots.
/// </summary>
/// <remarks>
/// An arm's slot follows from what the arm receives, never from its name, label or place in the file; arms that receive the same
/// take their order in the file. Renaming arms therefore changes no number, moving them moves their results bit for bit, and two
/// arms with one regimen hold different patients. An arm with fewer patients leaves its places of later blocks empty.
/// </remarks>
public static class Randomisation
{
    private const string Purpose = "randomisation";

    /// <summary>The slot of each arm, in the order of the file.</summary>
    public static ImmutableArray<int> Slots(ImmutableArray<Arm> arms)
    {
        if (arms.All(a => a.Slot is not null)) return [.. arms.Select(a => a.Slot!.Value)];
        var slots = new int[arms.Length];
        var rank = 0;
        var ranked = Enumerable.Range(0, arms.Length).OrderBy(a => arms[a].Received, StringComparer.Ordinal).ThenBy(a => a);
        foreach (var arm in ranked) slots[arm] = rank++;
        return [.. slots];
    }

    /// <summary>Number of the patient who takes a slot's place in a block; twins: the block's number in every arm.</summary>
    public static ulong Patient(Assignment assignment, ulong seed, uint replicate, int slots, int slot, int block)
    {
        if (assignment == Assignment.Twins) return (ulong)block;
        var stream = RandomStream.For(seed, replicate, (ulong)block, Purpose);
        Span<int> order = slots <= 64 ? stackalloc int[slots] : new int[slots];
        for (var i = 0; i < slots; i++) order[i] = i;
        for (var i = slots - 1; i > 0; i--)
        {
            var j = Math.Min(i, (int)(stream.Uniform((ulong)i) * (i + 1)));
            (order[i], order[j]) = (order[j], order[i]);
        }
        return (ulong)block * (ulong)slots + (ulong)order[slot];
    }
}
