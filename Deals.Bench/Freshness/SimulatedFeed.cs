using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Deals.Simulator.Deals;
using Deals.Simulator.World;

namespace Deals.Bench.Freshness;

/// <summary>The simulator's world in this process: what is true, what Keepa has of it, and the pages of the default feed. The same function of seed, number and origin
/// as in the simulator's own process. Times are days since the origin.</summary>
internal sealed class SimulatedFeed
{
    private const double MinutesOfDay = 1440;
    private const double FreshMinutes = 60;
    private static readonly int Type = FeedQuery.Default.Query.PriceType.Index;
    private readonly SimulatedWorld _world;
    private readonly DealSearch _search;
    private readonly HandClock _clock = new();
    private readonly double _origin;
    private readonly DateTimeOffset _start;

    /// <summary>The world of a simulator.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="products">How many products it has.</param>
    /// <param name="origin">Its origin.</param>
    public SimulatedFeed(int seed, int products, DateTimeOffset origin)
    {
        (_world, _start, _origin) = (new SimulatedWorld(seed, products), origin, KeepaMinutes.Of(origin));
        _search = new DealSearch(_world, _clock);
    }

    /// <summary>Its products, of which not all need be in the feed.</summary>
    public int Count => _world.Products.Count;

    /// <summary>The ASIN of a product.</summary>
    public string AsinOf(int deal) => _world.Products[deal].Asin;

    /// <summary>How often the feed's price of a product changes, a day.</summary>
    public double RateOf(int deal) => Math.Clamp(_world.Products[deal].ChangesADay, 0.005, 24);

    /// <summary>A page of the feed: each product with the look of Keepa's that the row is of, and when that first showed what it shows.</summary>
    public IReadOnlyList<(int Deal, double AsOf, double ChangedAt)> Page(int page, double day)
    {
        _clock.Now = _start.AddDays(day);
        var request = DealRequest.Read(DealQueryJson.Of(FeedQuery.Default.Query, page));
        return [.. _search.Find(request).Result.Products.Skip(page * DealSearch.PageSize).Take(DealSearch.PageSize).Select(p => (p.Product.Index, Days(p.Look), Days(Candidate.DealRelevant.Max(type => p.Product.Seen(type, p.Look).Since))))];
    }

    /// <summary>Of when an answer about a product is: Keepa looks anew where its own look is an hour old.</summary>
    public double LookAsOf(int deal, double day)
    {
        var now = Math.Floor(Minute(day));
        var look = _world.Products[deal].LookedAt(now);
        return Days(now - look >= FreshMinutes ? now : look);
    }

    /// <summary>Whether the price of one time is the price of another.</summary>
    public bool IsSame(int deal, double a, double b) => PriceAt(deal, a) is var price && PriceAt(deal, b) is var other && (price == other || (price < 0 && other < 0));

    /// <summary>The changes that Keepa's history of a product names after one time and up to another.</summary>
    public int Named(int deal, double after, double upTo)
    {
        var (from, to) = (Minute(after), Minute(upTo));
        var product = _world.Products[deal];
        return product.Points(Type, (long)from, product.LookedAt(to)).Skip(1).Count(p => p.At > from && p.At <= to);
    }

    private long PriceAt(int deal, double day) => _world.Products[deal].TrueValue(Type, Minute(day)).Value;

    private double Minute(double day) => _origin + (day * MinutesOfDay);

    private double Days(double minute) => (minute - _origin) / MinutesOfDay;

    private sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
