using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Thymus.Modeling.Tests;

/// <summary>A definition as text, member by member, without places in files: two definitions are the same where their texts are.</summary>
internal static class ModelText
{
    public static string Of(ModelDefinition model)
    {
        var text = new StringBuilder();
        Write(text, model with { File = null }, "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, string indent)
    {
        switch (value)
        {
            case null:
                text.Append("-\n");
                break;
            case string or bool or Enum:
                text.Append(value).Append('\n');
                break;
            case IFormattable number:
                text.Append(number.ToString(number is double ? "R" : null, CultureInfo.InvariantCulture)).Append('\n');
                break;
            case IEnumerable items:
                text.Append('\n');
                foreach (var item in items)
                {
                    text.Append(indent).Append("* ");
                    Write(text, item, indent + "  ");
                }
                break;
            default:
                text.Append(value.GetType().Name).Append('\n');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.Name is not ("Span" or "EqualityContract")))
                {
                    text.Append(indent).Append(property.Name).Append(": ");
                    Write(text, property.GetValue(value), indent + "  ");
                }
                break;
        }
    }
}
