using System.Globalization;
using Deals.Simulator.Catalogue;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/category: categories by their numbers, on request with what is above them; 0 stands for the roots. An unknown number is left out.</summary>
internal sealed class CategoryPath(Lazy<CategoryTree> tree, Pace pace, TimeProvider clock) : IKeepaPath
{
    private const int Cost = 1;
    private const int MostIds = 10;

    public string Path => "/category";

    public bool NeedsTokens => true;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var domain = Asked.Domain(request);
        var ids = Ids(request);
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var found = domain == Asked.OnlyDomain ? Found(ids) : [];
        var categories = Described(found, now);
        var parents = Asked.Flag(request, "parents") ? Described([.. found.Select(c => tree.Value.Find(c.Parent)).OfType<Category>().Distinct()], now) : null;
        return Task.FromResult(new Served(Cost, json =>
        {
            CategoryJson.Map(json, "categories", categories, domain);
            if (parents is not null)
                CategoryJson.Map(json, "categoryParents", parents, domain);
            else
                json.WriteNull("categoryParents");
        }, pace.Next()));
    }

    private List<Category> Found(List<long> ids) =>
        ids.Contains(0) ? [.. tree.Value.Roots] : [.. ids.Distinct().Select(tree.Value.Find).OfType<Category>()];

    private static List<(Category, Insights)> Described(List<Category> categories, double now) => categories.ConvertAll(c => (c, Insights.Of(c.Products, now)));

    private static List<long> Ids(HttpRequest request)
    {
        var ids = request.Query["category"].ToString().Split(',')
            .Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Asked.Wrong("category")).ToList();
        return ids.Count <= MostIds ? ids : throw Asked.Wrong("category");
    }
}
