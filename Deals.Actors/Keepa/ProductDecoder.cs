namespace Deals.Actors.Keepa;

/// <summary>Reads one product of an answer to /product, or a body that was stored.</summary>
public static class ProductDecoder
{
    /// <summary>Reads a product's own JSON, as <see cref="ProductRecord.Body"/> holds it.</summary>
    /// <param name="domain">The marketplace that it was asked for in.</param>
    /// <param name="body">The JSON in UTF-8.</param>
    /// <param name="reason">Why it cannot be read, where it cannot.</param>
    public static ProductRecord? Decode(AmazonDomain domain, ReadOnlyMemory<byte> body, out string reason) => throw new NotSupportedException("Not read yet.");
}
