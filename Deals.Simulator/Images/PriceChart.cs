using Deals.Simulator.World;

namespace Deals.Simulator.Images;

/// <summary>What a chart shows.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Days">How far it reaches back.</param>
/// <param name="Types">Price types, each a line.</param>
internal sealed record ChartOrder(int Width, int Height, int Days, IReadOnlyList<int> Types);

/// <summary>Draws the histories of a product as steps: prices on one scale, the sales rank on its own.</summary>
internal static class PriceChart
{
    private const int MinutesADay = 1440;
    private const int SalesRank = 3;
    private const int GridLines = 4;
    private const byte Background = 0;
    private const byte Grid = 1;

    // The background, the grid, then a colour for each of the types that can be drawn.
    private static readonly int[] Palette = [0xFFFFFF, 0xDDDDDD, 0xFFA500, 0x8888DD, 0x444444, 0x8FBC8F, 0xFF00B4];

    /// <summary>Draws; without a product, the empty grid.</summary>
    public static byte[] Draw(Product? product, double now, ChartOrder order)
    {
        var pixels = new byte[order.Width * order.Height];
        for (var line = 1; line < GridLines; line++)
            pixels.AsSpan(order.Height * line / GridLines * order.Width, order.Width).Fill(Grid);
        if (product is not null)
            Lines(pixels, product, product.LookedAt(now), order);
        return Png.Encode(pixels, order.Width, Palette);
    }

    private static void Lines(byte[] pixels, Product product, long look, ChartOrder order)
    {
        var start = look - (order.Days * MinutesADay);
        var histories = order.Types
            .Select(type => (Type: type, Steps: product.History(type, look, start).Where(h => h.Value > 0).ToList()))
            .Where(h => h.Steps.Count > 0)
            .ToList();
        var prices = histories.Where(h => h.Type != SalesRank).SelectMany(h => h.Steps).Select(s => s.Value).DefaultIfEmpty(1).ToList();
        foreach (var (type, steps) in histories)
        {
            var (least, most) = type == SalesRank ? (steps.Min(s => s.Value), steps.Max(s => s.Value)) : (prices.Min(), prices.Max());
            var newer = (Left: -1, Row: 0);
            foreach (var (from, to, value) in steps)
            {
                var row = (int)((order.Height - 1) * (1 - ((value - least) / (double)Math.Max(1, most - least))));
                var (left, right) = (Column(from), Column(to));
                pixels.AsSpan((row * order.Width) + left, right - left + 1).Fill(Colour(type));
                // A step down or up to the value that followed at once; where there was no offer between, the line is broken.
                for (var y = Math.Min(row, newer.Row); newer.Left == right && y <= Math.Max(row, newer.Row); y++)
                    pixels[(y * order.Width) + right] = Colour(type);
                newer = (left, row);
            }
        }

        int Column(long minute) => (int)((order.Width - 1) * ((minute - start) / (double)(look - start)));
    }

    private static byte Colour(int type) => type switch
    {
        0 => 2,
        1 => 3,
        2 => 4,
        SalesRank => 5,
        18 => 6,
        _ => Background,
    };
}
