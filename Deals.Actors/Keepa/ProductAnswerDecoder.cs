using System.Collections.Immutable;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads the answer to /product: each product by itself, so that one that cannot be read loses none of its neighbours.</summary>
internal static class ProductAnswerDecoder
{
    /// <summary>Reads an answer.</summary>
    /// <param name="answer">What is around the products.</param>
    /// <param name="slices">The products.</param>
    /// <param name="domain">The marketplace that was asked for.</param>
    /// <param name="asked">The ASINs that were asked for; absent where any product may come.</param>
    /// <param name="envelope">The answer's envelope.</param>
    public static KeepaOutcome Read(JsonElement answer, ProductSlices slices, AmazonDomain domain, ImmutableArray<Asin>? asked, TokenEnvelope? envelope)
    {
        if (answer.Get("products") is not { ValueKind: JsonValueKind.Array })
            return new KeepaOutcome.Failed(FailureKind.Malformed, new KeepaError("malformed", "The answer to /product has no list products."), envelope);
        var read = ImmutableArray.CreateBuilder<ProductRecord>();
        var rejected = ImmutableArray.CreateBuilder<RejectedProduct>();
        var wanted = asked?.ToHashSet();
        var (answered, taken) = (new HashSet<Asin>(), new HashSet<Asin>());
        for (var index = 0; index < slices.Count; index++)
        {
            var product = ProductDecoder.Read(slices[index], domain, envelope?.Timestamp, out var name, out var reason);
            if (Asin.TryParse(name, out var asin) && wanted?.Contains(asin) == false)
                reason = "it was not asked for";
            else if (product is not null && !taken.Add(asin))
                reason = "it came before in this answer";
            if (reason.Length == 0)
                read.Add(product!);
            else
                rejected.Add(new RejectedProduct(index, name, reason));
            answered.Add(asin);
        }

        ImmutableArray<Asin> absent = [.. (asked ?? []).Where(a => !answered.Contains(a))];
        return new KeepaOutcome.ProductBatch(read.DrainToImmutable(), rejected.DrainToImmutable(), absent, envelope);
    }
}
