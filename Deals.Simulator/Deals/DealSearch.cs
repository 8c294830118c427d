using System.Collections.Concurrent;
using Deals.Simulator.World;

namespace Deals.Simulator.Deals;

/// <summary>The products of a query in its order, as of a moment.</summary>
/// <param name="AsOf">The moment, in Keepa's minutes.</param>
/// <param name="Products">At most 10,000.</param>
internal sealed record DealResult(long AsOf, IReadOnlyList<(Product Product, long Look)> Products);

/// <summary>Finds the products of a query. A result is kept for two minutes, as Keepa keeps it, so that its pages fit together.</summary>
internal sealed class DealSearch(SimulatedWorld world, TimeProvider clock)
{
    public const int PageSize = 150;
    public const int MostProducts = 10_000;
    private const double KeptMinutes = 2;
    private const double MemoryMinutes = 24 * 60;
    private const int MostKept = 100;
    private readonly ConcurrentDictionary<string, DealResult> _kept = new(StringComparer.Ordinal);

    /// <summary>The result of a query, and whether it was kept from an earlier request.</summary>
    public (DealResult Result, bool Cached) Find(DealRequest request)
    {
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        if (_kept.TryGetValue(request.Key, out var kept) && now - kept.AsOf < KeptMinutes)
            return (kept, true);
        foreach (var old in _kept.Where(k => now - k.Value.AsOf >= KeptMinutes).Select(k => k.Key).ToList())
            _kept.TryRemove(old, out _);
        var result = Search(request, (long)Math.Floor(now));
        if (_kept.Count < MostKept)
            _kept[request.Key] = result;
        return (result, false);
    }

    private DealResult Search(DealRequest request, long now)
    {
        // The world has one marketplace: every other is empty.
        if (request.Domain != 1)
            return new DealResult(now, []);
        var candidates = world.Products.AsParallel().AsOrdered()
            .Select(product => Candidate.Of(product, product.LookedAt(now), request))
            .Where(c => now - c.Look < MemoryMinutes && DealMatch.Holds(c, request, now))
            .ToList();
        if (request.On.Contains("singleVariation"))
            candidates = [.. candidates.DistinctBy(c => c.Product.ParentIndex is { } parent ? -1 - parent : c.Product.Index)];
        var ordered = Order(candidates, request).ThenBy(c => c.Product.Index);
        return new DealResult(now, [.. ordered.Take(MostProducts).Select(c => (c.Product, c.Look))]);
    }

    private static IOrderedEnumerable<Candidate> Order(IEnumerable<Candidate> candidates, DealRequest request)
    {
        Func<Candidate, long> key = Math.Abs(request.Sort) switch
        {
            1 => c => -c.CreatedAt(),
            2 => c => -c.Figures.Delta(request.DateRange),
            3 => c => c.Rank() is > 0 and var rank ? rank : long.MaxValue,
            _ => c => -c.Figures.Percent(request.DateRange),
        };
        return request.Sort < -1 ? candidates.OrderByDescending(key) : candidates.OrderBy(key);
    }
}

/// <summary>A product with the figures that a query looks at.</summary>
internal sealed record Candidate(Product Product, long Look, DealFigures Figures)
{
    /// <summary>The types whose changes make a product's creation date.</summary>
    public static readonly int[] DealRelevant = [0, 1, 2, 5, 6, 7, 9, 10, 18, 19, 20, 21, 22, 32, 33];

    public static Candidate Of(Product product, long look, DealRequest request)
    {
        // The averages are dear, and most queries need none.
        var needsAverages = request.Sort is not 1 and not 3 and not -3 || request.Delta is not null || request.DeltaPercent is not null || request.On.Contains("isRisers");
        if (needsAverages)
            return new Candidate(product, look, DealFigures.Of(product, request.PriceType, look));
        var (current, since) = product.Seen(request.PriceType, look);
        return new Candidate(product, look, new DealFigures(current == -2 ? -1 : current, since, 0, current == -2 ? [-2, -2, -2, -2] : [-1, -1, -1, -1]));
    }

    public long Rank() => Product.Seen(3, Look).Value;

    public long CreatedAt() => DealRelevant.Max(type => Product.Seen(type, Look).Since);
}
