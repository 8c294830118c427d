using Deals.Simulator.Catalogue;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/search: categories or products whose name has every word of a term.</summary>
internal sealed class SearchPath(SimulatedWorld world, Lazy<CategoryTree> tree, Pace pace, TimeProvider clock) : IKeepaPath
{
    private const int CategoryCost = 1;
    private const int PageCost = 10;
    private const int PageSize = 10;
    private const int LastPage = 9;
    private const int PagesAtOnce = 4;
    private const int MostCategories = 50;
    private const int LeastTerm = 3;
    private const int SalesRank = 3;

    public string Path => "/search";

    public bool NeedsTokens => true;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var domain = Asked.Domain(request);
        var term = request.Query["term"].ToString().Trim();
        return Task.FromResult(request.Query["type"].ToString() switch
        {
            "category" => Categories(term, domain),
            "product" => Products(request, term, domain),
            _ => throw Asked.Wrong("type"),
        });
    }

    private Served Categories(string term, int domain)
    {
        if (term.Length < LeastTerm)
            throw Asked.Wrong("term");
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var named = domain == Asked.OnlyDomain ? tree.Value.All.Where(c => Has(c.Name, term)).Take(MostCategories) : [];
        var found = named.Select(c => (c, Insights.Of(c.Products, now))).ToList();
        return new Served(CategoryCost, json => CategoryJson.Map(json, "categories", found, domain), pace.Next());
    }

    private Served Products(HttpRequest request, string term, int domain)
    {
        if (term.Length == 0)
            throw Asked.Wrong("term");
        var page = Asked.Whole(request, "page", -1, 0, LastPage);
        var withHistory = Asked.Whole(request, "history", 1, 0, 1) == 1;
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var hits = domain == Asked.OnlyDomain ? Found(term, now) : [];
        // Without a page the first four come at once, at the price of four.
        var (skip, pages) = page < 0 ? (0, PagesAtOnce) : (page * PageSize, 1);
        var listed = hits.Skip(skip).Take(pages * PageSize).ToList();
        return new Served(pages * PageCost, json =>
        {
            if (Asked.Flag(request, "asins-only"))
            {
                json.WriteStartArray("asinList");
                foreach (var product in listed)
                    json.WriteStringValue(product.Asin);
            }
            else
            {
                json.WriteStartArray("products");
                foreach (var product in listed)
                    FoundProductJson.Write(json, product, now, domain, withHistory);
            }

            json.WriteEndArray();
        }, pace.Next());
    }

    private IEnumerable<Product> Found(string term, double now) => world.Products
        .Where(p => Has(p.Title, term))
        .Select(p => (Product: p, Rank: p.Seen(SalesRank, p.LookedAt(now)).Value))
        .OrderBy(p => p.Rank <= 0).ThenBy(p => p.Rank).ThenBy(p => p.Product.Index)
        .Select(p => p.Product);

    private static bool Has(string name, string term) =>
        term.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
