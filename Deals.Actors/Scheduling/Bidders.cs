using System.Collections.Immutable;
using Deals.Actors.Freshness;
using Deals.Actors.Scouting;

namespace Deals.Actors.Scheduling;

/// <summary>All who want tokens at a price: looks at products, and passes of the feeds, whose rows need fewer looks then. Pure.</summary>
public sealed class Bidders
{
    private readonly Population _population;
    private readonly Dictionary<string, SweepPricing> _feeds = new(StringComparer.Ordinal);
    private readonly List<WorthBins> _alone;

    /// <summary>Those of a population.</summary>
    /// <param name="population">The active deals.</param>
    /// <param name="feeds">What the passes of each feed left; a feed that is not among them does not bid.</param>
    /// <param name="policy">How often feeds may be read at all.</param>
    /// <param name="rate">Tokens a minute of the plan.</param>
    public Bidders(Population population, IReadOnlyDictionary<string, FeedHistory> feeds, SweepPolicy policy, int rate)
    {
        _population = population;
        foreach (var (name, rows) in population.Feeds)
        {
            if (feeds.TryGetValue(name, out var history) && SweepPricing.Of(history, rows, policy, rate) is { } pricing)
                _feeds[name] = pricing;
        }

        _alone = [population.Unfed, .. population.Feeds.Where(f => !_feeds.ContainsKey(f.Key)).Select(static f => f.Value)];
    }

    /// <summary>Whether passes bid: then what they cost is no use of somebody else.</summary>
    public bool SweepsBid => _feeds.Count > 0;

    /// <summary>What they ask for.</summary>
    public PricedDemand Demand => new(PerDay, _population.Bins.TotalCost * _population.DepthFactor, _population.Bins.Count);

    /// <summary>How often each feed that bids is read at a price.</summary>
    public ImmutableDictionary<string, FeedTerms> TermsAt(double price, RefreshBounds bounds) =>
        _feeds.ToImmutableDictionary(static f => f.Key, f => f.Value.At(price, bounds));

    /// <summary>The weighted part of the time that the deals are fresh at a price, 0-1; 1 where there is none.</summary>
    public double FreshnessAt(double price, RefreshBounds bounds)
    {
        var all = _population.Bins.TotalWeight;
        return all > 0
            ? Math.Min(1, (_alone.Sum(bins => bins.TotalWeight * bins.FreshnessAt(price, bounds)) + _feeds.Values.Sum(feed => feed.FreshWeight(price, bounds))) / all)
            : 1;
    }

    private double PerDay(double price, RefreshBounds bounds) =>
        (_population.DepthFactor * _alone.Sum(bins => bins.DemandPerDay(price, bounds))) + _feeds.Values.Sum(feed => feed.DemandPerDay(price, bounds, _population.DepthFactor));
}
