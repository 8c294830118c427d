namespace Deals.Simulator.World;

/// <summary>What a price type of a product does over time.</summary>
/// <param name="Key">Its randomness; two types with one key move together.</param>
/// <param name="ChangesADay">How often it changes.</param>
/// <param name="Median">Its usual value.</param>
/// <param name="Spread">Deviation of the logarithm of its values.</param>
/// <param name="Absence">Share of values that are "no offer".</param>
internal sealed record SeriesShape(long Key, double ChangesADay, double Median, double Spread, double Absence);

/// <summary>One product of the world. All that it ever was and will be is a function of the seed, its index and the time.</summary>
internal sealed class Product
{
    private const double MinutesADay = 1440;
    private const double MeanMinutesBetweenLooks = 210;
    private readonly Noise _noise;
    private readonly EventTrain _looks;
    private readonly SeriesShape?[] _shapes;

    public Product(Noise noise, int index)
    {
        _noise = noise;
        Index = index;
        IsBook = noise.Unit(index, 10) < 0.4;
        Root = IsBook ? ProductText.Roots[0] : ProductText.Roots[1 + noise.Below(ProductText.Roots.Length - 1, index, 11)];
        Categories = [.. Enumerable.Range(0, 1 + noise.Below(3, index, 12)).Select(i => (Root.Id * 100) + noise.Below(40, index, 13, i))];
        Asin = ProductText.Asin(noise, index, IsBook);
        Title = ProductText.Title(noise, index);
        Brand = ProductText.Brand(noise, index);
        Image = ProductText.Image(noise, index);
        // Heavy-tailed: most products change once in days, some many times a day. Keepa sees at most what its looks show.
        ChangesADay = Math.Min(24, 0.5 * Math.Exp(1.5 * noise.Normal(index, 14)));
        ParentIndex = noise.Unit(index / 2, 15) < 0.06 ? index / 2 : null;
        _looks = new EventTrain(noise, Key(index, 99), MeanMinutesBetweenLooks);
        _shapes = Shapes();
    }

    public int Index { get; }

    public string Asin { get; }

    public string Title { get; }

    public string Brand { get; }

    public string Image { get; }

    public bool IsBook { get; }

    public (long Id, string Name) Root { get; }

    public long[] Categories { get; }

    public double ChangesADay { get; }

    /// <summary>Variations of one parent share it.</summary>
    public int? ParentIndex { get; }

    /// <summary>Whether the product ever had data of a type.</summary>
    public bool Has(int type) => type < _shapes.Length && _shapes[type] is not null;

    /// <summary>The last look of Keepa's at or before a minute; looks are at whole minutes, as Keepa's times are.</summary>
    public long LookedAt(double minute)
    {
        var look = _looks.Last(minute).At;
        return (long)Math.Ceiling(look) <= minute ? (long)Math.Ceiling(look) : (long)Math.Ceiling(_looks.Last(look - 0.001).At);
    }

    /// <summary>The true value at a minute: what a buyer would have seen; -1 without an offer, -2 where the product never has the type.</summary>
    public (long Value, double Since) TrueValue(int type, double minute)
    {
        if (type >= _shapes.Length || _shapes[type] is not { } shape)
            return (-2, 0);
        var (at, slot) = new EventTrain(_noise, shape.Key, MinutesADay / shape.ChangesADay).Last(minute);
        if (_noise.Unit(shape.Key, slot, 3) < shape.Absence)
            return (-1, at);
        return (Math.Max(1, (long)Math.Round(shape.Median * Math.Exp(shape.Spread * _noise.Normal(shape.Key, slot, 4)))), at);
    }

    /// <summary>What Keepa has of a type after a look, and the look that first showed it.</summary>
    public (long Value, long Since) Seen(int type, long look)
    {
        var (value, changed) = TrueValue(type, look);
        return value == -2 ? (-2, -1) : (value, FirstLookFrom(changed, look));
    }

    /// <summary>What Keepa has of a type, from a look backwards: each value with the minutes between which it held.</summary>
    public IEnumerable<(long From, long To, long Value)> History(int type, long look, long backTo)
    {
        var (at, until) = (look, look);
        while (until > backTo)
        {
            var (value, since) = Seen(type, at);
            if (value == -2)
                yield break;
            var from = Math.Max(backTo, since);
            if (from < until)
                yield return (from, until, value);
            // Until the look that brought this value, the one before held.
            until = since;
            at = LookedAt(since - 1);
            if (at >= since)
                yield break;
        }
    }

    /// <summary>The value before the one that a look shows; -2 where there is none.</summary>
    public long Before(int type, long since) => Seen(type, LookedAt(since - 1)).Value;

    private long FirstLookFrom(double changed, long look)
    {
        var first = (long)Math.Ceiling(_looks.First(changed));
        return Math.Min(first < changed ? look : first, look);
    }

    private SeriesShape?[] Shapes()
    {
        var price = 2500 * Math.Exp(0.8 * _noise.Normal(Index, 20));
        var rank = 200_000 * Math.Exp(1.5 * _noise.Normal(Index, 21));
        var shapes = new SeriesShape?[36];
        bool Chance(double share, int type) => _noise.Unit(Index, 22, type) < share;
        void Set(int type, double share, double changes, double median, double spread, double absence, int? with = null)
        {
            if (Chance(share, type))
                shapes[type] = new SeriesShape(Key(Index, with ?? type), Math.Clamp(changes, 0.005, 24), median, spread, absence);
        }

        Set(0, 0.35, ChangesADay * 0.4, price * 1.02, 0.10, 0.25);
        Set(1, 0.95, ChangesADay * 0.6, price, 0.15, 0.05);
        Set(2, 0.985, ChangesADay, price * 0.6, 0.25, 0.01);
        Set(3, 0.92, 7, rank, 0.4, 0.02);
        Set(4, 0.7, 0.005, price * 1.1, 0, 0);
        Set(7, 0.6, ChangesADay * 0.6, price * 1.1, 0.15, 0.2);
        // Seldom, and short: most of these have ended.
        Set(8, 0.03, 0.3, price * 0.8, 0.1, 0.9);
        Set(33, 0.08, ChangesADay * 0.3, price * 0.9, 0.1, 0.8);
        Set(9, 0.15, ChangesADay * 0.3, price * 0.55, 0.2, 0.4);
        Set(10, 0.6, ChangesADay * 0.6, price * 1.03, 0.12, 0.2);
        Set(11, 1, ChangesADay, 5, 0.5, 0.03);
        Set(12, 1, ChangesADay, 8, 0.6, 0.03);
        Set(15, 1, 1, 6, 0.6, 0.05);
        Set(16, 0.9, 0.02, 42, 0.08, 0);
        Set(17, 0.9, 0.2, 150, 0.05, 0);
        Set(18, 0.7, ChangesADay * 0.6, price, 0.15, 0.05, with: 1);
        Set(19, 0.3, ChangesADay * 0.5, price * 0.75, 0.2, 0.3);
        Set(20, 0.5, ChangesADay * 0.5, price * 0.68, 0.2, 0.2);
        Set(21, 0.6, ChangesADay * 0.7, price * 0.62, 0.2, 0.15);
        Set(22, 0.4, ChangesADay * 0.4, price * 0.58, 0.2, 0.25);
        Set(32, 0.5, ChangesADay, price * 0.64, 0.25, 0.05, with: 2);
        if (shapes[16] is { } rating)
            shapes[16] = rating with { Median = Math.Min(49, rating.Median) };
        return shapes;
    }

    private static long Key(int index, int type) => (index * 128L) + type;
}
