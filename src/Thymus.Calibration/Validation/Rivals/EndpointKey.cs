namespace Thymus.Calibration;

/// <summary>What makes numbers of two trials comparable: the same endpoint in the same unit, of a rate at the same time.</summary>
/// <param name="Name">The evidence's word without what stands in brackets (how it was read has columns of its own).</param>
/// <param name="Time">Of a rate, as the evidence writes it ("12 mo"); empty otherwise: the day on which data were cut is no part of the endpoint.</param>
internal sealed record EndpointKey(string Name, string Unit, string Time)
{
    public static EndpointKey Of(PublishedResult row)
    {
        var bracket = row.Endpoint.IndexOf('(', StringComparison.Ordinal);
        var name = (bracket > 0 ? row.Endpoint[..bracket] : row.Endpoint).Trim();
        var isAtTime = name.EndsWith(" rate", StringComparison.Ordinal) && row.TimePoint.Length > 0 && char.IsAsciiDigit(row.TimePoint[0]);
        return new EndpointKey(name, row.Unit, isAtTime ? row.TimePoint : "");
    }
}
