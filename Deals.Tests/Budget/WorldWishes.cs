using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Tests.Budget;

/// <summary>What is wished for in a world: mostly looks at products, some with offers, some by people, and pages of deals between them.</summary>
internal sealed class WorldWishes(Random random)
{
    private static readonly DealQuery Query = new() { Domain = AmazonDomain.Us, PriceType = PriceType.Amazon };
    private static readonly TimeSpan Long = TimeSpan.FromDays(365);
    private int _number;

    public QueuedRequest Next(DateTimeOffset now)
    {
        var number = _number++;
        return random.Next(100) switch
        {
            < 60 => Look(number, Lane.Refresh, random.Next(2) == 0 ? ProductShape.Full : ProductShape.Full with { BuyBox = true }, now),
            < 80 => Look(number, Lane.Enrichment, ProductShape.WithOffers, now),
            < 85 => Look(number, Lane.Interactive, ProductShape.Full with { BuyBox = true }, now),
            _ => new QueuedRequest(Guid.NewGuid(), Lane.Discovery, new KeepaRequest.DealPage(Query, number % 100), "", now, now + Long),
        };
    }

    private static QueuedRequest Look(int number, Lane lane, ProductShape shape, DateTimeOffset now)
    {
        var need = new Need(new NeedSubject.ProductOf(AmazonDomain.Us, Asin.Parse($"B{number:D9}"), 0, 0, shape), lane, now, now + Long);
        return new QueuedRequest(need.Subject.Id, lane, need.Subject.Alone, "", now, need.Deadline) { Need = need };
    }
}
