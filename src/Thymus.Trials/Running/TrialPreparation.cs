using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Populations;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>Resolves the names of a trial against its model and population; every fault is reported with its place.</summary>
internal sealed class TrialPreparation(TrialSpecification trial, LaneWidth? width, DiagnosticBag diagnostics)
{
    private static readonly Unit Day = Unit.Parse("day");
    private static readonly Unit Millimetre = Unit.Parse("mm");
    private static readonly Unit CubicMillimetre = Unit.Parse("mm^3");

    private readonly int _before = diagnostics.Count(d => d.Severity == Severity.Error);

    private bool Failed => diagnostics.Count(d => d.Severity == Severity.Error) > _before;

    public PreparedTrial? Prepare()
    {
        var specification = ReadPopulation();
        var definition = ReadModel();
        if (definition is null || specification is null) return null;
        var cohort = new Cohort(specification);
        var names = cohort.CovariateNames.AddRange(cohort.ParameterNames);

        var daysPerTime = DaysPerTime(definition);
        var extension = new ModelExtension(definition, daysPerTime, diagnostics);
        var lesions = trial.Map.Lesions.Select(l => extension.Observe(l.Formula, "lesion_" + l.Id)).ToArray();
        var scars = trial.Map.Lesions.Select(l => l.Scar is { } scar ? extension.Observe(scar, "scar_" + l.Id) : null).ToArray();
        var concentrations = trial.Map.Concentrations
            .Select(c => extension.Observe(c.Quantity, "concentration_" + c.Analyte)).ToArray();
        var pharmacokinetics = trial.Pharmacokinetics.Select(p => extension.Observe(p.Quantity, "pharmacokinetics_" + p.Id)).ToArray();
        var findings = trial.Findings.Select(f => extension.Observe(f.Counts ? f.When : OneWhere(f.When), "finding_" + f.Id)).ToArray();
        var totals = trial.Findings.Select(f => f.Of is { } of ? extension.Observe(f.Counts ? of : OneWhere(of), "total_" + f.Id) : null).ToArray();
        var reaches = trial.Decisions.Select(d => d.Reaches is { } r ? extension.Observe(r.Quantity, "reaches_" + d.Id) : null).ToArray();
        var eligibility = trial.Eligibility
            .Select((e, i) => extension.Observe(e.Quantity, string.Create(CultureInfo.InvariantCulture, $"eligibility_{i}"))).ToArray();
        var hazards = trial.Map.Hazards.Select(h => (h.Hazard, h.Key, Symbol: extension.Accumulate(h))).ToArray();
        var burnIn = trial.BurnIn is { } b ? extension.Observe(b.Until, "burn_in") : null;
        CheckDrugs(definition);
        if (Failed) return null;

        var hazardWatches = hazards.Select(h => extension.Watch(h.Symbol!)).ToArray();
        var burnInWatch = burnIn is null ? -1 : extension.Watch(burnIn);
        var reachedWatches = reaches.Select(r => r is null ? -1 : extension.Watch(r)).ToArray();
        var options = new CompileOptions
        {
            DosedSpecies = [.. trial.Map.Drugs.Select(d => d.Species.Text).Distinct()],
            Watches = extension.Watches,
            Quadratures = extension.Quadratures,
            Width = width,
        };
        var model = CompiledModel.Compile(extension.Model, options, diagnostics);
        if (model is null) return null;
        if (model.HasDelays && (trial.BurnIn is not null || trial.RunIn is not null))
            diagnostics.Error("TH0114", trial.BurnIn?.Until.Span ?? trial.Model.Span,
                $"Model '{definition.Id}' looks back in time by delay(), and the time before randomisation is not kept over the {(trial.BurnIn is null ? "run-in" : "burn-in")}.",
                $"Leave '{(trial.BurnIn is null ? "run-in" : "burn-in")}' out, or write the delay as a chain of transit compartments.");

        var units = UnitChecker.UnitsOf(extension.Model);
        var defaults = new double[model.ParameterCount];
        model.DefaultParameters(defaults);
        foreach (var value in trial.Model.Parameters.Where(p => !p.Wins && !(p.IfPresent && model.ParameterIndex(p.Name) < 0)))
            if (CohortBinding.Row(model, value.Name, value.Span, diagnostics) is { } row) defaults[row] = value.Value;
        var overrides = trial.Model.Parameters.Where(p => p.Wins)
            .Select(p => (Row: CohortBinding.Row(model, p.Name, p.Span, diagnostics), p.Value)).ToArray();
        var bindings = new TrialBindings
        {
            Defaults = defaults,
            Draws = CohortBinding.Resolve(model, definition, cohort, trial.Map.Covariates, diagnostics),
            Overrides = [.. overrides.Where(o => o.Row is not null).Select(o => (o.Row!.Value, o.Value))],
            Lesions = [.. lesions.Select(l => model.ObservableIndex(l!))],
            LesionScales = [.. lesions.Select((l, i) => LesionScale(trial.Map.Lesions[i], Known(units, l!)))],
            Scars = [.. scars.Select(s => s is null ? -1 : model.ObservableIndex(s))],
            Concentrations = [.. concentrations.Select(c => model.ObservableIndex(c!))],
            Pharmacokinetics = [.. pharmacokinetics.Select(p => model.ObservableIndex(p!))],
            Findings = [.. findings.Select(f => model.ObservableIndex(f!))],
            FindingTotals = [.. totals.Select(t => t is null ? -1 : model.ObservableIndex(t))],
            Reaches = [.. reaches.Select((r, i) => (r is null ? -1 : model.ObservableIndex(r), reachedWatches[i]))],
            Eligibility = [.. eligibility.Select(e => model.ObservableIndex(e!))],
            Hazards = [.. hazards.Select((h, i) => (h.Hazard, h.Key, model.ObservableIndex(h.Symbol!), hazardWatches[i]))],
            BurnIn = burnIn is null ? (-1, -1, 0, -1, 1)
                : ResolveBurnIn(model.ObservableIndex(burnIn), burnInWatch, names, specification, Known(units, burnIn)),
            DoseFactors = DoseFactors(definition),
            DaysPerTime = daysPerTime,
            Weight = Variable(trial.Population.Weight, names),
            Height = Variable(trial.Population.Height, names),
            Gfr = Variable(trial.Population.Gfr, names),
        };
        CheckBodies(bindings);
        CheckCount(cohort);
        if (!Failed) return new PreparedTrial(trial, model, cohort, bindings);
        model.Dispose();
        return null;
    }

    private PopulationSpecification? ReadPopulation() =>
        trial.Population.Inline is { } inline ? PopulationSpecification.Read(inline, diagnostics)
        : PopulationSpecification.Read(trial.Population.File!, diagnostics);

    private ModelDefinition? ReadModel()
    {
        var result = ModelReader.Read(trial.Model.File, trial.Model.Modules);
        diagnostics.Add(result.Diagnostics);
        return result.Model;
    }

    private double DaysPerTime(ModelDefinition definition)
    {
        if (definition.TimeUnit is not { } name) return 1;
        if (CohortBinding.UnitOf(definition, name) is { } unit && new Quantity(1, unit).TryIn(Day, out var days, out _)) return days;
        diagnostics.Error("TH0112", trial.Model.Span,
            $"Model '{definition.Id}' counts time in '{name}', which is no unit of time.",
            "Give the model a time unit: day, hour, second …");
        return 1;
    }

    private void CheckDrugs(ModelDefinition definition)
    {
        var species = definition.Species.Where(s => !s.Constant).Select(s => s.Id).ToList();
        foreach (var drug in trial.Map.Drugs)
            if (!species.Contains(drug.Species.Text))
                diagnostics.Error("TH0103", drug.Species.Span,
                    $"Drug '{drug.Name}' is given into '{drug.Species.Text}', which is no species of model '{definition.Id}' that can change.",
                    Advice.DidYouMean(drug.Species.Text, "species", species));
    }

    private static Unit? Known(ImmutableDictionary<string, Unit> units, string symbol) =>
        units.TryGetValue(symbol, out var unit) ? unit : null;

    /// <summary>
    /// The factor to mm or mm³. The model's unit counts where the map leaves it out; a formula that mixes in bare numbers
    /// (0.1*M^(1/3)) has another dimension, and the map says what it gives. Cells are what the density is of.
    /// </summary>
    private double LesionScale(LesionMap lesion, Unit? model)
    {
        if (model is not { } stated || lesion.Quantity == LesionQuantity.Cells) return lesion.Scale;
        var volume = lesion.Quantity == LesionQuantity.Volume;
        if (!new Quantity(1, stated).TryIn(volume ? CubicMillimetre : Millimetre, out var factor, out _))
        {
            if (lesion.Unit is null)
                diagnostics.Error("TH0113", lesion.Formula.Span,
                    $"Lesion '{lesion.Id}' needs a {(volume ? "volume" : "diameter")}, and '{lesion.Formula.Text}' is measured in {stated.Canonical()} in the model.",
                    $"Name another quantity of the model, mend its unit there, or write 'unit: {(volume ? "mL" : "mm")}' if its numbers are that.");
            return lesion.Scale;
        }
        // 1e-12 is far above the rounding of two ways to one factor, and far below that between two units.
        if (lesion.Unit is { } unit && Math.Abs(factor - lesion.Scale) > 1e-12 * factor)
            diagnostics.Error("TH0113", unit.Span,
                $"Lesion '{lesion.Id}' is said to be in {unit.Text}, and the model computes '{lesion.Formula.Text}' in {stated}.",
                "Leave 'unit' out: the model states it. Antimony with units is computed in day, litre, dm, mg, nmol, cell.");
        return factor;
    }

    private (int, int, double, int, double) ResolveBurnIn(
        int observable, int watch, ImmutableArray<string> names, PopulationSpecification population, Unit? unit)
    {
        var reaches = trial.BurnIn!.Reaches;
        if (double.TryParse(reaches.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var target))
            return (observable, watch, target, -1, 1);
        var drawn = population.Quantities.FirstOrDefault(q => q.Name == reaches.Text)?.Unit;
        var factor = 1.0;
        if (unit is { } to && drawn is not null && Unit.TryParse(drawn, out var from, out _)
            && !new Quantity(1, from).TryIn(to, out factor, out var error))
            diagnostics.Error("TH0107", reaches.Span,
                $"'{reaches.Text}' is drawn in {drawn}, and '{trial.BurnIn.Until.Text}' of the model is in {to}.", error);
        return (observable, watch, double.NaN, Variable(reaches, names), factor);
    }

    private int Variable(YamlScalar? name, ImmutableArray<string> names)
    {
        if (name is not { } scalar) return -1;
        var index = names.IndexOf(scalar.Text);
        if (index < 0)
            diagnostics.Error("TH0105", scalar.Span, $"The population has no variable '{scalar.Text}'.",
                Advice.DidYouMean(scalar.Text, "variables", names));
        return index;
    }

    /// <summary>How each dose unit of a drug becomes the amount of its species.</summary>
    private Dictionary<(string, string), double> DoseFactors(ModelDefinition definition)
    {
        var factors = new Dictionary<(string, string), double>();
        foreach (var regimen in trial.AllRegimens)
        {
            var drug = trial.Map.Drug(regimen.Drug)!;
            var (from, text) = (regimen.Dose.Unit, regimen.Dose.Unit.Text);
            if (factors.ContainsKey((drug.Name, text))) continue;
            var species = definition.Species.First(s => s.Id == drug.Species.Text);
            var unitText = drug.AmountUnit?.Text ?? species.SubstanceUnit ?? definition.SubstanceUnit;
            if (unitText is null)
            {
                diagnostics.Error("TH0108", drug.Species.Span,
                    $"Neither the model nor 'map.drugs.{drug.Name}' says in what unit '{drug.Species.Text}' is measured.",
                    "Add 'amount-unit', e.g. 'amount-unit: mg'.");
                continue;
            }
            if (CohortBinding.UnitOf(definition, unitText) is not { } to)
            {
                diagnostics.Error("TH0108", drug.AmountUnit?.Span ?? drug.Species.Span, $"'{unitText}' is no unit of amount.",
                    "Write mg, nmol, cell …");
                continue;
            }
            if (AmountUnits.Factor(from, to, drug.GramsPerMole) is { } factor)
                factors[(drug.Name, text)] = factor * drug.Fraction;
            else
                diagnostics.Error("TH0109", regimen.Span,
                    $"A dose of {drug.Name} in {text} cannot become an amount of '{drug.Species.Text}' in {unitText}.",
                    double.IsNaN(drug.GramsPerMole)
                    ? $"Where one is a mass and the other moles, add 'molar-mass' to 'map.drugs.{drug.Name}'." : null);
        }
        return factors;
    }

    /// <summary>1 where a condition holds, 0 elsewhere.</summary>
    private static Formula OneWhere(Formula condition) => condition with { Text = $"piecewise(1, {condition.Text}, 0)" };

    /// <summary>Doses by weight, surface or filtration need the population variable that they are scaled by.</summary>
    private void CheckBodies(TrialBindings bindings)
    {
        foreach (var regimen in trial.AllRegimens)
        {
            var basis = regimen.Dose.Basis;
            Need(basis is DoseBasis.BodyWeight or DoseBasis.BodySurface, bindings.Weight, trial.Population.Weight, "weight",
                regimen);
            Need(basis is DoseBasis.BodySurface, bindings.Height, trial.Population.Height, "height", regimen);
            Need(basis is DoseBasis.Calvert, bindings.Gfr, trial.Population.Gfr, "gfr", regimen);
        }
    }

    private void Need(bool needed, int index, YamlScalar? given, string role, Regimen regimen)
    {
        if (!needed || index >= 0 || given is not null) return;
        diagnostics.Error("TH0110", regimen.Span,
            $"The dose '{regimen.Dose}' needs the patient's {role}, which 'population' does not name.",
            $"Add '{role}: VARIABLE' below 'population'.");
    }

    private void CheckCount(Cohort cohort)
    {
        var needed = trial.Design.Assignment == Assignment.Twins
            ? (ulong)trial.Arms.Max(a => a.Patients)
            : (ulong)trial.Arms.Max(a => a.Patients) * (ulong)trial.Arms.Length;
        if (cohort.Count < needed)
            diagnostics.Error("TH0111", trial.Population.Span,
                $"The trial enrols {needed} patients; the table lists {cohort.Count}.",
                "Enrol fewer, or let rows be drawn with replacement ('sample: bootstrap').");
    }
}
