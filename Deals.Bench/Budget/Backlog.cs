using System.Globalization;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Bench.Budget;

/// <summary>Work without end in every lane: a look with offers that a person waits for, pages of deals, products of one token, products of
/// three or four. What a request costs is known at its end only.</summary>
internal sealed class Backlog(Random random)
{
    private const int LastPage = KeepaRequest.DealPage.LastPage + 1;
    private static readonly DealQuery Query = new() { Domain = AmazonDomain.Us, PriceType = PriceType.Amazon };
    private static readonly ProductShape Refreshed = ProductShape.Full with { BuyBox = true, Rating = true };
    private readonly int[] _made = new int[LaneOrder.All.Length];
    private int _products;

    /// <summary>The next request of a lane, as a requester or a deal says it.</summary>
    public QueuedRequest Next(Lane lane, DateTimeOffset now)
    {
        var never = now.AddYears(1);
        if (NeedShape(lane) is not { } shape)
            return new QueuedRequest(Guid.NewGuid(), lane, Single(lane), "", now, never);
        var subject = new NeedSubject.ProductOf(AmazonDomain.Us, NextAsin(), 0, 0, shape);
        return new QueuedRequest(Guid.NewGuid(), lane, subject.Alone, "", now, never) { Need = new Need(subject, lane, now, never) };
    }

    /// <summary>The next request of a lane in one piece, for those who do not form batches at the grant.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="most">The most tokens that it may cost.</param>
    public KeepaRequest Whole(Lane lane, int most) => NeedShape(lane) is { } shape
        ? new KeepaRequest.Products(
            AmazonDomain.Us, [.. Enumerable.Range(0, Math.Clamp(most / shape.WorstCaseCost, 1, shape.MostAsins)).Select(_ => NextAsin())], shape)
        : Single(lane);

    /// <summary>What a request costs this time.</summary>
    public int CostOf(KeepaRequest request) => request switch
    {
        // As recorded: a page of offers, seldom two, and one token where they could not be had.
        KeepaRequest.Products { Shape.Offers: not null } => random.Next(100) switch { < 12 => 1, < 22 => 12, _ => 6 },
        KeepaRequest.Products { Shape.Rating: true } products => products.Asins.Sum(_ => products.Shape.WorstCaseCost - random.Next(2)),
        _ => request.WorstCaseCost,
    };

    /// <summary>What a request costs in the mean, known to those who ask.</summary>
    public static int MeanCostOf(KeepaRequest request) => request switch
    {
        KeepaRequest.Products { Shape.Offers: not null } => 6,
        KeepaRequest.Products { Shape.Rating: true } products => ((products.Asins.Length * ((2 * products.Shape.WorstCaseCost) - 1)) + 1) / 2,
        _ => request.WorstCaseCost,
    };

    private static ProductShape? NeedShape(Lane lane) => lane switch
    {
        Lane.Enrichment => ProductShape.Full,
        Lane.Refresh => Refreshed,
        _ => null,
    };

    private KeepaRequest Single(Lane lane) => lane == Lane.Interactive
        ? new KeepaRequest.Products(AmazonDomain.Us, [NextAsin()], ProductShape.WithOffers)
        : new KeepaRequest.DealPage(Query, _made[(int)lane]++ % LastPage);

    private Asin NextAsin() => Asin.Parse(string.Create(CultureInfo.InvariantCulture, $"B{_products++:D9}"));
}
