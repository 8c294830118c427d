using Deals.Simulator.Catalogue;
using Deals.Simulator.Finder;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/query, the product finder: ASINs that match a selection, and on request figures of all that match.</summary>
internal sealed class QueryPath(SimulatedWorld world, Pace pace, TimeProvider clock) : IKeepaPath
{
    private const int BaseCost = 10;
    private const int AsinsAToken = 100;
    private const int InsightsCost = 30;
    private const int MatchesAToken = 1_000_000;
    private readonly FinderSearch _search = new(world);

    public string Path => "/query";

    public bool NeedsTokens => true;

    public async Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var domain = Asked.Domain(request);
        var query = FinderRequest.Read(await Asked.SelectionAsync(request, cancellation));
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var found = _search.Find(query, domain, now);
        var asins = found.Take(FinderRequest.MostProducts).Skip(query.Page * query.PerPage).Take(query.PerPage).Select(p => p.Asin).ToList();
        var insights = Asked.Flag(request, "stats") ? Insights.Of(found, now) : null;
        var cost = BaseCost + ((asins.Count + AsinsAToken - 1) / AsinsAToken) + (insights is null ? 0 : InsightsCost + (found.Count / MatchesAToken));
        return new Served(cost, json =>
        {
            json.WriteStartArray("asinList");
            foreach (var asin in asins)
                json.WriteStringValue(asin);
            json.WriteEndArray();
            json.WriteNumber("totalResults", found.Count);
            if (insights is null)
                return;
            json.WriteStartObject("searchInsights");
            insights.Write(json);
            json.WriteEndObject();
        }, pace.Next());
    }
}
