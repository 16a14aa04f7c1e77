using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Thymus.Modeling;

/// <summary>Writes a flat model as Antimony that <see cref="AntimonyReader"/> reads back to the same definition.</summary>
/// <remarks>
/// What Antimony has no words for is written as something of the same meaning: parameters of one reaction become parameters of the model
/// (<c>J__k</c>), conversion factors become stoichiometries. Dimensions of flat or pointlike compartments are lost, and said so.
/// </remarks>
public static class AntimonyWriter
{
    /// <param name="diagnostics">Receives a warning for everything that cannot be said in Antimony; may be left out.</param>
    public static string Write(ModelDefinition model, DiagnosticBag? diagnostics = null) => new Writer(model, diagnostics ?? new DiagnosticBag()).Write();

    private sealed class Writer
    {
        private readonly ModelDefinition _model;
        private readonly DiagnosticBag _diagnostics;
        private readonly StringBuilder _text = new();
        private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _renamedUnits = new(StringComparer.Ordinal);
        private readonly HashSet<string> _assigned;

        public Writer(ModelDefinition model, DiagnosticBag diagnostics)
        {
            (_model, _diagnostics) = (model, diagnostics);
            _assigned = model.InitialAssignments.Select(i => i.Variable).Concat(model.Rules.OfType<AssignmentRule>().Select(r => r.Variable)).ToHashSet(StringComparer.Ordinal);
            var names = model.Compartments.Select(c => c.Id).Concat(model.Species.Select(s => s.Id)).Concat(model.Parameters.Select(p => p.Id))
                .Concat(model.Reactions.Select(r => r.Id)).Concat(model.Events.Select(e => e.Id)).Concat(model.Functions.Select(f => f.Id))
                .ToHashSet(StringComparer.Ordinal);
            Rename(names, n => MathNames.IsReserved(n) || HidesDraws(n), _renamed);
            // "unit volume = …" sets the unit of the model; a unit that only happens to be called so gets another name.
            var units = model.UnitDefinitions.Select(u => u.Id).ToHashSet(StringComparer.Ordinal);
            Rename(units, n => !MathNames.IsUnitName(n) || Array.Exists(Roles, r => r.Role == n && r.Unit != n), _renamedUnits);
        }

        /// <summary>Whether it names a function of the model, and so in Antimony would take the place of the draws of that name.</summary>
        private bool HidesDraws(string name) => MathNames.IsDraw(name) && _model.Functions.Any(f => f.Id == name)
            && _model.InitialAssignments.Select(i => i.Value).Concat(_model.Events.SelectMany(e => e.Assignments).Select(a => a.Value))
                .Concat(_model.Events.Where(e => e.Delay is not null).Select(e => e.Delay!)).Any(f => RandomDraw.FirstIn(f, _model.Functions) is not null);

        private void Rename(HashSet<string> names, Func<string, bool> isTaken, Dictionary<string, string> renamed)
        {
            foreach (var name in names.Where(isTaken).Order(StringComparer.Ordinal).ToList())
            {
                var free = name + "_";
                while (!names.Add(free)) free += "_";
                renamed.Add(name, free);
                _diagnostics.Warning("TM0401", SourceSpan.WholeFile(_model.File ?? _model.Id), $"'{name}' has a meaning of its own in Antimony and is written as '{free}'.");
            }
        }

        private (string Role, string? Unit)[] Roles =>
        [
            ("time_unit", _model.TimeUnit), ("substance", _model.SubstanceUnit), ("volume", _model.VolumeUnit),
            ("area", _model.AreaUnit), ("length", _model.LengthUnit), ("extent", _model.ExtentUnit),
        ];

        /// <summary>Whether a rule or an initial assignment gives the value, so that a stated number means nothing.</summary>
        private bool IsAssigned(string id) => _assigned.Contains(id);

        private string Name(string id) => _renamed.GetValueOrDefault(id, id);

        private string UnitName(string id) => _renamedUnits.GetValueOrDefault(id, id);

        private string Formula(Expression formula) => FormulaWriter.Write(formula, Name, UnitName);

        private void Line(string text) => _text.Append("  ").Append(text).Append('\n');

        private void Gap()
        {
            if (_text.Length > 1 && _text[^1] == '\n' && _text[^2] != '\n') _text.Append('\n');
        }

        public string Write()
        {
            foreach (var f in _model.Functions)
            {
                // Arguments are private to the function: their names say nothing outside of it.
                var own = f.Arguments.Where(MathNames.IsReserved).ToDictionary(a => a, a => a + "_", StringComparer.Ordinal);
                _text.Append(CultureInfo.InvariantCulture, $"function {Name(f.Id)}({string.Join(", ", f.Arguments.Select(a => own.GetValueOrDefault(a, a)))})\n");
                Line(FormulaWriter.Write(f.Body, n => own.TryGetValue(n, out var renamed) ? renamed : Name(n), UnitName));
                _text.Append("end\n");
                if (f.Name is not null) _text.Append(CultureInfo.InvariantCulture, $"{Name(f.Id)} is {Quote(f.Name)}\n");
                _text.Append('\n');
            }
            _text.Append(CultureInfo.InvariantCulture, $"model *{Name(_model.Id)}()\n");
            WriteUnits();
            WriteSymbols();
            WriteEquations();
            foreach (var r in _model.Reactions) WriteReaction(r);
            Gap();
            foreach (var e in _model.Events) WriteEvent(e);
            WriteConstraints();
            WriteNames();
            _text.Append("end\n");
            if (_model.Name is not null) _text.Append(CultureInfo.InvariantCulture, $"{Name(_model.Id)} is {Quote(_model.Name)}\n");
            return _text.ToString();
        }

        private void WriteUnits()
        {
            foreach (var u in _model.UnitDefinitions) Line($"unit {UnitName(u.Id)} = {Parts(u.Parts)};");
            foreach (var u in _model.UnitDefinitions)
                if (u.Name is not null) Line($"unit {UnitName(u.Id)} is {Quote(u.Name)};");
            foreach (var (role, unit) in Roles)
                if (unit is not null && unit != role) Line($"unit {role} = {UnitName(unit)};");
            Gap();
        }

        private static string Parts(ImmutableArray<UnitPart> parts)
        {
            if (parts.IsEmpty) return "1 dimensionless";
            // "unit length = metre" would only name the model's unit; "1 metre" defines one.
            if (parts is [{ Exponent: 1, Scale: 0, Multiplier: 1 } only]) return "1 " + only.Kind;
            var text = new StringBuilder();
            for (var i = 0; i < parts.Length; i++)
            {
                var part = parts[i];
                if (i > 0) text.Append(" * ");
                var number = part is { Scale: 0, Multiplier: 1 } ? ""
                    : Plain(part.Multiplier) + (part.Scale == 0 ? "" : "e" + part.Scale.ToString(CultureInfo.InvariantCulture)) + " ";
                text.Append(part.Exponent == 1 ? number + part.Kind
                    : number.Length == 0 ? $"{part.Kind}^{FormulaWriter.Number(part.Exponent)}" : $"({number}{part.Kind})^{FormulaWriter.Number(part.Exponent)}");
            }
            return text.ToString();
        }

        /// <summary>A number without exponent: an exponent in a unit is its scale.</summary>
        private static string Plain(double value)
        {
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            var e = text.IndexOf('E', StringComparison.Ordinal);
            if (e < 0) return text;
            var sign = text[0] == '-' ? "-" : "";
            var digits = text[sign.Length..e].Replace(".", "", StringComparison.Ordinal);
            var point = 1 + int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return point <= 0 ? $"{sign}0.{new string('0', -point)}{digits}" : sign + digits.PadRight(point, '0');
        }

        private void WriteSymbols()
        {
            foreach (var c in _model.Compartments)
            {
                if (c.SpatialDimensions != 3)
                    _diagnostics.Warning("TM0402", SourceSpan.WholeFile(_model.File ?? _model.Id), $"Compartment '{c.Id}' has {FormulaWriter.Number(c.SpatialDimensions)} dimensions; Antimony cannot say so.");
                Line($"{Const(c.Constant)} compartment {Name(c.Id)}{Value(c.Id, c.Size)};");
                if (c.Unit is not null) Line($"{Name(c.Id)} has {UnitName(c.Unit)};");
            }
            foreach (var s in _model.Species)
            {
                var value = IsAssigned(s.Id) ? "" : s.InitialAmount is { } amount ? $" = {FormulaWriter.Number(amount)}{(s.HasOnlySubstanceUnits ? "" : "/" + Name(s.Compartment))}"
                    : s.InitialConcentration is { } concentration ? $" = {FormulaWriter.Number(concentration)}{(s.HasOnlySubstanceUnits ? "*" + Name(s.Compartment) : "")}" : "";
                Line($"{(s.Constant ? "const " : "")}{(s.HasOnlySubstanceUnits ? "substanceOnly " : "")}species {(s.BoundaryCondition ? "$" : "")}{Name(s.Id)} in {Name(s.Compartment)}{value};");
                if (s.SubstanceUnit is not null) Line($"{Name(s.Id)} has {UnitName(s.SubstanceUnit)};");
            }
            Gap();
            foreach (var p in _model.Parameters)
            {
                Line($"{Const(p.Constant)} {Name(p.Id)}{Value(p.Id, p.Value)};");
                if (p.Unit is not null) Line($"{Name(p.Id)} has {UnitName(p.Unit)};");
            }
            foreach (var r in _model.Reactions)
                foreach (var p in r.LocalParameters)
                {
                    Line($"const {Local(r, p.Id)} = {FormulaWriter.Number(p.Value ?? double.NaN)};");
                    if (p.Unit is not null) Line($"{Local(r, p.Id)} has {UnitName(p.Unit)};");
                }
            Gap();
        }

        private static string Const(bool constant) => constant ? "const" : "var";

        private string Value(string id, double? value) => value is { } number && !IsAssigned(id) ? $" = {FormulaWriter.Number(number)}" : "";

        private string Local(Reaction reaction, string id)
        {
            var name = $"{Name(reaction.Id)}__{id}";
            while (_model.Parameters.Any(p => p.Id == name)) name += "_";
            return name;
        }

        private void WriteEquations()
        {
            foreach (var r in _model.Reactions)
                foreach (var reference in r.Reactants.Concat(r.Products))
                    if (reference is { Id: { } id, Stoichiometry: NumberExpression number } && !IsAssigned(id)) Line($"{Name(id)} = {FormulaWriter.Number(number.Value)};");
            foreach (var i in _model.InitialAssignments) Line($"{Name(i.Variable)} = {Formula(i.Value)};");
            Gap();
            foreach (var rule in _model.Rules)
                Line(rule switch
                {
                    AssignmentRule a => $"{Name(a.Variable)} := {Formula(a.Value)};",
                    RateRule r => $"{Name(r.Variable)}' = {Formula(r.Value)};",
                    _ => $"0 = {Formula(rule.Value)};",
                });
            Gap();
        }

        private void WriteReaction(Reaction r)
        {
            var local = r.LocalParameters.ToDictionary(p => p.Id, p => Local(r, p.Id), StringComparer.Ordinal);
            var rate = r.Rate is null ? "" : " " + FormulaWriter.Write(r.Rate, n => local.TryGetValue(n, out var own) ? own : Name(n), UnitName);
            if (r.Fast) _diagnostics.Warning("TM0403", SourceSpan.WholeFile(_model.File ?? _model.Id), $"Reaction '{r.Id}' is marked as fast; Antimony, like SBML L3V2, cannot say so.");
            var place = r.Compartment is null || r.Rate is null ? "" : $" in {Name(r.Compartment)}";
            Line($"{Name(r.Id)}: {Side(r.Reactants)}{(r.Reversible ? "->" : "=>")}{(r.Products.IsEmpty ? "" : " ")}{Side(r.Products).TrimEnd()};{rate}{place};");
        }

        private string Side(ImmutableArray<SpeciesReference> side)
        {
            var parts = side.Select(reference =>
            {
                var species = Name(reference.Species);
                var factor = _model.Species.FirstOrDefault(s => s.Id == reference.Species)?.ConversionFactor ?? _model.ConversionFactor;
                var coefficient = reference.Id is { } id ? new SymbolExpression(id) : reference.Stoichiometry;
                if (factor is not null) coefficient = Expression.Call(MathFunction.Multiply, new SymbolExpression(factor), coefficient ?? 1.0);
                return coefficient switch
                {
                    null or NumberExpression { Value: 1 } => species,
                    NumberExpression { Value: >= 0 } number => $"{FormulaWriter.Number(number.Value)} {species}",
                    SymbolExpression symbol when reference.Id is not null => $"{Name(symbol.Name)} {species}",
                    _ => $"({Formula(coefficient)}) {species}",
                };
            });
            var text = string.Join(" + ", parts);
            return text.Length == 0 ? "" : text + " ";
        }

        private void WriteEvent(ModelEvent e)
        {
            var text = new StringBuilder($"{Name(e.Id)}: at ");
            if (e.Delay is not null) text.Append(Formula(e.Delay)).Append(" after ");
            text.Append(Formula(e.Trigger));
            if (!e.InitialValue) text.Append(", t0 = false");
            if (!e.Persistent) text.Append(", persistent = false");
            if (e.Priority is not null) text.Append(", priority = ").Append(Formula(e.Priority));
            if (!e.UseValuesFromTriggerTime) text.Append(", fromTrigger = false");
            text.Append(": ").AppendJoin(", ", e.Assignments.Select(a => $"{Name(a.Variable)} = {Formula(a.Value)}")).Append(';');
            Line(text.ToString());
        }

        private void WriteConstraints()
        {
            for (var i = 0; i < _model.Constraints.Length; i++)
            {
                var constraint = _model.Constraints[i];
                var id = $"_C{i.ToString(CultureInfo.InvariantCulture)}";
                Line($"constraint {(constraint.Message is null ? "" : id)}: {Formula(constraint.Condition)};");
                if (constraint.Message is not null) Line($"{id} is {Quote(constraint.Message)};");
            }
        }

        private void WriteNames()
        {
            Gap();
            foreach (var (id, name) in _model.Compartments.Select(c => (c.Id, c.Name)).Concat(_model.Species.Select(s => (s.Id, s.Name)))
                .Concat(_model.Parameters.Select(p => (p.Id, p.Name))).Concat(_model.Reactions.Select(r => (r.Id, r.Name))).Concat(_model.Events.Select(e => (e.Id, e.Name))))
                if (name is not null) Line($"{Name(id)} is {Quote(name)};");
        }

        private static string Quote(string text) =>
            $"\"{text.Replace('"', '\'').Replace("\r", "", StringComparison.Ordinal).Replace('\n', ' ')}\"";
    }
}
