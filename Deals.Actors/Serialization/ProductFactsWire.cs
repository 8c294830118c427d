using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>The facts of a product's record on the wire: the product, its offers, its buy boxes.</summary>
internal static class ProductFactsWire
{
    public static Proto.Product To(ProductFacts facts)
    {
        var p = new Proto.Product { BodyHash = facts.BodyHash };
        p.CategoryPath.AddRange(facts.CategoryPath);
        p.Histories.AddRange(facts.Histories.Select(To));
        if (facts.Brand is not null)
            p.Brand = facts.Brand;
        if (facts.Binding is not null)
            p.Binding = facts.Binding;
        if (facts.MonthlySold is { } sold)
            p.MonthlySold = sold;
        if (facts.Title is not null)
            p.Title = facts.Title;
        if (facts.Manufacturer is not null)
            p.Manufacturer = facts.Manufacturer;
        if (facts.ProductGroup is not null)
            p.ProductGroup = facts.ProductGroup;
        if (facts.Kind is not null)
            p.Kind = facts.Kind;
        if (facts.ListedSince is { } listed)
            p.ListedSince = listed.ToWire();
        if (facts.TrackedSince is { } tracked)
            p.TrackedSince = tracked.ToWire();
        if (facts.PriceChangedAt is { } changed)
            p.PriceChangedAt = changed.ToWire();
        if (facts.Fees.PickAndPack is { } pick)
            p.PickAndPack = pick;
        if (facts.Fees.ReferralPercent is { } referral)
            p.ReferralPercent = referral.ToString(CultureInfo.InvariantCulture);
        if (facts.Fees.Closing is { } closing)
            p.Closing = closing;
        return p;
    }

    public static ProductFacts From(Proto.Product p) =>
        new(p.HasBrand ? p.Brand : null, p.HasBinding ? p.Binding : null, p.HasMonthlySold ? p.MonthlySold : null, p.BodyHash)
        {
            Title = p.HasTitle ? p.Title : null,
            Manufacturer = p.HasManufacturer ? p.Manufacturer : null,
            ProductGroup = p.HasProductGroup ? p.ProductGroup : null,
            Kind = p.HasKind ? p.Kind : null,
            CategoryPath = [.. p.CategoryPath],
            ListedSince = p.HasListedSince ? p.ListedSince.ToInstant() : null,
            TrackedSince = p.HasTrackedSince ? p.TrackedSince.ToInstant() : null,
            PriceChangedAt = p.HasPriceChangedAt ? p.PriceChangedAt.ToInstant() : null,
            Fees = new FeeFacts(
                p.HasPickAndPack ? p.PickAndPack : null,
                p.HasReferralPercent ? decimal.Parse(p.ReferralPercent, CultureInfo.InvariantCulture) : null,
                p.HasClosing ? p.Closing : null),
            // A price type that only a newer version knows is left out: the rest of the deal is readable.
            Histories = [.. p.Histories.Where(h => PriceType.TryFromIndex(h.Type, out _)).Select(From)],
        };

    public static Proto.Offers? To(OfferFacts? facts)
    {
        if (facts is null)
            return null;
        var p = new Proto.Offers();
        p.Cheapest.AddRange(facts.Cheapest.Select(o => To(o)));
        if (facts.Total is { } total)
            p.Total = total;
        if (facts.FulfilledByAmazon is { } amazon)
            p.FulfilledByAmazon = amazon;
        if (facts.FulfilledByMerchant is { } merchant)
            p.FulfilledByMerchant = merchant;
        return p;
    }

    public static OfferFacts? From(Proto.Offers? p) => p is null ? null : new OfferFacts
    {
        Total = p.HasTotal ? p.Total : null,
        FulfilledByAmazon = p.HasFulfilledByAmazon ? p.FulfilledByAmazon : null,
        FulfilledByMerchant = p.HasFulfilledByMerchant ? p.FulfilledByMerchant : null,
        Cheapest = [.. p.Cheapest.Select(o => From(o))],
    };

    public static Proto.BuyBox? To(BuyBoxFacts? facts) => facts is null ? null : new Proto.BuyBox { New = To(facts.New), Used = To(facts.Used) };

    public static BuyBoxFacts? From(Proto.BuyBox? p) => p is null ? null : new BuyBoxFacts(From(p.New), From(p.Used));

    [return: NotNullIfNotNull(nameof(offer))]
    private static Proto.Offer? To(OfferOfSeller? offer)
    {
        if (offer is null)
            return null;
        var p = new Proto.Offer();
        if (offer.Seller is { } seller)
            p.Seller = seller.Value;
        if (offer.Price is { } price)
            p.Price = price;
        if (offer.Shipping is { } shipping)
            p.Shipping = shipping;
        if (offer.Condition is { } condition)
            p.Condition = (int)condition;
        if (offer.IsFulfilledByAmazon is { } isAmazon)
            p.IsFulfilledByAmazon = isAmazon;
        return p;
    }

    [return: NotNullIfNotNull(nameof(p))]
    private static OfferOfSeller? From(Proto.Offer? p) => p is null ? null : new OfferOfSeller(
        p.HasSeller ? SellerId.Parse(p.Seller) : null,
        p.HasPrice ? p.Price : null,
        p.HasShipping ? p.Shipping : null,
        p.HasCondition ? (OfferCondition)p.Condition : null,
        p.HasIsFulfilledByAmazon ? p.IsFulfilledByAmazon : null);

    private static Proto.History To(HistoryFacts facts)
    {
        var p = new Proto.History { Type = facts.Type.Index };
        if (facts.Current is { } current)
            p.Current = current;
        if (facts.Average30 is { } a30)
            p.Average30 = a30;
        if (facts.Average90 is { } a90)
            p.Average90 = a90;
        if (facts.Average180 is { } a180)
            p.Average180 = a180;
        if (facts.Average365 is { } a365)
            p.Average365 = a365;
        if (facts.Lowest is { } lowest)
            p.Lowest = lowest;
        if (facts.LowestAt is { } lowestAt)
            p.LowestAt = lowestAt.ToWire();
        if (facts.Highest is { } highest)
            p.Highest = highest;
        if (facts.HighestAt is { } highestAt)
            p.HighestAt = highestAt.ToWire();
        if (facts.OutOfStockPercent90 is { } share)
            p.OutOfStockPercent90 = share;
        return p;
    }

    private static HistoryFacts From(Proto.History p) => new(
        PriceType.FromIndex(p.Type),
        p.HasCurrent ? p.Current : null,
        p.HasAverage30 ? p.Average30 : null,
        p.HasAverage90 ? p.Average90 : null,
        p.HasAverage180 ? p.Average180 : null,
        p.HasAverage365 ? p.Average365 : null,
        p.HasLowest ? p.Lowest : null,
        p.HasLowestAt ? p.LowestAt.ToInstant() : null,
        p.HasHighest ? p.Highest : null,
        p.HasHighestAt ? p.HighestAt.ToInstant() : null,
        p.HasOutOfStockPercent90 ? p.OutOfStockPercent90 : null);
}
