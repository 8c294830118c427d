using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Deals.Actors.Keepa;

/// <summary>One change of a series: from <see cref="At"/> on the value is <see cref="Value"/>, until the next point. Kept as Keepa's own numbers, for
/// a request of 100 products brings a million of them.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HistoryPoint
{
    private const int None = -1;
    private readonly int _minutes;
    private readonly int _value;
    private readonly int _shipping;

    /// <summary>Makes a point.</summary>
    /// <param name="at">Since when; cut to whole minutes.</param>
    /// <param name="value">The value, 0 to 2,147,483,647; absent for none.</param>
    /// <param name="shipping">The shipping, 0 to 2,147,483,647; absent for none or unknown.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public HistoryPoint(DateTimeOffset at, long? value, long? shipping = null)
        : this(KeepaTime.FromInstant(at), Checked(value, nameof(value)), Checked(shipping, nameof(shipping)))
    {
    }

    private HistoryPoint(int minutes, int value, int shipping)
    {
        _minutes = minutes;
        _value = value;
        _shipping = shipping;
    }

    /// <summary>Since when. May lie in the future: the end of a lightning deal is known before it comes.</summary>
    public DateTimeOffset At => KeepaTime.ToInstant(_minutes);

    /// <summary>The value in the series' unit; absent when there was no offer, no rank or no data.</summary>
    public long? Value => _value < 0 ? null : _value;

    /// <summary>The shipping in minor units; absent when there was no offer, when it is unknown, or where the series has none.</summary>
    public long? Shipping => _shipping < 0 ? null : _shipping;

    /// <summary>Since when, in Keepa's minutes.</summary>
    internal int Minutes => _minutes;

    /// <summary>A point by Keepa's numbers, of which any below zero is an absence.</summary>
    internal static HistoryPoint FromKeepa(int minutes, int value, int shipping) => new(minutes, Math.Max(value, None), Math.Max(shipping, None));

    private static int Checked(long? number, string name)
    {
        if (number is < 0 or > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, number, "0 to 2147483647 was expected.");
        return (int?)number ?? None;
    }
}

/// <summary>The history of one price type, oldest point first.</summary>
/// <param name="Type">The price type; its unit is the unit of the values.</param>
/// <param name="Points">At least one point.</param>
public sealed record PriceHistory(PriceType Type, ImmutableArray<HistoryPoint> Points);

/// <summary>The sales ranks of one category, oldest point first; a lower rank is better, an absent one is none.</summary>
/// <param name="Category">Keepa's id of the category.</param>
/// <param name="Points">At least one point.</param>
public sealed record RankHistory(long Category, ImmutableArray<HistoryPoint> Points);

/// <summary>Who had the buy box from a time on.</summary>
public enum BuyBoxState
{
    /// <summary>Keepa does not know.</summary>
    Unknown,

    /// <summary>Nobody.</summary>
    Nobody,

    /// <summary>A seller.</summary>
    Seller,
}

/// <summary>One change of a buy box's owner.</summary>
/// <param name="At">Since when.</param>
/// <param name="State">Whether somebody has it.</param>
/// <param name="Seller">Who; present when <paramref name="State"/> is <see cref="BuyBoxState.Seller"/>.</param>
/// <param name="Condition">The condition of what is sold; only known of the used buy box.</param>
/// <param name="IsFba">Whether Amazon ships it; only known of the used buy box.</param>
public sealed record BuyBoxPoint(DateTimeOffset At, BuyBoxState State, SellerId? Seller, OfferCondition? Condition = null, bool? IsFba = null);
