using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>A feed: a named deal query, and the same query asked again of each row, for free.</summary>
/// <param name="Name">Its name, 1-40 lower-case letters, digits and dashes.</param>
/// <param name="Query">Which deals.</param>
public sealed record FeedQuery(string Name, DealQuery Query)
{
    /// <summary>The feed of a node that is told nothing: used offers in the United States, against their average of 90 days, newest first.</summary>
    public static FeedQuery Default { get; } = new("us-used", new DealQuery { Domain = AmazonDomain.Us, PriceType = PriceType.Used });

    /// <summary>Whether a row is what the feed asks for, as far as the row shows it. Keepa's own filter has judged it before; this catches what Keepa
    /// ignored, and keeps a broken query from filling the list.</summary>
    public FeedVerdict Judge(DealRow row)
    {
        var facts = row.Of(Query.PriceType);
        if (Query.CurrentRange is { } current && !current.Holds(facts?.Current))
            return FeedVerdict.No("current-out-of-range");
        if (Query.DeltaRange is { } delta && !delta.Holds(facts?.Averages[Query.DateRange] - facts?.Current))
            return FeedVerdict.No("delta-out-of-range");
        if (Query.DeltaPercentRange is { } percent && !percent.Holds(facts?.DeltaPercents[Query.DateRange]))
            return FeedVerdict.No("percent-out-of-range");
        if (Query.SalesRankRange is { } rank && !rank.Holds(row.Of(PriceType.Sales)?.Current))
            return FeedVerdict.No("rank-out-of-range");
        if (Query.MinRating is > 0 and var least && row.Of(PriceType.Rating)?.Current is { } rating && rating < least)
            return FeedVerdict.No("rating-too-low");
        if (row.RootCategory is { } root && Query.ExcludeCategories.Contains(root))
            return FeedVerdict.No("category-excluded");
        return FeedVerdict.Accepted.Instance;
    }
}

/// <summary>What a feed says of a row. Closed.</summary>
public abstract record FeedVerdict
{
    private FeedVerdict()
    {
    }

    /// <summary>The row is what the feed asks for.</summary>
    public sealed record Accepted : FeedVerdict
    {
        /// <summary>The only one.</summary>
        public static readonly Accepted Instance = new();
    }

    /// <summary>The row is something else.</summary>
    /// <param name="Reason">A short stable name, for counting.</param>
    public sealed record Rejected(string Reason) : FeedVerdict;

    internal static FeedVerdict No(string reason) => new Rejected(reason);
}
