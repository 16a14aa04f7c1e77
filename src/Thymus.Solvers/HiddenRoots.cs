using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Sees root functions that change sign within a step and have changed back at its end.</summary>
/// <remarks>
/// Each function is looked at on the step's dense output in the middle. Where the parabola through its three values comes near zero, it is looked at at thirds,
/// and where the cubic through the four values turns away from zero near it, there. A function of the time that waves by its own formula is bound by no error
/// test: where the cubic misses its value in the middle, the step is shortened.
/// </remarks>
internal sealed unsafe class HiddenRoots<T> : IDisposable
    where T : struct, ILanes<T>
{
    private const double Third = 1.0 / 3;

    /// <summary>A parabola or cubic comes near zero where it is lower than this part of the range of its values.</summary>
    private const double NearOfParabola = 0.3, NearOfCubic = 0.1;

    /// <summary>Misfit of the cubic, in parts of the function's largest value, up to which it is resolved.</summary>
    private const double Resolved = 0.05;

    /// <summary>Below this the misfit is rounding and says nothing of the next step.</summary>
    private const double Rounding = 1e-6;

    /// <summary>Halvings in a row; a function that is not resolved after them jumps, or is rounding.</summary>
    private const int MostHalvings = 8;

    /// <summary>No step is halved that is shorter than this part of the time: a function is known no better than the time is.</summary>
    private const double Shortest = 1.0 / (1L << 30);

    private readonly Workspace _workspace;
    private readonly RootSigns<T> _signs;
    private readonly bool _wave;
    private readonly bool[] _waves;
    private readonly int[] _halvings = new int[LaneSystem.Lanes];

    /// <summary>The step that halving could not resolve; shorter ones are not looked at until steps are as long again.</summary>
    private readonly double[] _unresolved = new double[LaneSystem.Lanes];
    private readonly AlignedBuffer _start, _first, _middle, _second, _place;
    private readonly AlignedBuffer _rows = new(4);

    public HiddenRoots(Workspace workspace, RootSigns<T> signs)
    {
        (_workspace, _signs) = (workspace, signs);
        _wave = Enumerable.Range(0, signs.Count).Any(workspace.System.WavesInTime);
        _waves = [.. Enumerable.Range(0, signs.Count).Select(workspace.System.WavesInTime)];
        (_start, _first, _middle, _second, _place) = (new(signs.Count), new(signs.Count), new(signs.Count), new(signs.Count), new(signs.Count));
    }

    /// <summary>Where in its step each lane's first known change of sign is; 1 where there is none before the end.</summary>
    public double* High => _rows.Row(0);

    /// <summary>Lanes whose step was shortened at the last look, so that the next step is a new one and no aim at a root.</summary>
    public uint Shortened { get; private set; }

    private double* Theta => _rows.Row(1);
    private double* Time => _rows.Row(2);
    private double* Misfit => _rows.Row(3);

    /// <summary>Takes values as those at the start of the next step, for the lanes in a mask row.</summary>
    public void Begin(double* lanes, double* values) => LaneBlock<T>.Select(lanes, values, _start.Pointer, _signs.Count);

    /// <summary>Forgets that a lane's steps were shortened.</summary>
    public void Restart(int lane)
    {
        (_halvings[lane], _unresolved[lane]) = (0, 0);
        Shortened &= ~(1u << lane);
    }

    /// <summary>Looks into accepted steps in the middle; returns the lanes with a change of sign there.</summary>
    public uint LookAtMiddle(uint lanes, StepMethod method)
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width) T.Store(High + i, T.Broadcast(1));
        var changed = lanes & LookAt(0.5, _middle, method);
        Note(changed, 0.5);
        return changed;
    }

    /// <summary>Looks beside the middle.</summary>
    /// <param name="lanes">Lanes whose accepted step is looked into.</param>
    /// <param name="changed">Those with a change of sign in the middle or at the end.</param>
    /// <param name="end">Values at the end, [Count][8].</param>
    /// <returns>Lanes with a change of sign before the end, whose place is in <see cref="High"/>; and lanes whose step was shortened, whatever was found in it. One
    /// bit each.</returns>
    public (uint Found, uint Shortened) LookBeside(uint lanes, uint changed, double* end, StepMethod method)
    {
        Shortened = 0;
        var near = _wave ? lanes : lanes & ~changed & NearZero(end);
        if (near == 0) return (0, 0);
        var found = LookAtThirds(near, method);
        found |= LookAtTurns(near & ~(found | changed), end, method);
        // A change that was found in a step too long may not be the first in it.
        if (_wave) Shortened = Shorten(lanes, end);
        return (found, Shortened);
    }

    public void Dispose()
    {
        _start.Dispose();
        _first.Dispose();
        _middle.Dispose();
        _second.Dispose();
        _place.Dispose();
        _rows.Dispose();
    }

    private uint LookAtThirds(uint lanes, StepMethod method)
    {
        var second = lanes & LookAt(2 * Third, _second, method);
        Note(second, 2 * Third);
        var first = lanes & LookAt(Third, _first, method);
        Note(first, Third);
        return first | second;
    }

    /// <summary>Lanes in which the parabola of any root function, from start over middle to end, comes near zero.</summary>
    private uint NearZero(double* end)
    {
        var near = 0u;
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var any = T.Broadcast(0);
            for (var root = 0; root < _signs.Count; root++)
            {
                var sign = T.Load(_signs.Before(root) + offset);
                var (v0, v1) = (sign * T.Load(_start.Row(root) + offset), sign * T.Load(_middle.Row(root) + offset));
                var v2 = sign * T.Load(end + root * LaneSystem.Lanes + offset);
                // v1 + slope·u + bend·u²/2 with u = 2θ − 1; it bottoms out slope²/(2·bend) below the middle where that lies inside.
                var slope = T.Broadcast(0.5) * (v2 - v0);
                var bend = v0 - v1 + (v2 - v1);
                var lowest = T.Min(T.Min(v0, v1), v2);
                var bottom = v1 - T.Broadcast(0.5) * slope * slope / bend;
                lowest = T.Select(T.Less(T.Abs(slope), bend), bottom, lowest);
                var range = T.Max(T.Max(v0, v1), v2) - lowest;
                any = T.Or(any, T.Less(lowest, T.Broadcast(NearOfParabola) * range));
            }
            near |= T.MaskBits(any) << offset;
        }
        return near;
    }

    /// <summary>Values and signs of all lanes at one part of their steps; returns lanes with a change.</summary>
    private uint LookAt(double theta, AlignedBuffer values, StepMethod method)
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width) T.Store(Theta + i, T.Broadcast(theta));
        var changed = LookAtTheta(method);
        for (var i = 0; i < _signs.Count * LaneSystem.Lanes; i += T.Width) T.Store(values.Pointer + i, T.Load(_signs.Values + i));
        return changed;
    }

    private uint LookAtTheta(StepMethod method)
    {
        var w = _workspace;
        method.Interpolate(w.State, Theta, w.Scratch);
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(Time + i, T.Load(w.Origin + i) + T.Fma(T.Load(Theta + i), T.Load(w.Step + i), T.Load(w.Elapsed + i)));
        return _signs.Compare(Time, w.Scratch);
    }

    private void Note(uint lanes, double theta)
    {
        foreach (var lane in new LaneMask(lanes)) High[lane] = Math.Min(High[lane], theta);
    }

    /// <summary>Looks where the cubics turn back before zero.</summary>
    private uint LookAtTurns(uint lanes, double* end, StepMethod method)
    {
        if (lanes == 0) return 0;
        var found = 0u;
        for (var root = 0; root < _signs.Count; root++)
        {
            var near = lanes & FindTurn(root, end);
            if (near == 0) continue;
            Buffer.MemoryCopy(_place.Row(root), Theta, LaneSystem.Lanes * sizeof(double), LaneSystem.Lanes * sizeof(double));
            var changed = near & LookAtTheta(method);
            foreach (var lane in new LaneMask(changed)) High[lane] = Math.Min(High[lane], Theta[lane]);
            found |= changed;
        }
        return found;
    }

    /// <summary>Where the cubic of a root function turns away from zero again, and the lanes that come near it there.</summary>
    private uint FindTurn(int root, double* end)
    {
        var near = 0u;
        var (zero, half, third) = (T.Broadcast(0), T.Broadcast(0.5), T.Broadcast(Third));
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var sign = T.Load(_signs.Before(root) + i);
            var (v0, v1) = (sign * T.Load(_start.Row(root) + i), sign * T.Load(_first.Row(root) + i));
            var (v2, v3) = (sign * T.Load(_second.Row(root) + i), sign * T.Load(end + root * LaneSystem.Lanes + i));
            // Newton's form in u = 3θ: v0 + d1·u + d2·u(u−1)/2 + d3·u(u−1)(u−2)/6, whose slope is a·u² + b·u + c.
            var d1 = v1 - v0;
            var d2 = v2 - v1 - d1;
            var d3 = v3 - v2 - (v2 - v1) - d2;
            var (a, b, c) = (half * d3, d2 - d3, T.Fma(third, d3, T.Fma(-half, d2, d1)));
            // The root at which the slope rises, from the side that does not cancel.
            var wide = T.Sqrt(T.Fma(b, b, T.Broadcast(-4) * a * c));
            var u = T.Select(T.Less(zero, b), T.Broadcast(-2) * c / (b + wide), (wide - b) / (a + a));
            var value = T.Fma(u, T.Fma(u - T.Broadcast(1), T.Fma((u - T.Broadcast(2)) * T.Broadcast(1.0 / 6), d3, half * d2), d1), v0);
            var range = T.Max(T.Max(v0, v1), T.Max(v2, v3)) - T.Min(T.Min(v0, v1), T.Min(v2, v3));
            var inside = T.And(T.Less(zero, u), T.Less(u, T.Broadcast(3)));
            var mask = T.And(inside, T.Less(value, T.Broadcast(NearOfCubic) * range));
            T.Store(_place.Row(root) + i, T.Select(mask, third * u, half));
            near |= T.MaskBits(mask) << i;
        }
        return near;
    }

    /// <summary>Halves the steps in which a function of time waves beyond its cubic, and holds back the growth of those in which it nearly does.</summary>
    private uint Shorten(uint lanes, double* end)
    {
        Measure(end);
        var w = _workspace;
        var shortened = 0u;
        foreach (var lane in new LaneMask(lanes))
        {
            var (misfit, step) = (Misfit[lane], w.Step[lane]);
            if (step < _unresolved[lane] || step < Shortest * (Math.Abs(w.Origin[lane]) + w.Target[lane])) continue;
            if (misfit > Resolved)
            {
                if (_halvings[lane] == MostHalvings)
                {
                    (_halvings[lane], _unresolved[lane]) = (0, step * (1 << MostHalvings));
                    continue;
                }
                _halvings[lane]++;
                w.RootElapsed[lane] = w.Elapsed[lane] + 0.5 * step;
                w.Proposal[lane] = 0.5 * step;
                shortened |= 1u << lane;
                continue;
            }
            (_halvings[lane], _unresolved[lane]) = (0, 0);
            // The misfit grows as the fourth power of the step.
            if (misfit > Rounding) w.Proposal[lane] = Math.Min(w.Proposal[lane], step * Math.Sqrt(Math.Sqrt(Resolved / misfit)));
        }
        return shortened;
    }

    /// <summary>Misfit of each lane: how far the cubics are from the functions that wave, at the middle, in parts of their largest value.</summary>
    private void Measure(double* end)
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var worst = T.Broadcast(0);
            for (var root = 0; root < _signs.Count; root++)
            {
                if (!_waves[root]) continue;
                var (v0, v1, v2) = (T.Load(_start.Row(root) + i), T.Load(_first.Row(root) + i), T.Load(_second.Row(root) + i));
                var (v3, middle) = (T.Load(end + root * LaneSystem.Lanes + i), T.Load(_middle.Row(root) + i));
                var cubic = T.Fma(T.Broadcast(9.0 / 16), v1 + v2, T.Broadcast(-1.0 / 16) * (v0 + v3));
                var largest = T.Max(T.Max(T.Abs(v0), T.Abs(v1)), T.Max(T.Max(T.Abs(v2), T.Abs(v3)), T.Abs(middle)));
                worst = T.Max(T.Abs(cubic - middle) / largest, worst);
            }
            T.Store(Misfit + i, worst);
        }
    }
}
