using System.Collections.Concurrent;
using Deals.Simulator.World;

namespace Deals.Simulator.Deals;

/// <summary>The products of a query in its order, as of a moment.</summary>
/// <param name="AsOf">The moment, in Keepa's minutes.</param>
/// <param name="Products">At most 10,000.</param>
/// <param name="Roots">How many match in each root category, whatever categories the query asks for.</param>
internal sealed record DealResult(
    double AsOf,
    IReadOnlyList<(Product Product, long Look)> Products,
    IReadOnlyList<((long Id, string Name) Root, int Count)> Roots);

/// <summary>Finds the products of a query. A result is kept for two minutes, as Keepa keeps it, so that its pages fit together.</summary>
internal sealed class DealSearch(SimulatedWorld world, TimeProvider clock)
{
    public const int PageSize = 150;
    public const int MostProducts = 10_000;
    private const double KeptMinutes = 2;
    private const double MemoryMinutes = 24 * 60;
    private const int MostKept = 100;
    private readonly ConcurrentDictionary<string, (double AsOf, Lazy<DealResult> Result)> _kept = new(StringComparer.Ordinal);

    /// <summary>The result of a query, and whether it was kept from an earlier request.</summary>
    public (DealResult Result, bool Cached) Find(DealRequest request)
    {
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        if (_kept.TryGetValue(request.Key, out var kept) && Math.Abs(now - kept.AsOf) < KeptMinutes)
            return (kept.Result.Value, true);
        foreach (var old in _kept.Where(k => Math.Abs(now - k.Value.AsOf) >= KeptMinutes))
            _kept.TryRemove(old);
        // Pages that are asked for at once share one search.
        var mine = (AsOf: now, Result: new Lazy<DealResult>(() => Search(request, now)));
        var found = _kept.Count < MostKept ? _kept.GetOrAdd(request.Key, mine) : mine;
        return (found.Result.Value, !ReferenceEquals(found.Result, mine.Result));
    }

    private DealResult Search(DealRequest request, double now)
    {
        // The world has one marketplace: every other is empty.
        if (request.Domain != 1)
            return new DealResult(now, [], []);
        var matching = world.Products.AsParallel().AsOrdered()
            .Select(product => Candidate.Of(product, product.LookedAt(now), request))
            .Where(c => now - c.Look < MemoryMinutes && DealMatch.Holds(c, request, (long)now))
            .ToList();
        var roots = matching.CountBy(c => c.Product.Root).Select(r => (r.Key, r.Value)).OrderBy(r => r.Key.Id).ToList();
        var candidates = matching.Where(c => DealMatch.IsInCategories(c.Product, request));
        if (request.On.Contains("singleVariation"))
            candidates = candidates.DistinctBy(c => c.Product.ParentIndex is { } parent ? -1 - parent : c.Product.Index);
        var ordered = Order(candidates, request).ThenBy(c => c.Product.Index);
        return new DealResult(now, [.. ordered.Take(MostProducts).Select(c => (c.Product, c.Look))], roots);
    }

    private static IOrderedEnumerable<Candidate> Order(IEnumerable<Candidate> candidates, DealRequest request)
    {
        Func<Candidate, long> key = Math.Abs(request.Sort) switch
        {
            1 => c => -c.CreatedAt(),
            2 => c => -c.Figures.Delta(request.DateRange),
            3 => c => c.Rank(),
            _ => c => -c.Figures.Percent(request.DateRange),
        };
        // What has no rank comes last in either direction; the age alone cannot be turned round.
        var ranked = candidates.OrderBy(c => Math.Abs(request.Sort) == 3 && c.Rank() <= 0);
        return request.Sort < -1 ? ranked.ThenByDescending(key) : ranked.ThenBy(key);
    }
}
