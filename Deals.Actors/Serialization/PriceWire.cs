using System.Collections.Immutable;
using Deals.Actors.Freshness;
using Deals.Actors.Scheduling;
using Proto = Deals.Actors.Serialization.SchedulingProto;

namespace Deals.Actors.Serialization;

/// <summary>The price and its terms on the wire.</summary>
internal static class PriceWire
{
    public static Proto.Price To(PriceStatus status)
    {
        var p = new Proto.Price
        {
            AsOf = status.AsOf.ToWire(),
            Terms = status.Terms is { } terms ? To(terms) : null,
            WantedMaxAge = status.WantedMaxAge.Ticks,
            Backlog = status.Backlog,
            Population = status.Population,
            Replanned = status.Replanned,
            Tracking = status.Tracking is { } tracking ? To(tracking) : null,
        };
        if (status.MaxAgeCost is { } cost)
            p.MaxAgeCost = cost;
        if (status.Supply is { } supply)
            p.Supply = supply;
        if (status.Demand is { } demand)
            p.Demand = demand;
        if (status.Freshness is { } freshness)
            p.Freshness = freshness;
        if (status.Waiting is { } waiting)
            p.Waiting = waiting;
        p.Told.AddRange(status.Told.Select(static t => new Proto.Told { At = t.At.ToWire(), Price = t.Price }));
        return p;
    }

    public static PriceStatus From(Proto.Price p) => new()
    {
        AsOf = p.AsOf.ToInstant(),
        Terms = p.Terms is null ? null : From(p.Terms),
        WantedMaxAge = TimeSpan.FromTicks(p.WantedMaxAge),
        MaxAgeCost = p.HasMaxAgeCost ? p.MaxAgeCost : null,
        Supply = p.HasSupply ? p.Supply : null,
        Demand = p.HasDemand ? p.Demand : null,
        Backlog = p.Backlog,
        Population = p.Population,
        Freshness = p.HasFreshness ? p.Freshness : null,
        Replanned = p.Replanned,
        Waiting = p.HasWaiting ? p.Waiting : null,
        Tracking = p.Tracking is null ? null : From(p.Tracking),
        Told = [.. p.Told.Select(static t => new ToldPrice(t.At.ToInstant(), t.Price))],
    };

    public static Proto.ToldPrice To(PriceMemory told) => new()
    {
        At = told.At.ToWire(),
        Solved = told.Solved,
        Trim = told.Trim,
        Published = told.Published,
        Supply = told.Supply,
        SolvedDemand = told.SolvedDemand,
        BacklogError = told.BacklogError,
        WantedMaxAge = told.Wanted.MaxAge.Ticks,
        WantedShare = told.Wanted.Share,
        UsedByOthers = told.UsedByOthers,
        UsedByFirstLooks = told.UsedByFirstLooks,
        Population = told.Population,
        MaxAgeCost = told.MaxAgeCost,
        MaxAge = told.MaxAge.Ticks,
    };

    public static PriceMemory From(Proto.ToldPrice p) => new(
        p.At.ToInstant(), p.Solved, p.Trim, p.Published, p.Supply, p.SolvedDemand, p.Population, p.MaxAgeCost, TimeSpan.FromTicks(p.MaxAge))
    {
        BacklogError = p.BacklogError,
        Wanted = (TimeSpan.FromTicks(p.WantedMaxAge), p.WantedShare),
        UsedByOthers = p.UsedByOthers,
        UsedByFirstLooks = p.UsedByFirstLooks,
    };

    public static Proto.ToldPrices To(ToldPrices history)
    {
        var p = new Proto.ToldPrices();
        p.Told.AddRange(history.Told.Select(To));
        return p;
    }

    public static ToldPrices From(Proto.ToldPrices p) => new([.. p.Told.Select(From)]);

    private static Proto.Terms To(RefreshTerms terms)
    {
        var p = new Proto.Terms
        {
            Price = terms.Price,
            Shortest = terms.Bounds.Shortest.Ticks,
            MaxAge = terms.Bounds.MaxAge.Ticks,
            Prior = To(0, terms.Prior),
            Importance = new Proto.Importance
            {
                NeutralProfit = terms.Importance.NeutralProfit,
                NeutralDrops = terms.Importance.NeutralDrops,
                NeutralRank = terms.Importance.NeutralRank,
                Watched = terms.Importance.Watched,
                New = terms.Importance.New,
                NewFor = terms.Importance.NewFor.Ticks,
            },
        };
        p.Costs.AddRange(terms.Costs);
        p.Priors.AddRange(terms.Priors.Select(static pair => To(pair.Key, pair.Value)));
        p.Feeds.AddRange(terms.Feeds.Select(static f => new Proto.FeedTerms { Feed = f.Key, FullEvery = f.Value.FullEvery.Ticks, HeadEvery = f.Value.HeadEvery.Ticks, Worth = f.Value.Worth, Reached = f.Value.Told.Reached, ToldPerDay = f.Value.Told.PerDay }));
        return p;
    }

    private static RefreshTerms From(Proto.Terms p) => new(
        p.Price,
        new RefreshBounds(TimeSpan.FromTicks(p.Shortest), TimeSpan.FromTicks(p.MaxAge)),
        [.. p.Costs],
        p.Priors.ToImmutableDictionary(static x => x.Category, From))
    {
        Prior = From(p.Prior),
        Feeds = p.Feeds.ToImmutableDictionary(static f => f.Feed, static f => new FeedTerms(TimeSpan.FromTicks(f.FullEvery), TimeSpan.FromTicks(f.HeadEvery), f.Worth, new Signals(f.Reached, f.ToldPerDay))),
        Importance = new ImportanceSettings
        {
            NeutralProfit = p.Importance.NeutralProfit,
            NeutralDrops = p.Importance.NeutralDrops,
            NeutralRank = p.Importance.NeutralRank,
            Watched = p.Importance.Watched,
            New = p.Importance.New,
            NewFor = TimeSpan.FromTicks(p.Importance.NewFor),
        },
    };

    private static Proto.BetterTracked To(BetterTracked tracking) => new()
    {
        Deals = tracking.Deals,
        LookTokens = tracking.LookTokens,
        TrackingTokens = tracking.TrackingTokens,
        UpdateTokens = tracking.UpdateTokens,
        LookFreshness = tracking.LookFreshness,
        TrackingFreshness = tracking.TrackingFreshness,
        Gain = tracking.Gain,
    };

    private static BetterTracked From(Proto.BetterTracked p) => new(p.Deals, p.LookTokens, p.TrackingTokens, p.UpdateTokens, p.LookFreshness, p.TrackingFreshness, p.Gain);

    private static Proto.Prior To(long category, RatePrior prior) => new() { Category = category, Changes = prior.Shape, Days = prior.Days };

    private static RatePrior From(Proto.Prior p) => new(p.Changes, p.Days);
}
