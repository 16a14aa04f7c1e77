using System.Text;

namespace Thymus.Modeling.Tests;

/// <summary>SBML from and to strings, and the smallest file around a construct.</summary>
internal static class SbmlText
{
    public static string Write(ModelDefinition model)
    {
        using var stream = new MemoryStream();
        SbmlWriter.Write(model, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static ReadResult Read(string sbml)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(sbml));
        return SbmlReader.Read(stream, "model.xml");
    }
}
