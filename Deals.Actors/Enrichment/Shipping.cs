using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>What a buyer pays for shipping beside the deal's price, by the first of its sources that tells. What a merchant asks is never assumed.</summary>
internal static class Shipping
{
    /// <summary>The shipping; absent where nothing tells it.</summary>
    public static Estimate<Money> Of(DealSubject of)
    {
        if (!of.Price.TryGet(out var price))
            return Estimate.Absent<Money>(of.Price.Reason!.Value, of.Told(Rules.ShippingUnknown));
        return OfType(of) ?? OfOffers(of, price.Minor) ?? OfBuyBox(of, price.Minor) ?? OfSeries(of, price.Minor)
            ?? Estimate.Absent<Money>(AbsenceReason.ShippingUnknown, of.Told(Rules.ShippingUnknown));
    }

    private static Estimate<Money>? OfType(DealSubject of) => of.Meaning.ShippingAt(of.AsOf) switch
    {
        ShippingTerms.ByAmazon => Known(of, of.Costs.ShippingByAmazon, Rules.ShippingByAmazon, of.AsOf),
        ShippingTerms.Included when IsToldByLastPoint(of) => Known(of, 0, Rules.ShippingIncluded, of.AsOf),
        _ => null,
    };

    // In a type with shipping the shipping of a point may be unknown: then the price is without it.
    private static bool IsToldByLastPoint(DealSubject of) => !of.Meaning.Type.WithShipping
        || (of.Record.Of(of.Meaning.Type) is { } history && LastPoint(history, of) is { Value: not null, Shipping: not null });

    private static Estimate<Money>? OfOffers(DealSubject of, long price) => Least(of, Rules.ShippingOfOffer, of.Record.Offers
        .Where(o => o is { IsLive: true, History.IsEmpty: false, IsScam: not true } && of.Meaning.Offers.Contains(o.Condition) && o.History[^1].Value == price)
        .Select(o => (o is { IsFba: true } or { IsAmazon: true } ? of.Costs.ShippingByAmazon : o.History[^1].Shipping, o.LastSeen ?? o.History[^1].At)));

    private static Estimate<Money>? OfBuyBox(DealSubject of, long price)
    {
        var box = of.Meaning.Family == ConditionFamily.New ? of.Record.Stats?.BuyBox : of.Meaning.Family == ConditionFamily.Used ? of.Record.Stats?.BuyBoxUsed : null;
        if (box is null || box.Price != price || !of.Meaning.Offers.Contains(box.Condition ?? OfferCondition.Unknown))
            return null;
        var shipping = box is { IsFba: true } or { IsAmazon: true } ? of.Costs.ShippingByAmazon : DealSubject.Amount(box.Shipping);
        return Least(of, Rules.ShippingOfBuyBox, [(shipping, of.Record.Stats!.LastBuyBoxUpdate ?? of.AsOf)]);
    }

    private static Estimate<Money>? OfSeries(DealSubject of, long price)
    {
        if (of.Series(of.Meaning.Type)?.At(of.End) is not { Value: { } now, At: var since } || now != price)
            return null;
        var family = of.Meaning.Family;
        return Least(of, Rules.ShippingOfSeries, family.WithShipping.Concat(family.ByAmazon)
            .Select(type => (Type: type, Point: of.Record.Of(type) is { } history ? LastPoint(history, of) : null))
            .Where(s => s.Point?.Value == price && LookedAt(s.Point.Value, of) >= KeepaTime.ToInstant(since))
            .Select(s => (s.Type.WithShipping ? s.Point!.Value.Shipping : of.Costs.ShippingByAmazon, LookedAt(s.Point!.Value, of))));
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

    private static Estimate<Money>? Least(DealSubject of, Rule rule, IEnumerable<(long? Shipping, DateTimeOffset At)> told)
    {
        var known = told.Where(static t => t.Shipping is not null).OrderBy(static t => t.Shipping).ThenByDescending(static t => t.At).ToList();
        return known.Count == 0 ? null : Known(of, known[0].Shipping!.Value, rule, known[0].At);
    }

    private static Estimate<Money> Known(DealSubject of, long minor, Rule rule, DateTimeOffset at) =>
        Estimate.Known(of.Money(minor), Evidence.Told(rule, at < of.AsOf ? at : of.AsOf));
}
