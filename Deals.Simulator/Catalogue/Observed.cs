using Deals.Simulator.World;

namespace Deals.Simulator.Catalogue;

/// <summary>A type's history as Keepa lists it, oldest first.</summary>
internal static class Observed
{
    /// <summary>Each value with the minutes between which it held; what the very last look brought has held for none yet, and belongs to it all the same.</summary>
    public static IEnumerable<(long From, long To, long Value)> Of(Product product, int type, long look, long backTo)
    {
        var (value, since) = product.Seen(type, look);
        var history = product.History(type, look, backTo);
        return value != -2 && since == look ? history.Append((look, look, value)) : history;
    }
}
