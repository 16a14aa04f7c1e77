using System.Collections.Immutable;

namespace Thymus.Trials.Tests;

/// <summary>Arms differ only by what they receive.</summary>
public sealed class AssignmentTests
{
    private const string DrugArm = """
          - id: drug
            label: Drug 10 mg/kg every 3 weeks
            regimens:
              - {drug: drug, dose: 10 mg/kg, every: 3 week, until: 24 month}

        """;

    private const string NoneArm = """
          - id: none
            label: Observation
            control: true

        """;

    private static readonly RunOptions Small = new() { PatientsPerArm = 12, Threads = 1 };

    [Fact]
    public void Renaming_arms_changes_names_and_nothing_else()
    {
        var renamed = TestTrial.With(TestTrial.With(TestTrial.Text, "id: drug\n", "id: zebra\n"), "id: none\n", "id: aardvark\n");
        Assert.Equal(Bits(TestTrial.Run(TestTrial.Text, Small)), Bits(TestTrial.Run(renamed, Small)));
    }

    [Fact]
    public void Moving_arms_in_the_file_moves_their_results_bit_for_bit()
    {
        var moved = TestTrial.With(TestTrial.Text, DrugArm + NoneArm, NoneArm + DrugArm);
        var (before, after) = (Bits(TestTrial.Run(TestTrial.Text, Small)), Bits(TestTrial.Run(moved, Small)));
        Assert.Equal(before.Skip(12).Concat(before.Take(12)), after);
    }

    [Fact]
    public void Swapping_what_arms_receive_swaps_their_results_bit_for_bit()
    {
        const string regimens = "    regimens:\n      - {drug: drug, dose: 10 mg/kg, every: 3 week, until: 24 month}\n";
        var swapped = TestTrial.With(TestTrial.With(TestTrial.Text, regimens, ""), "    control: true\n", "    control: true\n" + regimens);
        var (before, after) = (Bits(TestTrial.Run(TestTrial.Text, Small)), Bits(TestTrial.Run(swapped, Small)));
        Assert.Equal(before.Skip(12).Concat(before.Take(12)), after);
    }

    [Fact]
    public void KEYNOTE_006_gives_the_same_bits_when_its_arms_are_renamed_and_moved()
    {
        var path = Thymus.Tests.Repository.PathOf("trials", "melanoma-pembrolizumab.yaml");
        var text = File.ReadAllText(path);
        var (begin, finish) = (text.IndexOf("arms:\n", StringComparison.Ordinal) + 6, text.IndexOf("burn-in:", StringComparison.Ordinal));
        var arms = text[begin..finish].TrimEnd().Split("  - id: ", StringSplitOptions.RemoveEmptyEntries).Where(a => !string.IsNullOrWhiteSpace(a)).ToArray();
        Assert.Equal(3, arms.Length);
        // Names and labels change, and with them everything that refers to an arm by name is left out.
        var renamed = arms.Select((a, i) => $"  - id: arm{i}\n" + string.Join('\n', a.TrimEnd().Split('\n').Skip(1)) + "\n").ToArray();
        var tail = text[finish..text.IndexOf("contrasts:", StringComparison.Ordinal)];
        string WithArms(int[] order) => text[..begin] + string.Concat(order.Select(i => renamed[i])) + "\n" + tail;
        var options = new RunOptions { PatientsPerArm = 5 };
        var before = Bits(Run(WithArms([0, 1, 2])));
        Assert.Equal(before[10..].Concat(before[..5]).Concat(before[5..10]), Bits(Run(WithArms([2, 0, 1]))));
        Assert.Equal(15, before.Distinct().Count());

        List<PatientOutcome> Run(string changed)
        {
            var read = TrialSpecification.Parse(changed, path);
            Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
            using var prepared = PreparedTrial.Prepare(read.Trial!, new Thymus.Modeling.DiagnosticBag())!;
            var outcomes = new List<PatientOutcome>();
            TrialRunner.Run(prepared, options, outcomes.Add);
            return outcomes;
        }
    }

    [Fact]
    public void The_same_treatment_in_other_words_is_the_same_arm()
    {
        var words = TestTrial.With(TestTrial.Text, "dose: 10 mg/kg, every: 3 week, until: 24 month", "dose: 10 mg/kg, every: 21 day, doses: 35, infusion: 30 min, route: INTRAVENOUS");
        Assert.Equal(Bits(TestTrial.Run(TestTrial.Text, Small)), Bits(TestTrial.Run(words, Small)));
    }

    [Fact]
    public void Slots_written_by_hand_keep_an_arms_patients_when_its_regimen_is_edited()
    {
        var slots = TestTrial.With(TestTrial.With(TestTrial.Text, "id: drug\n", "id: drug\n    slot: 1\n"), "id: none\n", "id: none\n    slot: 0\n");
        var edited = TestTrial.With(slots, "dose: 10 mg/kg", "dose: 1 mg/kg");
        Assert.Equal(Patients(TestTrial.Run(slots, Small)), Patients(TestTrial.Run(edited, Small)));
    }

    [Fact]
    public void Arms_with_one_regimen_hold_different_patients_and_a_hazard_ratio_of_1_within_Monte_Carlo_error()
    {
        using var prepared = TestTrial.Prepare(TestTrial.With(TestTrial.Text, NoneArm, NoneArm + "    regimens:\n      - {drug: drug, dose: 10 mg/kg, every: 3 week, until: 24 month}\n"));
        const int replicates = 40;
        var z = new List<double>();
        for (uint replicate = 0; replicate < replicates; replicate++)
        {
            var options = new RunOptions { Replicate = replicate, PatientsPerArm = 50 };
            var outcomes = new List<PatientOutcome>();
            var summariser = new TrialSummariser(prepared, options);
            var result = TrialRunner.Run(prepared, options, o =>
            {
                outcomes.Add(o);
                summariser.Add(o);
            });
            if (replicate == 0) Assert.Equal(100, outcomes.Select(o => o.Subject.PatientIndex).Distinct().Count());
            var ratio = summariser.Summarise(result.Screening).Contrasts.Single(c => c.Id == "OS.hr");
            z.Add(Math.Log(ratio.Estimate) / (ratio.MonteCarloError / ratio.Estimate));
        }
        // Under the null, log HR over its standard error is standard normal: mean within 3/√40, mean square a chi-squared of 40 degrees
        // over 40, standard deviation √(2/40) = 0.22. A shared patient or shared luck would shrink it to near 0.
        Assert.Equal(0, z.Average(), 3 / Math.Sqrt(replicates));
        Assert.InRange(z.Average(v => v * v), 1 - 3 * Math.Sqrt(2.0 / replicates), 1 + 3 * Math.Sqrt(2.0 / replicates));
    }

    [Fact]
    public void Twins_are_the_same_patients_with_the_same_luck_and_carry_no_test()
    {
        var text = TestTrial.With(TestTrial.With(TestTrial.Text, "design: {", "design: {assignment: twins, "), "dose: 10 mg/kg", "dose: 1e-9 mg");
        using var prepared = TestTrial.Prepare(text);
        var summariser = new TrialSummariser(prepared, Small);
        var outcomes = new List<PatientOutcome>();
        var result = TrialRunner.Run(prepared, Small, o =>
        {
            outcomes.Add(o);
            summariser.Add(o);
        });
        Assert.Equal(12, result.Screening.Accepted);
        foreach (var (a, b) in outcomes.Take(12).Zip(outcomes.Skip(12)))
        {
            Assert.Equal(a.Subject.PatientIndex, b.Subject.PatientIndex);
            // A dose of a billionth of a milligram changes nothing but the solver's stops.
            Assert.Equal(a.Measurements.Select(m => (m.Lesion, m.Day, m.Value)), b.Measurements.Select(m => (m.Lesion, m.Day, m.Value)));
            Assert.Equal(a.Subject.LastDay, b.Subject.LastDay, 1e-3);
        }
        var summary = summariser.Summarise(result.Screening);
        Assert.Equal("twins", summary.Assignment);
        Assert.NotEmpty(summary.Contrasts);
        Assert.All(summary.Contrasts, c => Assert.Equal((double.NaN, double.NaN, null), (c.Lower, c.Upper, c.PValue)));
    }

    [Fact]
    public void Each_block_of_the_list_gives_every_slot_one_patient_in_random_order()
    {
        var first = new int[3];
        for (var block = 0; block < 3000; block++)
        {
            var numbers = Enumerable.Range(0, 3).Select(slot => Randomisation.Patient(Assignment.Randomised, 1, 0, 3, slot, block)).ToList();
            Assert.Equal(Enumerable.Range(0, 3).Select(i => (ulong)(3 * block + i)), numbers.Order());
            first[numbers.IndexOf((ulong)(3 * block))]++;
        }
        // Binomial with p = 1/3: standard deviation √(3000·2/9) = 26.
        Assert.All(first, n => Assert.InRange(n, 1000 - 104, 1000 + 104));
    }

    [Fact]
    public void Equal_arms_take_their_slots_in_the_order_of_the_file()
    {
        var arm = new Arm("b", new Wording(""), false, 1, null, [], default);
        Assert.Equal([0, 1], Randomisation.Slots([arm, arm with { Id = "a" }]));
        Assert.Equal([1, 0], Randomisation.Slots([arm with { Slot = 1 }, arm with { Slot = 0 }]));
    }

    private static ImmutableArray<string> Bits(IEnumerable<PatientOutcome> outcomes) => [.. outcomes.Select(o => TestTrial.Bits(o, names: false))];

    private static IEnumerable<long> Patients(IEnumerable<PatientOutcome> outcomes) => outcomes.Select(o => o.Subject.PatientIndex);
}
