using Deals.Simulator.Images;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/graphimage: the price history as a picture. The same picture for the same key is kept, and free, for ninety minutes.</summary>
internal sealed class GraphImagePath(SimulatedWorld world, Pace pace, TimeProvider clock) : IKeepaPath
{
    private const int Cost = 1;
    private const double FreeMinutes = 90;
    private static readonly int[] Ranges = [1, 2, 7, 31, 90, 365];
    private static readonly (string Name, int Type, int Otherwise)[] Lines = [("amazon", 0, 1), ("new", 1, 1), ("used", 2, 0), ("salesrank", 3, 0), ("bb", 18, 0)];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, double> _drawn = new(StringComparer.Ordinal);

    public string Path => "/graphimage";

    public bool NeedsTokens => true;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var (domain, asin, order) = (Asked.Domain(request), Asked.Asin(request), OrderOf(request));
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var (drawn, cost) = Paid(string.Join('&', request.Query.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}")), now);
        // Drawn again as of when it was paid: the same picture, without keeping it.
        var png = PriceChart.Draw(domain == Asked.OnlyDomain ? world.Find(asin) : null, drawn, order);
        return Task.FromResult(new Served(cost, null, pace.Next()) { Png = png });
    }

    private (double Drawn, int Cost) Paid(string image, double now)
    {
        lock (_gate)
        {
            foreach (var (old, _) in _drawn.Where(d => Math.Abs(now - d.Value) >= FreeMinutes).ToList())
                _drawn.Remove(old);
            if (_drawn.TryGetValue(image, out var drawn))
                return (drawn, 0);
            _drawn[image] = now;
            return (now, Cost);
        }
    }

    private static ChartOrder OrderOf(HttpRequest request)
    {
        var days = Asked.Whole(request, "range", 31, 1, Ranges[^1]);
        return new ChartOrder(
            Asked.Whole(request, "width", 500, 300, 1000),
            Asked.Whole(request, "height", 200, 150, 1000),
            Ranges.Contains(days) ? days : throw Asked.Wrong("range"),
            [.. Lines.Where(line => Asked.Whole(request, line.Name, line.Otherwise, 0, 1) == 1).Select(line => line.Type)]);
    }
}
