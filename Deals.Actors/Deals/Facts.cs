using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Deals;

/// <summary>One group of facts with its own age. A group is only ever replaced as a whole by newer facts of the same group, so that a light
/// update cannot touch a heavy fact.</summary>
/// <typeparam name="T">The facts.</typeparam>
/// <param name="Facts">What is known.</param>
/// <param name="AsOf">When it held, by its source's clock.</param>
/// <param name="CheckedAt">When we took it, by the domain clock.</param>
public sealed record Group<T>(T Facts, DateTimeOffset AsOf, DateTimeOffset CheckedAt)
    where T : class;

/// <summary>Through which feed a deal is seen: the price that makes it a deal and the average that it is compared with.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="PriceType">The feed's price type.</param>
/// <param name="Range">The date range of the average.</param>
public sealed record FeedLens(string Feed, PriceType PriceType, DateRange Range)
{
    /// <summary>The name under which deals are listed of which Keepa has pushed something; no feed may have it.</summary>
    public const string Tracking = "tracking";

    /// <summary>The same price and average, seen through Keepa's push.</summary>
    public FeedLens Pushed => this with { Feed = Tracking };
}

/// <summary>What a row of Keepa's deal feed says about a listing.</summary>
public sealed record ListingFacts
{
    /// <summary>The product's title.</summary>
    public string? Title { get; init; }

    /// <summary>File name of the main image.</summary>
    public string? Image { get; init; }

    /// <summary>Keepa's id of the root category.</summary>
    public long? RootCategory { get; init; }

    /// <summary>Keepa's ids of the direct categories.</summary>
    public ImmutableArray<long> Categories { get; init; } = [];

    /// <summary>The variation parent.</summary>
    public Asin? ParentAsin { get; init; }

    /// <summary>When any deal-relevant price last changed, by Keepa.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Prices, ranks and counts, ascending by price type.</summary>
    public ImmutableArray<TypeFacts> Types { get; init; } = [];

    /// <summary>How often the sales rank fell.</summary>
    public RankDrops Drops { get; init; } = new(null, null, null, null);

    /// <summary>Keepa's condition of the warehouse deal (2-5).</summary>
    public int? WarehouseCondition { get; init; }

    /// <summary>What is known about one price type, if anything.</summary>
    public TypeFacts? Of(PriceType type) => Types.FirstOrDefault(t => t.Type == type);

    /// <summary>Takes over what a row says.</summary>
    public static ListingFacts From(DealRow row) => new()
    {
        Title = row.Title,
        Image = row.Image,
        RootCategory = row.RootCategory,
        Categories = row.Categories,
        ParentAsin = row.ParentAsin,
        CreatedAt = row.CreatedAt,
        Types = row.Types,
        Drops = row.Drops,
        WarehouseCondition = row.WarehouseCondition,
    };

    /// <summary>Whether the current price of one type differs; a price that is not told is no other price.</summary>
    public bool HasOtherPriceThan(ListingFacts other, PriceType type) => Of(type)?.Current != other.Of(type)?.Current;

    /// <summary>Whether a current price differs, of the types that both tell of. Ranks, counts and averages move all the time and make no change; Keepa's
    /// deltaLast is no proof of one: it was 0 after 16 % of the recorded changes.</summary>
    public bool HasOtherPricesThan(ListingFacts other) =>
        Types.Any(t => t.Type.Unit == PriceUnit.Money && other.Of(t.Type) is { } before && before.Current != t.Current);
}

/// <summary>What Keepa says about the seller of the deal's price.</summary>
/// <param name="SellerId">Amazon's id of the seller.</param>
/// <param name="Name">The seller's name.</param>
/// <param name="PositivePercent">Share of positive ratings, 0-100.</param>
/// <param name="RatingCount">Number of ratings.</param>
public sealed record SellerFacts(string SellerId, string? Name, int? PositivePercent, int? RatingCount);
