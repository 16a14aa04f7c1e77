namespace Thymus.Modeling.Tests;

public sealed class CompositionTests
{
    private const string Sketch = """
        model Clone(C, death, hit, logistic, tumour)
          substanceOnly species C in tumour; var hit, logistic; compartment tumour;
          kg = 0.05; kd = 0.001; visible = 1;
          death := C*(kd + visible*hit);
          Grow: => C; kg*C*logistic;   Die: C => ; death;
        end
        model Core(total, deaths, T, hit, logistic, killFactor, tumour)
          substanceOnly species T in tumour; var total, deaths, killFactor; compartment tumour;
          kK = 1.2; kmax = 0.9; Cmax = 1e11; kT = 0.02; q = 1000; recruit = 1e-3;
          hit := kmax*T/(kK*total + T)*killFactor;   logistic := 1 - total/Cmax;
          Influx: => T; q + recruit*deaths;   Loss: T => ; kT*T;
        end
        model CheckpointInhibitor(drug, brakeIn, brakeOut, blood)
          species drug in blood; compartment blood; var brakeIn; CL = 0.22; Kd = 0.1; Hmax = 0.8;
          occupancy := drug/(drug + Kd);
          brakeOut := brakeIn*(1 - Hmax*(1 - occupancy));
          Clear: drug => ; CL*drug;
        end
        model OncolyticVirus(C, V, alarmIn, alarmOut, tumour)
          substanceOnly species C, I, V in tumour; compartment tumour; var alarmIn; I = 0;
          beta = 1e-8; burst = 100; lam = 1; dV = 2; boost = 0.5;
          alarmOut := alarmIn*(1 + boost*I/(I + 1e5));
          Infect: C => I; beta*V*C;   Lyse: I => ; lam*I;   Release: => V; burst*lam*I;   Decay: V => ; dV*V;
        end
        model *trial()
          compartment blood = 5, tumour = 1; substanceOnly species S, A, T, V in tumour; species pembro in blood;
          S = 1e6; A = 1e4; T = 1e5; V = 0; pembro = 0;
          sensitive: Clone(S, deathS, hit, logistic, tumour);      antigenNegative: Clone(A, deathA, hit, logistic, tumour);
          antigenNegative.visible = 0;
          total := S + A;   deaths := deathS + deathA;
          core: Core(total, deaths, T, hit, logistic, killFactor, tumour);
          f0 = 1;  pd1: CheckpointInhibitor(pembro, f0, f1, blood);   ov: OncolyticVirus(S, V, f1, killFactor, tumour);
        end
        """;

    [Fact]
    public void A_core_with_clones_a_drug_and_a_virus_flattens()
    {
        var result = AntimonyReader.Read(Sketch, "sketch.ant");
        Assert.Empty(result.Diagnostics);
        var model = result.Model!;
        Assert.Equal("trial", model.Id);
        Assert.Equal(["blood", "tumour"], model.Compartments.Select(c => c.Id));
        Assert.Equal(["S", "A", "T", "V", "pembro", "ov__I"], model.Species.Select(s => s.Id));
        Assert.Equal(1e6, model.Species[0].InitialAmount);
        Assert.Equal(0, model.Species[4].InitialConcentration);
        Assert.Equal(
            ["deathS", "deathA", "total", "deaths", "hit", "logistic", "pd1__occupancy", "f1", "killFactor"],
            model.Rules.Cast<AssignmentRule>().Select(r => r.Variable));
        Assert.Equal(11, model.Reactions.Length);
        Assert.Equal(0, model.Parameters.Single(p => p.Id == "antigenNegative__visible").Value);
        Assert.Equal(1, model.Parameters.Single(p => p.Id == "sensitive__visible").Value);
    }
}
