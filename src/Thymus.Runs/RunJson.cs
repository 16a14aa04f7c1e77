using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thymus.Runs;

/// <summary>How JSON is written here: stable key order, shortest digits that read back the same, not-a-number as null.</summary>
public static class RunJson
{
    /// <remarks>
    /// A null number means "not defined" or "not reached" and reads back as NaN. Characters such as – and µ stand as themselves:
    /// the file is UTF-8 and is never pasted into HTML unescaped.
    /// </remarks>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new NumberOrNull(), new SortedLimits() },
    };

    public static byte[] Serialise<T>(T value)
    {
        using var stream = new MemoryStream();
        JsonSerializer.Serialize(stream, value, Options);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <exception cref="RunFolderException">The file is missing or is not what this version writes.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException fault)
        {
            throw new RunFolderException(
                $"'{path}'({fault.LineNumber + 1},{fault.BytePositionInLine + 1}) is not a file that this version of Thymus wrote: {fault.Message}", fault);
        }
        catch (IOException fault)
        {
            throw new RunFolderException($"'{path}' could not be read: {fault.Message}", fault);
        }
    }

    private sealed class NumberOrNull : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }

    /// <summary>An immutable dictionary enumerates in an order that differs from process to process.</summary>
    private sealed class SortedLimits : JsonConverter<ImmutableDictionary<string, ImmutableArray<string>>>
    {
        public override ImmutableDictionary<string, ImmutableArray<string>> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<SortedDictionary<string, ImmutableArray<string>>>(ref reader, options)!.ToImmutableDictionary();

        public override void Write(Utf8JsonWriter writer, ImmutableDictionary<string, ImmutableArray<string>> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (key, sentences) in value.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(key);
                JsonSerializer.Serialize(writer, sentences, options);
            }
            writer.WriteEndObject();
        }
    }
}
