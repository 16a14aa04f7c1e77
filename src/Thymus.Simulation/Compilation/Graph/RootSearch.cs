using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Solves one equation in one unknown per lane: Newton's method kept inside a bracket, each lane frozen once it has its root.</summary>
/// <remarks>
/// The search runs over magnitudes v = |u| on the side of zero where the start lies, for the unknowns of the field are amounts and
/// concentrations. The residual at 0 gives the sign of the near end; from the start the bracket's far end is found by Newton steps
/// or by growing v sixteenfold; inside the bracket a Newton step that does not halve the last one gives way to bisection, which is
/// geometric over wide brackets. A lane whose residual never changes sign is tried on the other side of zero, and in the end gives
/// NaN. All decisions are selects on that lane alone and the iteration number is common, so a root's bits depend on no neighbour,
/// and on nothing but the equation and the start: a right-hand side stays a function of time and state.
/// </remarks>
internal struct RootSearch<T>
    where T : struct, ILanes<T>
{
    private const int SwitchSides = 80;
    private const int MaximumIterations = 240;

    /// <summary>Four units in the last place: a Newton step that small lands within the rounding of the residual itself.</summary>
    private const double Tolerance = 1e-15;

    private readonly T _start;
    private T _side, _v, _near, _far, _nearSign, _lastStep, _root;
    private T _done;
    private int _iteration;

    public RootSearch(T start)
    {
        var zero = T.Broadcast(0);
        var magnitude = T.Abs(start);
        var usable = T.And(T.Less(zero, magnitude), T.Less(magnitude, T.Broadcast(1e300)));
        _start = T.Select(usable, magnitude, T.Broadcast(1));
        _side = T.Select(T.Less(start, zero), T.Broadcast(-1), T.Broadcast(1));
        _v = zero;
        _near = zero;
        _far = T.Broadcast(double.PositiveInfinity);
        _nearSign = zero;
        _lastStep = T.Broadcast(double.PositiveInfinity);
        _root = T.Broadcast(double.NaN);
        _done = T.BroadcastBits(0);
        _iteration = 0;
    }

    /// <summary>The roots; NaN in a lane that found none.</summary>
    public readonly T Root => _root;

    /// <summary>Where the residual is wanted next; false when every lane has its root or gave up.</summary>
    public readonly bool Next(out T unknown)
    {
        unknown = _side * _v;
        return _iteration < MaximumIterations && T.MaskBits(_done) != (1u << T.Width) - 1;
    }

    /// <summary>Takes residual and slope at the point that <see cref="Next"/> gave.</summary>
    public void Tell(T residual, T slope)
    {
        var zero = T.Broadcast(0);
        var sign = T.Select(T.Less(residual, zero), T.Broadcast(-1), T.Select(T.Less(zero, residual), T.Broadcast(1), zero));
        Freeze(T.Equal(residual, zero), _side * _v);
        if (_iteration == 0)
        {
            _nearSign = sign;
            _v = T.Select(_done, _v, _start);
        }
        else
        {
            Advance(residual, sign, _side * slope);
            if (_iteration == SwitchSides) TurnAround();
        }
        _iteration++;
    }

    private void Advance(T residual, T sign, T slope)
    {
        var (zero, infinity) = (T.Broadcast(0), T.Broadcast(double.PositiveInfinity));
        // A residual that is undefined at 0 (a logarithm, a quotient) is taken to be monotone.
        var monotone = T.Select(T.Less(slope, zero), T.Broadcast(1), T.Broadcast(-1));
        _nearSign = T.Select(T.Equal(_nearSign, zero), monotone, _nearSign);

        var isNear = T.Equal(sign, _nearSign);
        _near = T.Select(isNear, _v, _near);
        _far = T.Select(isNear, _far, _v);
        var bracketed = T.Less(_far, infinity);

        var newton = _v - residual / slope;
        var grown = T.Broadcast(16) * _v;
        var limit = T.Select(bracketed, _far, grown);
        var inside = T.And(T.Less(_near, newton), T.Less(newton, limit));
        var shrinks = T.LessOrEqual(T.Abs(newton - _v), T.Broadcast(0.5) * _lastStep);
        var accepted = T.And(inside, T.Select(bracketed, shrinks, T.Equal(zero, zero)));

        var geometric = T.Select(T.Equal(_near, zero), T.Broadcast(1.0 / 64) * _far, T.Sqrt(_near) * T.Sqrt(_far));
        var middle = T.Select(T.Less(T.Broadcast(4) * _near, _far), geometric, T.Broadcast(0.5) * (_near + _far));
        var next = T.Select(accepted, newton, T.Select(bracketed, middle, grown));

        var step = T.Abs(next - _v);
        _lastStep = T.Select(bracketed, step, _lastStep);
        Freeze(T.LessOrEqual(step, T.Broadcast(Tolerance) * next), _side * next);
        _v = T.Select(_done, _v, next);
    }

    private void TurnAround()
    {
        var infinity = T.Broadcast(double.PositiveInfinity);
        var lost = T.AndNot(T.Equal(_far, infinity), _done);
        _side = T.Select(lost, -_side, _side);
        _near = T.Select(lost, T.Broadcast(0), _near);
        _v = T.Select(lost, _start, _v);
        _lastStep = T.Select(lost, infinity, _lastStep);
    }

    private void Freeze(T found, T root)
    {
        _root = T.Select(T.AndNot(found, _done), root, _root);
        _done = T.Or(_done, found);
    }
}
