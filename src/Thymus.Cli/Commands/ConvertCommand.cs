using System.CommandLine;
using Thymus.Modeling;

namespace Thymus.Cli;

/// <summary><c>thymus convert A B</c>: between Antimony and SBML Level 3 Version 2.</summary>
internal static class ConvertCommand
{
    public static Command Create(Screen screen)
    {
        var from = new Argument<string>("from") { Description = "A model (.ant, .txt, .xml, .sbml)." };
        var to = new Argument<string>("to") { Description = "The file to write: .ant for Antimony, .xml or .sbml for SBML L3V2." };
        var units = new Option<bool>("--canonical-units") { Description = "Convert an SBML model of many units to day, litre, nanomole, cell and milligram (Antimony is converted as it is read)." };
        var command = new Command("convert", "Convert a model between Antimony and SBML.") { from, to, units };
        command.SetAction(parsed => Convert(screen, parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetValue(units)));
        return command;
    }

    private static int Convert(Screen screen, string from, string to, bool canonicalUnits)
    {
        var model = ModelFile.Read(screen, from);
        if (model is null) return ExitCode.InputFault;
        if (canonicalUnits)
        {
            var faults = new DiagnosticBag();
            model = CanonicalUnits.Convert(model, faults);
            screen.Print(faults);
            if (faults.HasErrors) return ExitCode.InputFault;
        }
        using var buffer = new MemoryStream();
        switch (Path.GetExtension(to).ToLowerInvariant())
        {
            case ".ant" or ".txt":
                using (var writer = new StreamWriter(buffer, leaveOpen: true)) writer.Write(AntimonyWriter.Write(model));
                break;
            case ".xml" or ".sbml":
                SbmlWriter.Write(model, buffer);
                break;
            case var other:
                throw new CommandFault(ExitCode.Usage, $"'{to}' ends in '{other}', which is no model format.", "Write .ant for Antimony, .xml for SBML.");
        }
        OutputFile.Write(to, stream => stream.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        screen.Output.WriteLine($"{to}: {model.Species.Length} species, {model.Parameters.Length} parameters, {model.Reactions.Length} reactions, {model.Rules.Length} rules, {model.Events.Length} events.");
        return ExitCode.Success;
    }
}
