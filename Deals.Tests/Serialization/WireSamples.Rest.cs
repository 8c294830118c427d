using System.Collections.Immutable;
using Deals.Actors.Catalogue;
using Deals.Actors.Freshness;
using Deals.Actors.Scheduling;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static PriceMemory Told => new(T0, 0.25, -0.125, 0.22, 18.5, 26_000, 1500, 0.6, TimeSpan.FromDays(9))
    {
        BacklogError = 0.01,
        Wanted = (TimeSpan.FromDays(7), 0.5),
        UsedByOthers = 1.5,
        UsedByFirstLooks = 2.5,
    };

    private static IEnumerable<WireSample> OfTheRest =>
    [
        ("pq-c", GetProjectionStatus.Instance),
        ("pr-c", RebuildCatalogue.Instance),
        ("pv-c", VerifyCatalogue.Instance),
        ("ps-r", new ProjectionStatus(ProjectionState.Waiting, "locked", true, 5, 9, 1)),
        ("pt-r", new CatalogueStep(1, 2, "1 of 2", false, false)),
        ("pt-r/failed", new CatalogueStep(2, 2, "1 of 2 rows differ", true, true)),
        ("wq-c", GetWakerStatus.Instance),
        ("wp-c", GetPrice.Instance),
        ("wp-e", Told),
        ("wp-s", new ToldPrices([Told])),
        ("wp-r", new PriceStatus { AsOf = T0, WantedMaxAge = TimeSpan.FromDays(7) }),
        ("wp-r/whole", new PriceStatus
        {
            AsOf = T0,
            Terms = new RefreshTerms(0.25, new RefreshBounds(TimeSpan.FromHours(1), TimeSpan.FromDays(9)), [1, 3, 6.5], ImmutableDictionary<long, RatePrior>.Empty.Add(283155, new RatePrior(2, 3)))
            {
                Prior = new RatePrior(0.5, 0.75),
                Importance = new ImportanceSettings { NeutralProfit = 600, NeutralDrops = 20, NeutralRank = 30_000, Watched = 3, New = 1.25, NewFor = TimeSpan.FromHours(12) },
            },
            WantedMaxAge = TimeSpan.FromDays(7),
            MaxAgeCost = 0.6,
            Supply = 18.5,
            Demand = 17.5,
            Backlog = 12,
            Population = 1500,
            Freshness = 0.89,
            Replanned = 40,
            Waiting = "Keepa has not told the plan yet.",
            Told = [new ToldPrice(T0, 0.2), new ToldPrice(T0.AddHours(1), 0.25)],
        }),
        ("wp-r/feeds", new PriceStatus
        {
            AsOf = T0,
            WantedMaxAge = TimeSpan.FromDays(7),
            Terms = new RefreshTerms(0.25, new RefreshBounds(TimeSpan.FromHours(1), TimeSpan.FromDays(9)), [1, 3, 6.5], ImmutableDictionary<long, RatePrior>.Empty)
            {
                Feeds = ImmutableDictionary<string, FeedTerms>.Empty.Add("us-used", new FeedTerms(TimeSpan.FromHours(9), TimeSpan.FromMinutes(20), 0.125, new Signals(0.75, 6))),
            },
        }),
        ("wp-r/tracking", new PriceStatus { AsOf = T0, WantedMaxAge = TimeSpan.FromDays(7), Tracking = new BetterTracked(3, 90.5, 41.25, 30.5, 0.81, 0.9, 55.75) }),
        ("wb-c", GetBreakerStatus.Instance),
        ("ws-r", new WakerStatus(T0, 3, 40, 5, "Nobody is due.")),
        ("ws-r/looks", new WakerStatus(T0, 3, 40, 5, null) { Looks = 30 }),
        ("wr-r", new BreakerStatus(T0, 20, 19, 4)),
    ];
}
