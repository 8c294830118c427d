using System.Collections.Frozen;
using System.Collections.Immutable;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Actors.Processing;

/// <summary>Reads from a product's histories when its prices and its numbers of offers changed. Pure.</summary>
public static class MovesReading
{
    private static readonly FrozenSet<PriceType> OfferCounts = PriceMeaning.All.Select(static m => m.Counts).ToFrozenSet();

    /// <summary>The changes of every price and number of offers that has a history, within the window before the record's last update.</summary>
    public static ImmutableArray<PriceMoves> Of(ProductRecord record) => record.LastUpdate is { } asOf
        ? [.. record.Histories.Where(static h => h.Type.Unit == PriceUnit.Money || OfferCounts.Contains(h.Type)).Select(h => Of(h, asOf)).OfType<PriceMoves>()]
        : [];

    private static PriceMoves? Of(PriceHistory history, DateTimeOffset asOf)
    {
        var since = asOf - PriceMoves.Window;
        var moves = new List<DateTimeOffset>();
        for (var i = 1; i < history.Points.Length; i++)
        {
            var (before, point) = (history.Points[i - 1], history.Points[i]);
            // The end of a lightning deal is known before it comes; a point that repeats the price is no change.
            if (point.At > since && point.At <= asOf && (point.Value != before.Value || point.Shipping != before.Shipping))
                moves.Add(point.At);
        }

        // Before its first point nothing is known of it.
        if (history.Points[0].At > since)
            since = history.Points[0].At;
        if (moves.Count > PriceMoves.Most)
        {
            since = moves[^(PriceMoves.Most + 1)];
            moves.RemoveRange(0, moves.Count - PriceMoves.Most);
        }

        return since < asOf ? new PriceMoves(history.Type, since, [.. moves]) : null;
    }
}
