using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Thymus.Solvers;

namespace Thymus.Cli;

/// <summary>Options that several commands share, so that they read the same everywhere.</summary>
internal static class CommonOptions
{
    public static Option<string> Language() => Choice("--lang", "Language of the report.", "en", "fr");

    /// <summary>One of a few words; the first is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => words[0],
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (words.Contains(text)) return text;
                result.AddError($"{name} is '{text}'; possible: {string.Join(", ", words)}.");
                return null;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>The solvers by the words of <see cref="Methods"/>, for the help of an option.</summary>
    public const string Solvers = "stiff: Rodas5P; explicit: Dormand-Prince, order 5; explicit8: order 8, for eight digits and more.";

    /// <summary>The solver of a word; the default's where it names a jump process.</summary>
    public static Method Solver(string word) => Methods.Named.FirstOrDefault(m => m.Name == word, Methods.Named[0]).Method;

    public static Option<string?> Overlay() =>
        new("--overlay") { Description = "CSV of observations to draw over the figures (columns: figure, arm, time, value [, lower, upper]).", HelpName = "CSV" };

    public static Option<int?> Threads() => Count("--threads", "Threads; results do not depend on it. All cores where left out.", "N", 1);

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, or as many as the type holds.</summary>
    public static Option<T?> Count<T>(string name, string description, string helpName, T least, T? most = null)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= (most ?? T.MaxValue)) return value;
                result.AddError($"{name} is '{text}'; a whole number from {least} to {most ?? T.MaxValue} is needed.");
                return null;
            },
        };
}
