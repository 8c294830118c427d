namespace Deals.Actors.Enrichment;

/// <summary>How good a seller is at least, by his ratings: the lower bound of the Wilson interval of the positive share at z = 1.96. A few perfect ratings prove little: one gives 0.2065, and 1,500 of
/// which 98 % are positive give 0.9716. Source: Wilson 1927.</summary>
public static class SellerQuality
{
    private const decimal Z = 1.96m;
    private const int MostSteps = 60;

    /// <summary>The bound, 0 to 1, to four digits; absent without a rating.</summary>
    /// <param name="positivePercent">The positive share, 0 to 100 percent; absent where Keepa states none.</param>
    /// <param name="ratings">How many ratings it is of.</param>
    public static decimal? Of(int? positivePercent, int? ratings)
    {
        if (positivePercent is not { } percent || ratings is not > 0)
            return null;
        var (share, count) = (Math.Clamp(percent, 0, 100) / 100m, (decimal)ratings.Value);
        var spread = Z * Root((share * (1 - share) / count) + (Z * Z / (4 * count * count)));
        var bound = (share + (Z * Z / (2 * count)) - spread) / (1 + (Z * Z / count));
        return Rounding.FourDigits(Math.Clamp(bound, 0, 1));
    }

    // Newton's; decimals have no root of their own, and a share is no binary number.
    private static decimal Root(decimal value)
    {
        if (value <= 0)
            return 0;
        var root = value > 1 ? value : 1;
        for (var i = 0; i < MostSteps; i++)
        {
            var next = (root + (value / root)) / 2;
            if (next >= root)
                return root;
            root = next;
        }

        return root;
    }
}
