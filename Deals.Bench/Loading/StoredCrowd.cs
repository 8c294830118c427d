using System.Collections.Immutable;
using System.Globalization;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Bench.Loading;

/// <summary>A crowd of deals that exist already: some were found and never looked at, and are due; the others were looked at once and are due later.
/// The same numbers give the same crowd.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="DueNow">How many of them are due: the first ones, <c>pending_processing</c>. The others are <c>active</c>.</param>
/// <param name="Now">Domain time.</param>
internal sealed record StoredCrowd(int Count, int DueNow, DateTimeOffset Now)
{
    private static readonly TimeSpan FirstFound = TimeSpan.FromDays(30);

    /// <summary>Over which time from now on the active ones become due, evenly; the first after an hour.</summary>
    public TimeSpan Spread { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How much older than the finding what Keepa knew then was: much older, and whatever Keepa is asked now has news.</summary>
    public TimeSpan KeepaAge { get; init; } = TimeSpan.Zero;

    /// <summary>The ASINs of the first ones, so that a simulated Keepa knows them; the others have <see cref="IdOf"/>.</summary>
    public IReadOnlyList<string> Asins { get; init; } = [];

    /// <summary>The feed that found them.</summary>
    public FeedLens Lens { get; init; } = new("us-used", PriceType.Used, DateRange.Quarter);

    /// <summary>The deal of a number below <see cref="Count"/>.</summary>
    public static DealId IdOf(int number) => new(AmazonDomain.Us, Asin.Parse(string.Create(CultureInfo.InvariantCulture, $"B{number:D9}")));

    /// <summary>The deal of a number in this crowd.</summary>
    public DealId DealOf(int number) => number < Asins.Count ? new DealId(AmazonDomain.Us, Asin.Parse(Asins[number])) : IdOf(number);

    /// <summary>Its events, in order.</summary>
    public IReadOnlyList<DealEvent> EventsOf(int number)
    {
        var id = DealOf(number);
        var found = Now - FirstFound + (FirstFound * (number / (Count + 1.0)));
        var asOf = found - KeepaAge;
        var discovered = new DealEvent.Discovered(id, found, Lens, ListingOf(number, asOf), asOf) { Next = Schedule.AtOnce(found, DueReason.NoFacts) };
        if (number < DueNow)
            return [discovered];
        var due = Now + TimeSpan.FromHours(1) + ((Spread - TimeSpan.FromHours(1)) * ((number - DueNow) / Math.Max(1.0, Count - DueNow)));
        return
        [
            discovered,
            new DealEvent.ProductRecorded(id, found + TimeSpan.FromMinutes(1), new ProductFacts("Brand", "Paperback", null, "00"), asOf)
            {
                Next = new Schedule(Lane.Refresh, due, due + TimeSpan.FromHours(12), DueReason.Age, Schedule.FirstPriority + 1),
            },
        ];
    }

    /// <summary>The row that the projection makes of its events.</summary>
    public static CatalogueRow RowOf(IReadOnlyList<DealEvent> events) =>
        events.Select((e, i) => (Event: e, SequenceNr: i + 1)).Aggregate((CatalogueRow?)null, (row, e) => RowFold.Apply(row, e.Event, e.SequenceNr))!;

    private static ListingFacts ListingOf(int number, DateTimeOffset at)
    {
        long price = 1500 + (number * 7919L % 20_000);
        long rank = 1 + (number * 104_729L % 1_500_000);
        return new ListingFacts
        {
            Title = $"Product {number}, a stored deal of average length in its second edition",
            Image = "51abcdefghL.jpg",
            RootCategory = 283_155,
            CreatedAt = at,
            Types =
            [
                new TypeFacts(PriceType.Used, price, at, null, PerRange.None, PerRange.None with { Quarter = price * 5 / 4 }),
                new TypeFacts(PriceType.Sales, rank, at, null, PerRange.None, PerRange.None),
            ],
            Drops = new RankDrops(number % 60, number % 120, number % 200, number % 300),
        };
    }
}
