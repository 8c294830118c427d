namespace Deals.Simulator.World;

/// <summary>Draws what the price types of a product do. New goods move together, and so do used ones: the lowest price is one of the offers'.</summary>
internal static class Shapes
{
    private static readonly int[] NewKinds = [0, 7, 10];
    private static readonly int[] UsedKinds = [19, 20, 21, 22];
    private static readonly double[] NewShares = [0.35, 0.6, 0.6];
    private static readonly double[] UsedShares = [0.3, 0.5, 0.6, 0.4];

    public static SeriesShape?[] Draw(Noise noise, int index, double changesADay, double medianRank)
    {
        var shapes = new SeriesShape?[36];
        var price = 2500 * Math.Exp(0.8 * noise.Normal(index, 20));
        void Set(int type, double share, double changes, double median, double spread, double absence)
        {
            if (noise.Unit(index, 22, type) < share)
                shapes[type] = new SeriesShape(Product.Key(index, type), Math.Clamp(changes, 0.005, 24), median, spread, absence);
        }

        Set(1, 0.95, changesADay * 0.6, price, 0.15, 0.05);
        Set(2, 0.985, changesADay, price * 0.6, 0.25, 0.01);
        Set(3, 0.92, 7, medianRank, 0.003, 0.02);
        Set(4, 0.7, 0.005, price * 1.1, 0.03, 0);
        // Seldom, and short: most of these have ended.
        Set(8, 0.03, 0.3, price * 0.8, 0.1, 0.9);
        Set(33, 0.08, changesADay * 0.3, price * 0.9, 0.1, 0.8);
        Set(15, 1, 1, 6, 0.6, 0.05);
        Set(16, 0.9, 0.02, 42, 0.08, 0);
        Set(17, 0.9, 0.2, 150, 0.05, 0);
        if (shapes[16] is { } rating)
            shapes[16] = rating with { Median = Math.Min(49, rating.Median) };
        if (shapes[1] is { } lowestNew)
            Family(noise, index, shapes, 1, lowestNew with { IsSeasonal = true }, NewKinds, NewShares, count: 11, buyBox: 18, buyBoxShare: 0.7);
        if (shapes[2] is { } lowestUsed)
            Family(noise, index, shapes, 2, lowestUsed with { IsSeasonal = true }, UsedKinds, UsedShares, count: 12, buyBox: 32, buyBoxShare: 0.5);
        if (shapes[2] is { } used && noise.Unit(index, 22, 9) < 0.15)
            shapes[9] = used with { Lowest = used, Premium = 0.3, Absence = 0.4 };
        return shapes;
    }

    private static void Family(
        Noise noise, int index, SeriesShape?[] shapes, int type, SeriesShape lowest, int[] kinds, double[] shares, int count, int buyBox, double buyBoxShare)
    {
        shapes[type] = lowest;
        var present = kinds.Where((kind, i) => noise.Unit(index, 22, kind) < shares[i]).ToArray();
        if (present.Length == 0)
            present = [kinds[^2]];
        foreach (var kind in present)
            shapes[kind] = lowest with { Lowest = lowest, Rivals = present, Premium = 0.35, Absence = 0.25 };
        if (noise.Unit(index, 22, buyBox) < buyBoxShare)
            shapes[buyBox] = lowest with { Lowest = lowest, Rivals = present };
        shapes[count] = new SeriesShape(Product.Key(index, count), 1, (count == 11 ? 5 : 8) * Math.Exp(0.5 * noise.Normal(index, 23, count)), 0, 0);
    }
}
