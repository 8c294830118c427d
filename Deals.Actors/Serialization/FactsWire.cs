using System.Collections.Immutable;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>Groups of facts on the wire.</summary>
internal static class FactsWire
{
    public static Proto.Lens To(FeedLens lens) => new() { Feed = lens.Feed, PriceType = lens.PriceType.Index, Range = (int)lens.Range };

    public static FeedLens From(Proto.Lens p) => new(p.Feed, PriceType.FromIndex(p.PriceType), (DateRange)p.Range);

    public static Proto.Listing To(ListingFacts facts)
    {
        var p = new Proto.Listing();
        p.Categories.AddRange(facts.Categories);
        p.Types_.AddRange(facts.Types.Select(To));
        if (facts.Title is not null)
            p.Title = facts.Title;
        if (facts.Image is not null)
            p.Image = facts.Image;
        if (facts.RootCategory is { } root)
            p.RootCategory = root;
        if (facts.ParentAsin is { } parent)
            p.ParentAsin = parent.Value;
        if (facts.CreatedAt is { } created)
            p.CreatedAt = created.ToWire();
        if (facts.Drops.Days30 is { } d30)
            p.Drops30 = d30;
        if (facts.Drops.Days90 is { } d90)
            p.Drops90 = d90;
        if (facts.Drops.Days180 is { } d180)
            p.Drops180 = d180;
        if (facts.Drops.Days365 is { } d365)
            p.Drops365 = d365;
        if (facts.WarehouseCondition is { } condition)
            p.WarehouseCondition = condition;
        return p;
    }

    public static ListingFacts From(Proto.Listing p) => new()
    {
        Title = p.HasTitle ? p.Title : null,
        Image = p.HasImage ? p.Image : null,
        RootCategory = p.HasRootCategory ? p.RootCategory : null,
        Categories = [.. p.Categories],
        ParentAsin = p.HasParentAsin ? Asin.Parse(p.ParentAsin) : null,
        CreatedAt = p.HasCreatedAt ? p.CreatedAt.ToInstant() : null,
        // A price type that only a newer version knows is left out: the rest of the deal is readable.
        Types = [.. p.Types_.Where(t => PriceType.TryFromIndex(t.Type, out _)).Select(From)],
        Drops = new RankDrops(
            p.HasDrops30 ? p.Drops30 : null,
            p.HasDrops90 ? p.Drops90 : null,
            p.HasDrops180 ? p.Drops180 : null,
            p.HasDrops365 ? p.Drops365 : null),
        WarehouseCondition = p.HasWarehouseCondition ? p.WarehouseCondition : null,
    };

    public static Proto.Seller To(SellerFacts facts)
    {
        var p = new Proto.Seller { SellerId = facts.SellerId };
        if (facts.Name is not null)
            p.Name = facts.Name;
        if (facts.PositivePercent is { } percent)
            p.PositivePercent = percent;
        if (facts.RatingCount is { } count)
            p.RatingCount = count;
        return p;
    }

    public static SellerFacts From(Proto.Seller p) =>
        new(p.SellerId, p.HasName ? p.Name : null, p.HasPositivePercent ? p.PositivePercent : null, p.HasRatingCount ? p.RatingCount : null);

    public static Proto.TypeFacts To(TypeFacts facts)
    {
        var p = new Proto.TypeFacts { Type = facts.Type.Index, Averages = To(facts.Averages), DeltaPercents = To(facts.DeltaPercents) };
        if (facts.Current is { } current)
            p.Current = current;
        if (facts.Since is { } since)
            p.Since = since.ToWire();
        if (facts.Previous is { } previous)
            p.Previous = previous;
        return p;
    }

    public static TypeFacts From(Proto.TypeFacts p) => new(
        PriceType.FromIndex(p.Type),
        p.HasCurrent ? p.Current : null,
        p.HasSince ? p.Since.ToInstant() : null,
        p.HasPrevious ? p.Previous : null,
        From(p.Averages),
        From(p.DeltaPercents));

    private static Proto.PerRange? To(PerRange ranges)
    {
        if (ranges == PerRange.None)
            return null;
        var p = new Proto.PerRange();
        if (ranges.Day is { } day)
            p.Day = day;
        if (ranges.Week is { } week)
            p.Week = week;
        if (ranges.Month is { } month)
            p.Month = month;
        if (ranges.Quarter is { } quarter)
            p.Quarter = quarter;
        return p;
    }

    private static PerRange From(Proto.PerRange? p) => p is null
        ? PerRange.None
        : new PerRange(p.HasDay ? p.Day : null, p.HasWeek ? p.Week : null, p.HasMonth ? p.Month : null, p.HasQuarter ? p.Quarter : null);
}
