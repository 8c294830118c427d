using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Deals.Actors.Keepa;

namespace Deals.Actors.Enrichment;

/// <summary>What was sold, by what can be seen of it: the offer count fell, and a better sales rank followed.</summary>
/// <param name="At">When the offer count fell.</param>
/// <param name="Price">The price that was in force just before.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct InferredSale(DateTimeOffset At, Money Price);

/// <summary>The sales of a product in one condition.</summary>
/// <param name="Drops">Falls of the offer count that could be decided: a sale, or none.</param>
/// <param name="Undecided">Those whose window had not ended at the time of the look; they count nowhere.</param>
/// <param name="All">The sales, oldest first.</param>
/// <param name="Kept">Those that are no outliers, oldest first.</param>
public sealed record InferredSales(int Drops, int Undecided, ImmutableArray<InferredSale> All, ImmutableArray<InferredSale> Kept)
{
    /// <summary>What no drop could be a sale for, whatever happened; absent where drops could be.</summary>
    public AbsenceReason? Blind { get; init; }

    /// <summary>Whether the other has the same sales.</summary>
    public bool Equals(InferredSales? other) => other is not null && (Drops, Undecided, Blind) == (other.Drops, other.Undecided, other.Blind)
        && All.SequenceEqual(other.All) && Kept.SequenceEqual(other.Kept);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Drops, Undecided, All.Length, Kept.Length);

    /// <summary>Infers the sales.</summary>
    /// <param name="counts">Offer counts of the condition.</param>
    /// <param name="prices">Prices of the condition.</param>
    /// <param name="ranks">Sales ranks.</param>
    /// <param name="currency">The currency of the prices.</param>
    /// <param name="settings">The windows.</param>
    internal static InferredSales Of(StepSeries counts, StepSeries prices, StepSeries ranks, Currency currency, AnalysisSettings settings)
    {
        var points = new RankPoints(ranks);
        var sales = ImmutableArray.CreateBuilder<InferredSale>();
        var (decided, undecided) = (0, 0);
        foreach (var drop in OfferDrop.In(counts, settings))
        {
            var window = SaleWindow.After(drop.At, points, settings);
            if (window.To > counts.End)
            {
                undecided++;
                continue;
            }

            decided++;
            if (PriceOf(drop, window, prices, ranks, points) is { } price)
                sales.Add(new InferredSale(KeepaTime.ToInstant(drop.At), new Money(price, currency)));
        }

        var all = sales.DrainToImmutable();
        return new InferredSales(decided, undecided, all, Trim.Outliers(all, settings))
        {
            Blind = points.IsEmpty ? AbsenceReason.NoRankHistory : prices.HasValues ? null : AbsenceReason.NoPriceHistory,
        };
    }

    // What has no price or no rank to fall below is no sale, and must not take a rank from one that is.
    private static long? PriceOf(OfferDrop drop, SaleWindow window, StepSeries prices, StepSeries ranks, RankPoints points) =>
        prices.At(drop.At - 1)?.Value is { } price && ranks.At(drop.At)?.Value is { } rank && points.Take(window, rank) ? price : null;
}
