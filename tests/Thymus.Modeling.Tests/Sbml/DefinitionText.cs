using System.Collections;
using System.Globalization;
using System.Text;

namespace Thymus.Modeling.Tests;

/// <summary>A model as text, every property of every part, so that two definitions can be compared and a difference read.</summary>
/// <remarks>Places and file names are left out: they are not part of what a model means.</remarks>
internal static class DefinitionText
{
    public static string Of(ModelDefinition model)
    {
        var text = new StringBuilder();
        Append(text, model, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, int indent)
    {
        switch (value)
        {
            case null:
                text.Append("null\n");
                break;
            case double number:
                text.Append(number.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
                break;
            case string or bool or int or Enum:
                text.Append(value).Append('\n');
                break;
            case IEnumerable list:
                text.Append("list\n");
                foreach (var item in list)
                {
                    text.Append(' ', indent + 1).Append("- ");
                    Append(text, item, indent + 2);
                }
                break;
            default:
                text.Append(value.GetType().Name).Append('\n');
                foreach (var property in value.GetType().GetProperties().Where(p => p.Name is not ("Span" or "File" or "EqualityContract")).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    text.Append(' ', indent + 1).Append(property.Name).Append(": ");
                    Append(text, property.GetValue(value), indent + 2);
                }
                break;
        }
    }
}
