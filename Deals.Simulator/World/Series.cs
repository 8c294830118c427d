using static Deals.Simulator.World.PriceTypes;

namespace Deals.Simulator.World;

/// <summary>The true values of a product's price types over time.</summary>
internal sealed class Series
{
    private const double MinutesADay = 1440;
    private const int MostAlike = 200;
    private const int SmallNumbers = 1000;
    private readonly Noise _noise;
    private readonly Product _product;
    private readonly SeriesShape?[] _shapes;
    private readonly OfferLevel?[] _levels;

    public Series(Noise noise, Product product, SeriesShape?[] shapes)
    {
        (_noise, _product, _shapes) = (noise, product, shapes);
        _levels = [LevelOf(NewOffers, isUsed: false), LevelOf(UsedOffers, isUsed: true)];
    }

    public bool Has(int type) => type < _shapes.Length && _shapes[type] is not null;

    /// <summary>The value at a minute, and since when.</summary>
    public (long Value, double Since) At(int type, double minute) => type switch
    {
        NewOffers or UsedOffers => CountAt(type, minute),
        Rank => RankAt(minute),
        _ => PriceAt(type, minute),
    };

    /// <summary>The changes after one minute and up to another.</summary>
    public IEnumerable<(double At, long Value)> Between(int type, double after, double upTo) => type switch
    {
        NewOffers or UsedOffers => CountsBetween(type, after, upTo),
        Rank => RanksBetween(after, upTo),
        _ => PricesBetween(type, after, upTo),
    };

    /// <summary>What of a landed price is for sending.</summary>
    public long ShippingAt(int type, double minute) => !Has(type) ? 0 : ShippingOf(type, _shapes[type]!, TrainOf(_shapes[type]!).Last(minute));

    /// <summary>Which of the rivals has the lowest price.</summary>
    public int WinnerAt(int type, double minute) => _shapes[type] is { } shape ? WinnerOf(shape, TrainOf(shape).Last(minute).Slot) : -1;

    private OfferLevel? LevelOf(int type, bool isUsed) => _shapes[type] is { } shape ? new OfferLevel(_noise, _product, shape.Key, shape.Median, isUsed) : null;

    private EventTrain TrainOf(SeriesShape shape) => new(_noise, shape.Key, MinutesADay / shape.ChangesADay);

    private (long Value, double Since) PriceAt(int type, double minute)
    {
        var shape = _shapes[type]!;
        var train = TrainOf(shape);
        var (at, slot) = train.Last(minute);
        var value = PriceOf(type, shape, at, slot);
        // Where values repeat, the first of them counts; prices hardly ever do.
        for (var alike = 0; alike < MostAlike && (value < 0 || shape.Median < SmallNumbers); alike++)
        {
            var before = train.Before(slot);
            if (PriceOf(type, shape, before.At, before.Slot) != value)
                break;
            (at, slot) = before;
        }

        return (value, at);
    }

    private IEnumerable<(double At, long Value)> PricesBetween(int type, double after, double upTo)
    {
        var shape = _shapes[type]!;
        var last = PriceAt(type, after).Value;
        foreach (var (at, slot) in TrainOf(shape).Between(after, upTo))
        {
            var value = PriceOf(type, shape, at, slot);
            if (value == last && (value < 0 || shape.Median < SmallNumbers))
                continue;
            last = value;
            yield return (at, value);
        }
    }

    private long PriceOf(int type, SeriesShape shape, double at, long slot)
    {
        if (shape.Lowest is not { } lowest)
            return OwnValue(shape, at, slot);
        var value = OwnValue(lowest, at, slot);
        if (value < 0)
            return -1;
        var isUsed = ReferenceEquals(lowest, _shapes[Used]);
        var shipping = isUsed ? ShippingOf(type, shape, (at, slot)) : 0;
        if (type is BuyBox or UsedBuyBox || WinnerOf(shape, slot) == type)
            return value + shipping;
        if (_noise.Unit(shape.Key, slot, 100 + type) < shape.Absence)
            return -1;
        return (long)Math.Round(value * (1 + (shape.Premium * (0.02 + _noise.Unit(shape.Key, slot, 200 + type))))) + shipping;
    }

    private long OwnValue(SeriesShape shape, double at, long slot)
    {
        if (_noise.Unit(shape.Key, slot, 3) < shape.Absence)
            return -1;
        var median = shape.IsSeasonal ? shape.Median * _product.Season.PriceAt(at) : shape.Median;
        return Math.Max(1, (long)Math.Round(median * Math.Exp(shape.Spread * _noise.Normal(shape.Key, slot, 4))));
    }

    private int WinnerOf(SeriesShape shape, long slot) => shape.Rivals.Length == 0 ? -1 : shape.Rivals[_noise.Below(shape.Rivals.Length, shape.Key, slot, 50)];

    private long ShippingOf(int type, SeriesShape shape, (double At, long Slot) change)
    {
        // The buy box is the cheapest offer, and costs what that costs.
        var kind = type is BuyBox or UsedBuyBox ? WinnerOf(shape, change.Slot) : type;
        if (kind is not (NewByMerchant or 19 or 20 or 21 or 22) || _product.IsFba(kind) || _noise.Unit(shape.Key, change.Slot, 300 + kind) < 0.45)
            return 0;
        var shipping = _product.IsBook ? 399 : 599;
        // A new price holds its shipping: one that is all shipping would be none.
        return kind != NewByMerchant || OwnValue(shape.Lowest!, change.At, change.Slot) > 3 * shipping ? shipping : 0;
    }

    private (long Value, double Since) RankAt(double minute)
    {
        var (at, slot) = TrainOf(_shapes[Rank]!).Last(minute);
        return (RankOf(at, slot, _product.Sales.LastMark(at)), at);
    }

    private IEnumerable<(double At, long Value)> RanksBetween(double after, double upTo)
    {
        using var sales = _product.Sales.MarksBetween(after, upTo).GetEnumerator();
        var (sold, next) = (_product.Sales.LastMark(after), sales.MoveNext() ? sales.Current : double.MaxValue);
        foreach (var (at, slot) in TrainOf(_shapes[Rank]!).Between(after, upTo))
        {
            for (; next <= at; next = sales.MoveNext() ? sales.Current : double.MaxValue)
                sold = next;
            yield return (at, RankOf(at, slot, sold));
        }
    }

    // A sale makes the rank good, and every day without one makes it worse.
    private long RankOf(double at, long slot, double sold)
    {
        var shape = _shapes[Rank]!;
        if (_noise.Unit(shape.Key, slot, 3) < shape.Absence)
            return -1;
        var wait = (at - sold) / MinutesADay * _product.Sales.PerDay;
        var rank = shape.Median * 0.6 * Math.Sqrt(1 + (1.5 * wait)) / Math.Sqrt(_product.Season.SalesAt(at)) * Math.Exp(shape.Spread * _noise.Normal(shape.Key, slot, 4));
        return Math.Max(1, (long)Math.Round(rank));
    }

    private (long Value, double Since) CountAt(int type, double minute)
    {
        var priceType = type == UsedOffers ? Used : New;
        var (price, since) = PriceAt(priceType, minute);
        if (price < 0)
            return (-1, since);
        var (level, changed) = _levels[type - NewOffers]!.At(minute);
        // Offers may have been away and come back since the number last changed.
        var shape = _shapes[priceType]!;
        var train = TrainOf(shape);
        var (at, slot) = train.Last(minute);
        while (at > changed)
        {
            var before = train.Before(slot);
            if (OwnValue(shape, before.At, before.Slot) < 0)
                return (level, Math.Max(at, changed));
            (at, slot) = before;
        }

        return (level, changed);
    }

    private IEnumerable<(double At, long Value)> CountsBetween(int type, double after, double upTo)
    {
        var priceType = type == UsedOffers ? Used : New;
        var level = _levels[type - NewOffers]!.At(after).Level;
        var isThere = PriceAt(priceType, after).Value > 0;
        var last = isThere ? level : -1;
        var changes = _levels[type - NewOffers]!.Between(after, upTo).Select(s => (s.At, s.Level, Price: 0L))
            .Concat(PricesBetween(priceType, after, upTo).Select(p => (p.At, Level: 0L, Price: p.Value))).OrderBy(c => c.At);
        foreach (var change in changes)
        {
            if (change.Price == 0)
                level = change.Level;
            else
                isThere = change.Price > 0;
            var value = isThere ? level : -1;
            if (value != last)
                yield return (change.At, value);
            last = value;
        }
    }
}
