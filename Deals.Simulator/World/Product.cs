namespace Deals.Simulator.World;

/// <summary>One product of the world. All that it ever was and will be is a function of the seed, its index and the time.</summary>
internal sealed class Product
{
    /// <summary>The types whose values stay when a product is gone.</summary>
    private static readonly int[] Kept = [4, 15, 16, 17];

    private const double MeanMinutesBetweenLooks = 210;
    private const double UsedFbaShare = 0.2;
    private readonly EventTrain _looks;
    private readonly Series _series;

    public Product(Noise noise, int index)
    {
        Noise = noise;
        Index = index;
        IsBook = noise.Unit(index, 10) < 0.4;
        Root = IsBook ? ProductText.Roots[0] : ProductText.Roots[1 + noise.Below(ProductText.Roots.Length - 1, index, 11)];
        Categories = [.. Enumerable.Range(0, 1 + noise.Below(3, index, 12)).Select(i => (Root.Id * 100) + noise.Below(40, index, 13, i))];
        Asin = ProductText.Asin(noise, index, IsBook);
        Title = ProductText.Title(noise, index);
        Brand = ProductText.Brand(noise, index);
        Image = ProductText.Image(noise, index);
        // Heavy-tailed: most products change once in days, some many times a day. Keepa sees at most what its looks show.
        ChangesADay = Math.Min(6, 0.5 * Math.Exp(1.5 * noise.Normal(index, 14)));
        ParentIndex = noise.Unit(index / 2, 15) < 0.06 ? index / 2 : null;
        TrackedSince = 2_500_000 + noise.Below(4_500_000, index, 16);
        // One in a hundred goes for good at some minute of 2025 to 2027.
        GoneAt = noise.Unit(index, 17) < 0.01 ? 7_364_160 + noise.Below(1_576_800, index, 18) : long.MaxValue;
        Season = new Season(noise, index, IsBook, Root.Id);
        var medianRank = 200_000 * Math.Exp(1.5 * noise.Normal(index, 21));
        _looks = new EventTrain(noise, Key(index, 99), MeanMinutesBetweenLooks);
        RankFalls = new RankFalls(this);
        Sales = new Sales(noise, this, Key(index, 98), medianRank);
        _series = new Series(noise, this, Shapes.Draw(noise, index, ChangesADay, medianRank));
    }

    public Noise Noise { get; }

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

    /// <summary>Since when Keepa knows it.</summary>
    public long TrackedSince { get; }

    /// <summary>From this minute on nobody sells it, and Keepa cannot reach it.</summary>
    public long GoneAt { get; }

    public Season Season { get; }

    public Sales Sales { get; }

    public RankFalls RankFalls { get; }

    /// <summary>Whether the product ever had data of a type.</summary>
    public bool Has(int type) => _series.Has(type);

    /// <summary>Whether Amazon keeps and sends the lowest offer of a kind.</summary>
    public bool IsFba(int kind) => kind is PriceTypes.Amazon or PriceTypes.NewByAmazon or PriceTypes.Warehouse || (kind is >= 19 and <= 22 && Noise.Unit(Index, 73, kind) < UsedFbaShare);

    /// <summary>What a merchant adds to a landed price of a type for sending it.</summary>
    public long ShippingAt(int type, double minute) => _series.ShippingAt(type, minute);

    /// <summary>The type whose offer is the lowest of a family, and so in its buy box.</summary>
    public int WinnerAt(int type, double minute) => _series.WinnerAt(type, minute);

    /// <summary>The last look of Keepa's at or before a minute; looks are at whole minutes, as Keepa's times are.</summary>
    public long LookedAt(double minute)
    {
        var until = Math.Min(minute, GoneAt);
        var look = _looks.Last(until).At;
        return (long)Math.Ceiling(look) <= until ? (long)Math.Ceiling(look) : (long)Math.Ceiling(_looks.Last(look - 0.001).At);
    }

    /// <summary>The true value at a minute: what a buyer would have seen; -1 without an offer, -2 where the product never has the type.</summary>
    public (long Value, double Since) TrueValue(int type, double minute)
    {
        if (!Has(type))
            return (-2, 0);
        return minute >= GoneAt && !Kept.Contains(type) ? (-1, GoneAt) : _series.At(type, minute);
    }

    /// <summary>What Keepa has of a type after a look, and the look that first showed it.</summary>
    public (long Value, long Since) Seen(int type, long look)
    {
        var (value, changed) = TrueValue(type, look);
        return value == -2 ? (-2, -1) : (value, FirstLookFrom(changed, look));
    }

    /// <summary>The points of a type's history after a look: when it was seen, and what; the first is what held at the start, seen when it was.</summary>
    public List<(long At, long Value)> Points(int type, long from, long look)
    {
        var points = new List<(long At, long Value)>();
        if (!Has(type))
            return points;
        var start = LookedAt(Math.Max(from, TrackedSince));
        var (first, since) = Seen(type, start);
        points.Add((since, first));
        foreach (var (at, value) in Changes(type, start, look))
        {
            var seen = FirstLookFrom(at, look);
            // Of what changed between two looks only the last is seen.
            if (points[^1].At == seen)
                points[^1] = (seen, value);
            else
                points.Add((seen, value));
        }

        return points;
    }

    /// <summary>What Keepa has of a type up to a look: each value with the minutes between which it held.</summary>
    public IEnumerable<(long From, long To, long Value)> History(int type, long look, long backTo)
    {
        var points = Points(type, backTo, look);
        for (var i = 0; i < points.Count; i++)
        {
            var (from, to) = (Math.Max(backTo, points[i].At), i + 1 < points.Count ? points[i + 1].At : look);
            if (from < to)
                yield return (from, to, points[i].Value);
        }
    }

    /// <summary>The value before the one that a look shows; -2 where there is none.</summary>
    public long Before(int type, long since) => since <= TrackedSince ? -2 : Seen(type, LookedAt(since - 1)).Value;

    internal static long Key(int index, int type) => (index * 128L) + type;

    private IEnumerable<(double At, long Value)> Changes(int type, double after, double upTo)
    {
        if (GoneAt > upTo || Kept.Contains(type))
            return _series.Between(type, after, upTo);
        return _series.Between(type, after, GoneAt - 0.001).Append((GoneAt, -1)).Where(c => c.At > after);
    }

    private long FirstLookFrom(double changed, long look)
    {
        // A look counts from its whole minute on.
        var first = (long)Math.Ceiling(_looks.First(Math.Ceiling(changed) - 1 + 1e-6));
        return Math.Max(TrackedSince, Math.Min(first, look));
    }
}
