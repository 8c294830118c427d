using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>Reads what a product's record tells of shipping: the type, live offers, the buy box, a series, in this order.</summary>
internal static class Shipping
{
    // Keepa lists at most 100 live offers; what is kept of a record has a bound whatever it holds.
    private const int MostOffers = 200;

    /// <summary>The quotes.</summary>
    public static ShippingQuotes Of(DealSubject of)
    {
        // What holds for any price leaves nothing to ask.
        if (OfType(of) is { } any)
            return new ShippingQuotes([any]);
        IEnumerable<ShippingQuote> all = [.. OfOffers(of).Take(MostOffers), .. OfBuyBox(of), .. OfSeries(of)];
        return new ShippingQuotes([.. all.DistinctBy(static q => q.Price)]);
    }

    private static ShippingQuote? OfType(DealSubject of) => of.Meaning.ShippingAt(of.AsOf) switch
    {
        ShippingTerms.ByAmazon => new ShippingQuote(null, of.Costs.ShippingByAmazon, ShippingSource.ByAmazon, of.AsOf),
        ShippingTerms.Included when IsToldByLastPoint(of) => new ShippingQuote(null, 0, ShippingSource.Included, of.AsOf),
        _ => null,
    };

    // In a type with shipping the shipping of a point may be unknown: then the price is without it.
    private static bool IsToldByLastPoint(DealSubject of) => !of.Meaning.Type.WithShipping
        || (of.Record.Of(of.Meaning.Type) is { } history && LastPoint(history, of) is { Value: not null, Shipping: not null });

    private static IEnumerable<ShippingQuote> OfOffers(DealSubject of) => Least(of, ShippingSource.Offer, of.Record.Offers
        .Where(o => o is { IsLive: true, History.IsEmpty: false, IsScam: not true } && of.Meaning.Offers.Contains(o.Condition))
        .Select(o => (o.History[^1].Value, o is { IsFba: true } or { IsAmazon: true } ? of.Costs.ShippingByAmazon : o.History[^1].Shipping, o.LastSeen ?? o.History[^1].At)));

    private static IEnumerable<ShippingQuote> OfBuyBox(DealSubject of)
    {
        var box = of.Meaning.Family == ConditionFamily.New ? of.Record.Stats?.BuyBox : of.Meaning.Family == ConditionFamily.Used ? of.Record.Stats?.BuyBoxUsed : null;
        if (box is null || !of.Meaning.Offers.Contains(box.Condition ?? OfferCondition.Unknown))
            return [];
        var shipping = box is { IsFba: true } or { IsAmazon: true } ? of.Costs.ShippingByAmazon : DealSubject.Amount(box.Shipping);
        return Least(of, ShippingSource.BuyBox, [(box.Price, shipping, of.Record.Stats!.LastBuyBoxUpdate ?? of.AsOf)]);
    }

    private static IEnumerable<ShippingQuote> OfSeries(DealSubject of)
    {
        if (of.Series(of.Meaning.Type)?.At(of.End) is not { Value: { } now, At: var since })
            return [];
        var family = of.Meaning.Family;
        return Least(of, ShippingSource.Series, family.WithShipping.Concat(family.ByAmazon)
            .Select(type => (Type: type, Point: of.Record.Of(type) is { } history ? LastPoint(history, of) : null))
            .Where(s => s.Point?.Value == now && LookedAt(s.Point.Value, of) >= KeepaTime.ToInstant(since))
            .Select(s => ((long?)now, s.Type.WithShipping ? s.Point!.Value.Shipping : of.Costs.ShippingByAmazon, LookedAt(s.Point!.Value, of))));
    }

    // Such series are only looked at with the offers: one that is older than the price tells of another offer.
    private static DateTimeOffset LookedAt(HistoryPoint point, DealSubject of) => of.Record.Stats?.LastOffersUpdate is { } at && at > point.At ? at : point.At;

    private static HistoryPoint? LastPoint(PriceHistory history, DealSubject of)
    {
        HistoryPoint? last = null;
        foreach (var point in history.Points)
        {
            if (point.Minutes <= of.End)
                last = point;
        }

        return last;
    }

    // Of several that tell for one price the least.
    private static IEnumerable<ShippingQuote> Least(DealSubject of, ShippingSource source, IEnumerable<(long? Price, long? Shipping, DateTimeOffset At)> told) => told
        .Where(static t => t is { Price: not null, Shipping: not null })
        .OrderBy(static t => t.Price)
        .ThenBy(static t => t.Shipping)
        .ThenByDescending(static t => t.At)
        .DistinctBy(static t => t.Price)
        .Select(t => new ShippingQuote(t.Price, t.Shipping!.Value, source, t.At < of.AsOf ? t.At : of.AsOf));
}
