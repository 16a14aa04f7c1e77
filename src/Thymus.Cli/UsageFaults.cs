using System.CommandLine;
using System.CommandLine.Parsing;
using Thymus.Modeling;

namespace Thymus.Cli;

/// <summary>What is wrong with a command line, in sentences, the nearest names beside them.</summary>
internal static class UsageFaults
{
    public static IEnumerable<string> Of(ParseResult parsed, RootCommand root)
    {
        var command = parsed.CommandResult.Command;
        var help = $"Try 'thymus {(command == root ? "" : command.Name + " ")}--help'.";
        var unknown = UnknownOptions(parsed).ToList();
        if (unknown.Count > 0)
        {
            // What else the parser says follows from them: it takes an unknown option for an argument.
            foreach (var option in unknown)
            {
                yield return $"thymus: {(command == root ? "there" : $"'{command.Name}' has")}{(command == root ? " is" : "")} no option '{option}'.";
                yield return "  " + Advice.DidYouMean(option, "options", command.Options.Select(o => o.Name).Append("--help").Distinct());
            }
        }
        else if (command == root && parsed.UnmatchedTokens.Count > 0)
        {
            yield return $"thymus: '{parsed.UnmatchedTokens[0]}' is no command.";
            yield return "  " + Advice.DidYouMean(parsed.UnmatchedTokens[0], "commands", root.Subcommands.Select(c => c.Name));
        }
        else
        {
            foreach (var error in parsed.Errors) yield return $"thymus: {error.Message}";
        }
        yield return help;
    }

    /// <summary>Words that begin like an option and are none; numbers such as −1 and what follows <c>--</c> are arguments.</summary>
    public static IEnumerable<string> UnknownOptions(ParseResult parsed) => parsed.Tokens
        .TakeWhile(t => t.Type != TokenType.DoubleDash)
        .Where(t => t.Type == TokenType.Argument && t.Value.Length > 1 && t.Value[0] == '-' && (t.Value[1] == '-' || char.IsAsciiLetter(t.Value[1])))
        .Select(t => t.Value.Split('=')[0]);
}
