using Deals.Actors.Keepa;

namespace Deals.Actors.Freshness;

/// <summary>A population by what decides between looks and trackings. In bins as <see cref="WorthBins"/>, with a table for each kind of tracking, each cost of a look and each feed:
/// deals of one worth a token differ in both, and a tracking does not cost what a look costs.</summary>
public sealed class TrackableDeals
{
    private readonly Dictionary<(TrackingKind Kind, double Cost, string? Feed), WorthBins> _tables = [];

    /// <summary>Counts a deal.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="kind">The kind of tracking that follows its price.</param>
    /// <param name="feed">The feed that tells its changes; absent where none does.</param>
    public void Add(RefreshWorth deal, TrackingKind kind, string? feed = null)
    {
        if (!_tables.TryGetValue((kind, deal.Cost, feed), out var table))
            _tables[(kind, deal.Cost, feed)] = table = new WorthBins();
        table.Add(deal);
    }

    /// <summary>The deals for which a tracking is the better buy.</summary>
    /// <param name="price">λ.</param>
    /// <param name="bounds">The ages that bind whatever the price.</param>
    /// <param name="feeds">What feeds tell; absent for nothing.</param>
    public BetterTracked At(double price, RefreshBounds bounds, IReadOnlyDictionary<string, FeedTerms>? feeds = null)
    {
        var (deals, looks, tracking, updates, net) = (0L, 0.0, 0.0, 0.0, 0.0);
        var (weight, looked, tracked) = (0.0, 0.0, 0.0);
        foreach (var ((kind, cost, feed), table) in _tables)
        {
            var told = feed is not null && feeds?.TryGetValue(feed, out var terms) is true ? terms.Told : Signals.None;
            foreach (var group in table.Groups())
            {
                var worth = TrackingWorth.Of(new RefreshWorth(group.Deal.Weight * cost, group.Deal.ChangesPerDay, cost), kind, price, bounds, told);
                if (!worth.IsBetter)
                    continue;
                var count = Math.Max(1, (long)Math.Round(group.Cost / cost));
                deals += count;
                looks += count * worth.Looks.TokensPerDay;
                tracking += count * worth.Tracking.TokensPerDay;
                updates += count * worth.UpdateTokensPerDay;
                net += count * (worth.Tracking.NetPerDay - worth.Looks.NetPerDay);
                weight += group.Weight;
                looked += group.Weight * worth.Looks.Freshness;
                tracked += group.Weight * worth.Tracking.Freshness;
            }
        }

        return deals == 0 ? BetterTracked.None : new BetterTracked(deals, looks, tracking, updates, looked / weight, tracked / weight, net / price);
    }
}

/// <summary>The deals for which a tracking is the better buy at a price. Tokens are a day.</summary>
/// <param name="Deals">How many.</param>
/// <param name="LookTokens">What looks at them cost.</param>
/// <param name="TrackingTokens">What the best trackings would cost, with the looks that stay.</param>
/// <param name="UpdateTokens">The part of that which Keepa takes from the refill.</param>
/// <param name="LookFreshness">How fresh looks keep them, weighted, 0-1.</param>
/// <param name="TrackingFreshness">How fresh trackings would keep them.</param>
/// <param name="Gain">What trackings would be worth beyond looks, in tokens at the price: what is saved, and what more freshness is worth.</param>
public sealed record BetterTracked(long Deals, double LookTokens, double TrackingTokens, double UpdateTokens, double LookFreshness, double TrackingFreshness, double Gain)
{
    /// <summary>For none.</summary>
    public static readonly BetterTracked None = new(0, 0, 0, 0, 0, 0, 0);
}
