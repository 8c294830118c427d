using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Deals;

/// <summary>When the price of one type, or a number of offers, changed, by Keepa's history of the product.</summary>
/// <param name="Type">The price type.</param>
/// <param name="Since">From when on every change is named.</param>
/// <param name="At">The changes, ascending; at most <see cref="Most"/>.</param>
public sealed record PriceMoves(PriceType Type, DateTimeOffset Since, ImmutableArray<DateTimeOffset> At)
{
    /// <summary>How many changes are named; of more, the latest.</summary>
    public const int Most = 64;

    /// <summary>How far back they are looked for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(90);

    /// <inheritdoc />
    public bool Equals(PriceMoves? other) => other is not null && Type == other.Type && Since == other.Since && At.SequenceEqual(other.At);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Type, Since, At.Length);
}
