namespace Deals.Simulator.World;

/// <summary>When a product's rank fell, kept from one look to the next: what looks have found stays as it was found, and a year of it is too much to be
/// read again for every row.</summary>
internal sealed class RankFalls(Product product)
{
    private Known? _known;

    /// <summary>The falls in each window before a look, as a reader of the history counts them; -1 where there never was a rank.</summary>
    public long[] Before(long look)
    {
        if (!product.Has(PriceTypes.Rank))
            return RankDrops.Of([], look);
        var known = _known;
        // A page of a result that was kept may be of a look before the last.
        if (known is null || look - RankDrops.MostMinutes < known.From || known.Look < look - RankDrops.MostMinutes)
            known = new Known(look - RankDrops.MostMinutes, look, RankDrops.Falls(product.Points(PriceTypes.Rank, look - RankDrops.MostMinutes, look)));
        else if (known.Look < look)
            known = new Known(known.From, look, [.. known.Falls.Where(at => at > look - RankDrops.MostMinutes), .. RankDrops.Falls(product.Points(PriceTypes.Rank, known.Look, look))]);
        if (_known is null || known.Look > _known.Look)
            _known = known;
        return RankDrops.Within(known.Falls, look);
    }

    // Made anew and never changed, so that requests in parallel may read it.
    private sealed record Known(long From, long Look, List<long> Falls);
}
