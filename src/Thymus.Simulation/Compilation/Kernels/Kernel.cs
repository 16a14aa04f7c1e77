using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Emitted code for a plan, run on a group of eight lanes.</summary>
internal sealed unsafe class Kernel
{
    private readonly Type _code;
    private readonly delegate* managed<double*, double*, double*, double*, double*, double*, double*, void> _entry;
    private readonly int _width;
    private readonly int _scratchRows;

    /// <param name="code">Held as long as the kernel lives: code of a collected type that is called takes the process down.</param>
    public Kernel(Type code, nint entry, int width, int scratchRows)
    {
        _code = code;
        _entry = (delegate* managed<double*, double*, double*, double*, double*, double*, double*, void>)entry;
        (_width, _scratchRows) = (width, scratchRows);
    }

    /// <summary>Computes the outputs from one row of time and blocks of states and parameters; blocks that a plan does not use may be null.</summary>
    public void Run(double* time, double* state, double* parameters, double* first, double* second = null, double* third = null)
    {
        var scratch = Scratch.Rows(_scratchRows);
        for (var lane = 0; lane < LaneSystem.Lanes; lane += _width)
            _entry(time + lane, state + lane, parameters + lane, first + lane, second + lane, third + lane, scratch);
        GC.KeepAlive(_code);
        GC.KeepAlive(this);
    }
}
