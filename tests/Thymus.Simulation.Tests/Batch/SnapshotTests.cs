using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>A patient who goes on where another ended, as after burn-in.</summary>
public sealed class SnapshotTests
{
    private static readonly CompiledModel Model = TestModels.Compile("""
        model m
          compartment V = 2; species A in V; A = 3; k = 0.1; luck = uniform(0, 1); again = 0; scale = 4; double := 2*scale;
          Out: A => ; k*A*V;
          at (time >= 1): k = 0.5, scale = 6;
          at (A < 2): again = uniform(0, 1);
        end
        """, new CompileOptions());

    private static double Of(PatientBatch batch, string name) => batch.Observe(0, Model.ObservableIndex(name));

    [Fact]
    public void What_events_have_set_and_what_was_drawn_goes_on()
    {
        using var batch = new PatientBatch(Model, new IntegratorOptions { RelativeTolerance = 1e-10 });
        batch.Load(0, new PatientStart { Id = 7, Seed = 1, End = 1.5 });
        Assert.True(batch.Advance(out _));
        var (amount, luck, again) = (Of(batch, "A"), Of(batch, "luck"), Of(batch, "again"));
        Assert.Equal(3 * Math.Exp(-0.1 - 0.25), amount, 1e-8);
        var snapshot = new double[Model.SnapshotLength];
        batch.ReadSnapshot(0, snapshot);
        batch.Release(0);

        batch.Load(0, new PatientStart { Id = 7, Seed = 1, End = 0.9, State = snapshot });
        Assert.Equal((luck, 0.5, 6, 12, amount), (Of(batch, "luck"), Of(batch, "k"), Of(batch, "scale"), Of(batch, "double"), Of(batch, "A")));
        Assert.True(batch.Advance(out _));
        Assert.Equal(amount * Math.Exp(-0.45), Of(batch, "A"), 1e-8);
        // The draw that comes now is a new one.
        Assert.NotEqual(again, Of(batch, "again"));
        Assert.NotEqual(0, Of(batch, "again"));
    }

    [Fact]
    public void States_alone_leave_the_rest_at_its_start()
    {
        using var batch = new PatientBatch(Model, new IntegratorOptions());
        batch.Load(0, new PatientStart { Id = 7, Seed = 1, End = 0.9, State = [5] });
        Assert.Equal((2.5, 0.1, 4), (Of(batch, "A"), Of(batch, "k"), Of(batch, "scale")));
        batch.Release(0);
        Assert.Throws<ArgumentException>(() => batch.Load(0, new PatientStart { State = [5, 6] }));
    }
}
