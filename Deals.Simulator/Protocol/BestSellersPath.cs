using System.Globalization;
using Deals.Simulator.Catalogue;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/bestsellers: the ASINs of a category by sales rank, now or on average over days. Lists are made anew every hour; where there is none, nothing
/// is charged.</summary>
internal sealed class BestSellersPath(Lazy<CategoryTree> tree, Pace pace, TimeProvider clock) : IKeepaPath
{
    private const int Cost = 50;
    private const int SalesRank = 3;
    private const int Samples = 12;
    private const int MostOfRoot = 500_000;
    private const int MostOfSub = 10_000;
    private const double ListMinutes = 60;

    public string Path => "/bestsellers";

    public bool NeedsTokens => true;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var domain = Asked.Domain(request);
        var range = Asked.Whole(request, "range", 0, 0, 180);
        if (range is not (0 or 30 or 90 or 180))
            throw Asked.Wrong("range");
        var name = request.Query["category"].ToString();
        if (name.Length == 0)
            throw Asked.Wrong("category");
        var made = Math.Floor(KeepaMinutes.Of(clock.GetUtcNow()) / ListMinutes) * ListMinutes;
        var category = domain == Asked.OnlyDomain ? Find(name) : null;
        var asins = category is null ? [] : Ranked(category, range, made);
        return Task.FromResult(new Served(asins.Count == 0 ? 0 : Cost, json =>
        {
            if (asins.Count == 0)
            {
                json.WriteNull("bestSellersList");
                return;
            }

            json.WriteStartObject("bestSellersList");
            json.WriteNumber("domainId", domain);
            json.WriteNumber("lastUpdate", (long)made);
            json.WriteNumber("categoryId", category!.Id);
            json.WriteStartArray("asinList");
            foreach (var asin in asins)
                json.WriteStringValue(asin);
            json.WriteEndArray();
            json.WriteEndObject();
        }, pace.Next()));
    }

    // A product group goes by its name; here it is the root of that name.
    private Category? Find(string name) => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? tree.Value.Find(id)
        : tree.Value.Roots.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<string> Ranked(Category category, int range, double made) =>
    [
        .. category.Products.AsParallel().AsOrdered()
            .Select(p => (Product: p, Rank: range == 0 ? p.Seen(SalesRank, p.LookedAt(made)).Value : Insights.Average(p, SalesRank, made, range, Samples)))
            .Where(r => r.Rank > 0)
            .AsSequential()
            .OrderBy(r => r.Rank).ThenBy(r => r.Product.Index)
            .Take(category.Parent == 0 ? MostOfRoot : MostOfSub)
            .Select(r => r.Product.Asin),
    ];
}
