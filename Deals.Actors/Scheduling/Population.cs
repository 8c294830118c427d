using System.Collections.Immutable;
using Deals.Actors.Freshness;

namespace Deals.Actors.Scheduling;

/// <summary>The active deals as one reading of the due index found them: in bins, so that any number of them is little.</summary>
public sealed class Population
{
    private const int MostCategories = 20_000;
    private const int MostFeeds = 100;
    private readonly Dictionary<long, PooledRate> _pools = [];
    private readonly Dictionary<string, WorthBins> _feeds = new(StringComparer.Ordinal);
    private double _plainPerDay;
    private double _deeperPerDay;

    /// <summary>Their worth.</summary>
    public WorthBins Bins { get; } = new();

    /// <summary>Of these, the ones that no feed has shown, each feed of <see cref="Feeds"/> has its own.</summary>
    public WorthBins Unfed { get; } = new();

    /// <summary>The worth of the others by the feed that showed them first.</summary>
    public IReadOnlyDictionary<string, WorthBins> Feeds => _feeds;

    /// <summary>The same by what decides between looks and trackings.</summary>
    public TrackableDeals Trackable { get; } = new();

    /// <summary>What a look costs in the mean, in plain looks: more than 1 for what is bought with it, at the price of the reading.</summary>
    public double DepthFactor => _plainPerDay > 0 ? 1 + (_deeperPerDay / _plainPerDay) : 1;

    /// <summary>The price of the reading.</summary>
    public double Price { get; private set; }

    /// <summary>What is known of the change rates of all.</summary>
    public PooledRate Pool { get; private set; } = PooledRate.Unseen;

    /// <summary>Takes in a deal.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="terms">The terms of now: their costs and priors.</param>
    public void Add(RefreshSubject deal, RefreshTerms terms)
    {
        var worth = deal.Worth(terms);
        Bins.Add(worth);
        BinsOf(deal.Feed).Add(worth);
        Price = terms.Price;
        var days = deal.WorthBesideFeed(terms).IntervalDays(terms.Price, terms.Bounds);
        _plainPerDay += worth.Cost / days;
        _deeperPerDay += deal.DeeperTokens(terms, days) / days;
        Trackable.Add(worth, deal.Tracking, deal.Feed);
        if (deal.Pace is not { Seen.Days: > 0 } pace)
            return;
        Pool = Pool.Seen(pace.Estimate, pace.Seen.Days);
        if (deal.Category is { } category && (_pools.Count < MostCategories || _pools.ContainsKey(category)))
            _pools[category] = (_pools.TryGetValue(category, out var pool) ? pool : PooledRate.Unseen).Seen(pace.Estimate, pace.Seen.Days);
    }

    /// <summary>What is known of the categories of which most was seen.</summary>
    public ImmutableDictionary<long, RatePrior> Priors() => _pools
        .OrderByDescending(static p => p.Value.DealDays)
        .Take(RefreshTerms.MostPriors)
        .ToImmutableDictionary(static p => p.Key, static p => p.Value.Prior);

    private WorthBins BinsOf(string? feed)
    {
        if (feed is null || (_feeds.Count >= MostFeeds && !_feeds.ContainsKey(feed)))
            return Unfed;
        if (!_feeds.TryGetValue(feed, out var bins))
            _feeds[feed] = bins = new WorthBins();
        return bins;
    }
}
