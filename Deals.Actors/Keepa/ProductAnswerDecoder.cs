using System.Collections.Immutable;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads the answer to /product: each product by itself, so that one that cannot be read loses none of its neighbours.</summary>
internal static class ProductAnswerDecoder
{
    /// <summary>Reads the answer to a request by ASIN.</summary>
    public static KeepaOutcome Read(KeepaRequest.Products request, JsonElement answer, TokenEnvelope? envelope) =>
        Read(answer, request.Domain, request.Asins, envelope);

    /// <summary>Reads the answer to a request by code, where any product may be what the code stands for.</summary>
    public static KeepaOutcome Read(KeepaRequest.ProductsByCode request, JsonElement answer, TokenEnvelope? envelope) =>
        Read(answer, request.Domain, asked: null, envelope);

    private static KeepaOutcome Read(JsonElement answer, AmazonDomain domain, ImmutableArray<Asin>? asked, TokenEnvelope? envelope)
    {
        if (answer.Get("products") is not { ValueKind: JsonValueKind.Array } products)
            return new KeepaOutcome.Failed(FailureKind.Malformed, new KeepaError("malformed", "The answer to /product has no list products."), envelope);
        var read = ImmutableArray.CreateBuilder<ProductRecord>();
        var rejected = ImmutableArray.CreateBuilder<RejectedProduct>();
        var wanted = asked?.ToHashSet();
        var (answered, taken) = (new HashSet<Asin>(), new HashSet<Asin>());
        var index = 0;
        foreach (var element in products.EnumerateArray())
        {
            var product = ProductDecoder.Read(element, domain, envelope?.Timestamp, out var reason);
            var name = element.Get("asin").Text();
            if (Asin.TryParse(name, out var asin) && wanted?.Contains(asin) == false)
                reason = "it was not asked for";
            else if (product is not null && !taken.Add(asin))
                reason = "it came before in this answer";
            if (reason.Length == 0)
                read.Add(product!);
            else
                rejected.Add(new RejectedProduct(index, name, reason));
            answered.Add(asin);
            index++;
        }

        ImmutableArray<Asin> absent = [.. (asked ?? []).Where(a => !answered.Contains(a))];
        return new KeepaOutcome.ProductBatch(read.DrainToImmutable(), rejected.DrainToImmutable(), absent, envelope);
    }
}
