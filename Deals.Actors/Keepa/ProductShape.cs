namespace Deals.Actors.Keepa;

/// <summary>What of a product is asked for: Keepa's parameters of /product, typed, and what they cost.
/// Source: Keepa's documentation of the product request.</summary>
public sealed record ProductShape
{
    /// <summary>Most products of one request.</summary>
    public const int MostProducts = 100;

    /// <summary>Most products of one request with offers. Source: Keepa's Java client.</summary>
    public const int MostProductsWithOffers = 20;

    private const int LongestDays = 36_500;
    private const int OffersOfPage = 10;
    private const int TokensOfPage = 6;

    /// <summary>What the enrichment takes: three years of history, statistics of one, one token a product. Ratings are left out, for they may cost
    /// a second one.</summary>
    public static ProductShape Full { get; } = new() { Days = 1095, StatsDays = 365 };

    /// <summary>The same with the offers, at six tokens a page of ten found.</summary>
    public static ProductShape WithOffers { get; } = Full with { Offers = 20 };

    /// <summary>Whether the histories are asked for; without them Keepa sends none (csv null).</summary>
    public bool History { get; init; } = true;

    /// <summary>Only the last days of the histories, 1 to 36,500; the point in force at the start may lie before it. Absent for all.</summary>
    public int? Days
    {
        get;
        init => field = Within(value, 1, LongestDays, nameof(Days));
    }

    /// <summary>The interval of Keepa's statistics in days, 1 to 36,500; absent for no statistics.</summary>
    public int? StatsDays
    {
        get;
        init => field = Within(value, 1, LongestDays, nameof(StatsDays));
    }

    /// <summary>Most offers to collect, 20 to 100; absent for none.</summary>
    public int? Offers
    {
        get;
        init => field = Within(value, 20, 100, nameof(Offers));
    }

    /// <summary>Whether offers of the past are left out; means nothing without <see cref="Offers"/>.</summary>
    public bool OnlyLiveOffers { get; init; }

    /// <summary>Whether ratings and review counts are asked for.</summary>
    public bool Rating { get; init; }

    /// <summary>Whether the buy box is asked for; with <see cref="Offers"/> it comes at no further cost.</summary>
    public bool BuyBox { get; init; }

    /// <summary>Refresh a product that is older than so many hours, 0 to 8,760; -1 never; absent for Keepa's own rule of about an hour.</summary>
    public int? UpdateHours
    {
        get;
        init => field = Within(value, -1, 8_760, nameof(UpdateHours));
    }

    /// <summary>Most products of one request of this shape.</summary>
    public int MostAsins => Offers is null ? MostProducts : MostProductsWithOffers;

    /// <summary>The most that one product can cost, in tokens.</summary>
    public int WorstCaseCost => (Offers is { } offers ? TokensOfPage * ((offers + OffersOfPage - 1) / OffersOfPage) : BuyBox ? 3 : 1)
        + (Rating ? 1 : 0) + (UpdateHours == 0 ? 1 : 0);

    /// <summary>What one product usually costs, in tokens. Recorded: with offers and ratings 6 in 256 of 314 answers, which is one page and no
    /// rating; a rating without offers was charged.</summary>
    public int ExpectedCost => Offers is not null ? TokensOfPage : (BuyBox ? 3 : 1) + (Rating ? 1 : 0);

    private static int? Within(int? value, int least, int most, string name) => value is null || (value >= least && value <= most)
        ? value
        : throw new ArgumentException($"{name} is {value}: {least} to {most} was expected.", name);
}
