using Deals.Simulator.Deals;
using Deals.Simulator.Protocol;
using Deals.Simulator.World;

namespace Deals.Simulator.Finder;

/// <summary>Finds products by what Keepa's last look shows.</summary>
internal sealed class FinderSearch(SimulatedWorld world)
{
    /// <summary>Every product that matches, in the order asked for; products without the value that orders come last.</summary>
    public IReadOnlyList<Product> Find(FinderRequest request, int domain, double now)
    {
        if (domain != Asked.OnlyDomain)
            return [];
        var matching = world.Products.AsParallel().AsOrdered()
            .Select(product => (Product: product, Look: product.LookedAt(now)))
            .Where(c => Holds(c.Product, c.Look, request))
            .Select(c => (c.Product, Values: request.Sorts.Select(s => c.Product.Seen(s.Type, c.Look).Value).ToArray()))
            .ToList();
        var ordered = matching.OrderBy(_ => 0);
        for (var i = 0; i < request.Sorts.Count; i++)
        {
            var (at, sign) = (i, request.Sorts[i].IsDescending ? -1 : 1);
            ordered = ordered.ThenBy(c => c.Values[at] <= 0).ThenBy(c => sign * c.Values[at]);
        }

        return [.. ordered.ThenBy(c => c.Product.Index).Select(c => c.Product)];
    }

    private static bool Holds(Product product, long look, FinderRequest q) =>
        q.TitleWords.All(word => product.Title.Contains(word, StringComparison.OrdinalIgnoreCase))
        && (q.Roots.Length == 0 || q.Roots.Contains(product.Root.Id))
        && (q.Include.Length == 0 || product.Categories.Any(q.Include.Contains))
        && !product.Categories.Any(q.Exclude.Contains)
        && q.Texts.All(filter => DealMatch.TextOf(product, filter.Key) is { } text && filter.Value.Contains(text, StringComparer.OrdinalIgnoreCase))
        && q.Ranges.All(range => Within(range, product.Seen(range.Type, look).Value));

    // Without an offer a product is found only by a query for just that: an upper bound below zero.
    private static bool Within(FinderRange range, long value) => value > 0 ? value >= range.Least && value <= range.Most : range.Most < 0 || range.Least is -1 or -2;
}
