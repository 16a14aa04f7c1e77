using System.Text;
using Thymus.Numerics;

namespace Thymus.Cli.Tests;

/// <summary>Makes a wrong file out of right ones: each number makes one text, always the same.</summary>
internal sealed class Mutator(string[] seeds, string[] words)
{
    private static readonly string[] Numbers =
        ["0", "-1", "1e308", "1e-320", "1e999", "-1e999", "NaN", "Infinity", "99999999999999999999999999", "2147483648", "0x1F", "1e", ".", "1.2.3", new string('9', 400)];

    public string Make(ulong number)
    {
        var chance = new Chance(RandomStream.For(20261123, 0, number, "fuzz"));
        var text = new StringBuilder(seeds[chance.Below(seeds.Length)]);
        for (var n = 1 + chance.Below(6); n > 0; n--) Mutate(text, chance);
        return text.ToString();
    }

    private void Mutate(StringBuilder text, Chance chance)
    {
        var (at, length) = (chance.Below(text.Length + 1), 0);
        length = Math.Min(text.Length - at, 1 + chance.Below(chance.Below(8) == 0 ? 400 : 12));
        switch (chance.Below(11))
        {
            case 0: text.Remove(at, length); break;
            case 1: text.Insert(at, text.ToString(at, length)); break;
            case 2: if (length > 0) text[at] = (char)chance.Below(chance.Below(4) == 0 ? 0xD800 : 128); break;
            case 3: text.Insert(at, words[chance.Below(words.Length)]); break;
            case 4: text.Remove(at, length).Insert(at, words[chance.Below(words.Length)]); break;
            case 5: ReplaceNumber(text, chance); break;
            case 6: text.Length = at; break;
            case 7: Splice(text, at, chance); break;
            case 8: Nest(text, at, chance); break;
            case 9: SwapLines(text, chance); break;
            default: text.Insert(at, " \t\r\n\0\u00a0\ufeff"[chance.Below(7)]); break;
        }
    }

    private static void ReplaceNumber(StringBuilder text, Chance chance)
    {
        var digits = Enumerable.Range(0, text.Length).Where(i => char.IsAsciiDigit(text[i])).ToList();
        if (digits.Count == 0) return;
        var start = digits[chance.Below(digits.Count)];
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or 'e' or 'E' or '-')) end++;
        text.Remove(start, end - start).Insert(start, Numbers[chance.Below(Numbers.Length)]);
    }

    private void Splice(StringBuilder text, int at, Chance chance)
    {
        var other = seeds[chance.Below(seeds.Length)];
        var from = chance.Below(other.Length + 1);
        text.Insert(at, other.AsSpan(from, Math.Min(other.Length - from, 1 + chance.Below(300))));
    }

    /// <summary>Brackets, elements and indentation thousands deep: what breaks a reader that calls itself.</summary>
    private static void Nest(StringBuilder text, int at, Chance chance)
    {
        var depth = 1 << chance.Below(15);
        var (open, inner, close) = chance.Below(5) switch
        {
            0 => ("(", "1", ")"),
            1 => ("[", "", "]"),
            2 => ("{a: ", "1", "}"),
            3 => ("<apply><plus/>", "<cn>1</cn>", "</apply>"),
            _ => ("-", "1", ""),
        };
        var nest = new StringBuilder().Insert(0, open, depth).Append(inner);
        if (chance.Below(3) > 0) nest.Insert(nest.Length, close, depth);
        text.Insert(at, nest);
    }

    private static void SwapLines(StringBuilder text, Chance chance)
    {
        var lines = text.ToString().Split('\n');
        var (a, b) = (chance.Below(lines.Length), chance.Below(lines.Length));
        (lines[a], lines[b]) = (lines[b], lines[a]);
        text.Clear().AppendJoin('\n', lines);
    }

    private sealed class Chance(RandomStream stream)
    {
        private ulong _next;

        public int Below(int n) => (int)(stream.Uniform(_next++) * n);
    }
}
