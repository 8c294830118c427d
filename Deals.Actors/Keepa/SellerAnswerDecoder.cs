using System.Collections.Immutable;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads the answer to /seller: a map by id, in which an unknown seller is missing.</summary>
internal static class SellerAnswerDecoder
{
    public static KeepaOutcome Read(KeepaRequest.Sellers request, JsonElement answer, TokenEnvelope? envelope)
    {
        if (answer.Get("sellers") is not { ValueKind: JsonValueKind.Object } sellers)
            return new KeepaOutcome.Failed(FailureKind.Malformed, new KeepaError("malformed", "The answer to /seller has no map sellers."), envelope);
        var read = ImmutableArray.CreateBuilder<SellerRecord>();
        var rejected = ImmutableArray.CreateBuilder<RejectedSeller>();
        var wanted = request.Ids.ToHashSet();
        var answered = new HashSet<SellerId>();
        foreach (var member in sellers.EnumerateObject())
        {
            var reason = Reason(member.Name, wanted, answered, out var id);
            var seller = reason.Length > 0 ? null : Seller(id, request.Domain, member.Value, out reason);
            if (seller is not null)
                read.Add(seller);
            else
                rejected.Add(new RejectedSeller(member.Name, reason));
        }

        ImmutableArray<SellerId> absent = [.. request.Ids.Where(i => !answered.Contains(i))];
        return new KeepaOutcome.SellerBatch(read.DrainToImmutable(), absent, envelope) { Rejected = rejected.DrainToImmutable() };
    }

    private static string Reason(string name, HashSet<SellerId> wanted, HashSet<SellerId> answered, out SellerId id)
    {
        if (!SellerId.TryParse(name, out id))
            return "its id is none";
        if (!wanted.Contains(id))
            return "it was not asked for";
        return answered.Add(id) ? "" : "it came before in this answer";
    }

    private static SellerRecord? Seller(SellerId id, AmazonDomain domain, JsonElement seller, out string reason)
    {
        var defects = new Defects();
        if (seller.ValueKind != JsonValueKind.Object)
            defects.Add($"it is {seller.ValueKind}: an object was expected");
        else if (seller.Get("domainId") is { } number && number.Whole() != domain.Number)
            defects.Add($"its domainId is '{((JsonElement?)number).Shown()}': {domain.Number} ({domain.Country}) was asked for");
        else if (seller.Get("sellerId").Text() is { } own && own != id.Value)
            defects.Add($"its sellerId is '{own}': {id} was expected");
        if (seller.Get("csv") is { ValueKind: not JsonValueKind.Array } csv)
            defects.Add($"its csv is {csv.ValueKind}: an array was expected");
        var ratings = SeriesDecoder.Points(seller.Get("csv").At(0), withShipping: false, "csv[0]", defects);
        var counts = SeriesDecoder.Points(seller.Get("csv").At(1), withShipping: false, "csv[1]", defects);
        reason = defects.First ?? "";
        return defects.First is null ? Facts(id, domain, seller, ratings, counts) : null;
    }

    private static SellerRecord Facts(
        SellerId id, AmazonDomain domain, JsonElement seller, ImmutableArray<HistoryPoint> ratings, ImmutableArray<HistoryPoint> counts)
    {
        var count = seller.Get("currentRatingCount").Number() ?? (int?)Last(counts);
        var percent = seller.Get("currentRating").Number() ?? (int?)Last(ratings);
        return new SellerRecord
        {
            SellerId = id,
            Domain = domain,
            Name = seller.Get("sellerName").Line(),
            BusinessName = seller.Get("businessName").Line(),
            // Nought percent of nothing is no rating.
            RatingPercent = count == 0 || percent > 100 ? null : percent,
            RatingCount = count,
            LastUpdate = seller.Get("lastUpdate").Instant(),
            TrackedSince = (seller.Get("trackedSince") ?? seller.Get("trackingSince")).Instant(),
            ShipsFromChina = seller.Get("shipsFromChina").Flag(),
            HasFba = seller.Get("hasFBA").Flag(),
            AddressCountry = Country(seller.Get("address")),
            RatingHistory = ratings,
            RatingCountHistory = counts,
        };
    }

    private static long? Last(ImmutableArray<HistoryPoint> points) => points.IsEmpty ? null : points[^1].Value;

    private static string? Country(JsonElement? address) =>
        address.At(address.Count() - 1).Line() is { Length: 2 } country && country.All(char.IsAsciiLetterUpper) ? country : null;
}
