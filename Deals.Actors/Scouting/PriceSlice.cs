using System.Collections.Immutable;

namespace Deals.Actors.Scouting;

/// <summary>A band of current values in the price type's unit, both ends included. Keepa pages no query beyond 10,000 products, so a broad query is
/// asked in disjoint bands.</summary>
/// <param name="Least">The lower end, 1 or more.</param>
/// <param name="Most">The upper end, not below the lower.</param>
public sealed record PriceSlice(int Least, int Most)
{
    /// <summary>Every value that Keepa's range takes, but none and nothing.</summary>
    public static readonly PriceSlice Everything = new(1, int.MaxValue);

    // Roughly logarithmic: prices are, and so are ranks. A band that is still too large is split when it is met.
    private static readonly ImmutableArray<int> Starts = [1, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000];

    /// <summary>The first bands of a band: disjoint, ascending, and together the whole of it.</summary>
    public static ImmutableArray<PriceSlice> BandsOf(PriceSlice whole)
    {
        ImmutableArray<int> starts = [whole.Least, .. Starts.Where(s => s > whole.Least && s <= whole.Most)];
        return [.. starts.Select((start, i) => new PriceSlice(start, i + 1 < starts.Length ? starts[i + 1] - 1 : whole.Most))];
    }

    /// <summary>Its two halves about the geometric middle, or nothing for a single value, which has no halves.</summary>
    public (PriceSlice Lower, PriceSlice Upper)? Halves()
    {
        if (Least == Most)
            return null;
        var middle = Math.Clamp((int)Math.Sqrt((double)Least * Most), Least, Most - 1);
        return (this with { Most = middle }, this with { Least = middle + 1 });
    }

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"{Least} to {Most}");
}
