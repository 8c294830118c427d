using System.Runtime.InteropServices;

namespace Deals.Simulator.World;

/// <summary>A true sale.</summary>
/// <param name="At">Keepa's minute.</param>
/// <param name="IsUsed">Used goods, else new ones.</param>
/// <param name="Price">What was paid: the lowest price of that condition.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Sale(double At, bool IsUsed, long Price);

/// <summary>When a product is sold: at random, more often in its season, and never where nobody offers it.</summary>
internal sealed class Sales
{
    private const int New = 1;
    private const int Used = 2;
    private const int SlotsBetweenMarks = 256;
    private readonly Noise _noise;
    private readonly Product _product;
    private readonly long _key;
    private readonly double _usedShare;
    private readonly EventTrain _train;

    public Sales(Noise noise, Product product, long key, double medianRank)
    {
        (_noise, _product, _key) = (noise, product, key);
        // What sells seldom ranks low.
        PerDay = Math.Clamp(0.15 * Math.Pow(200_000 / medianRank, 0.6), 0.01, 6);
        _usedShare = product.IsBook ? 0.75 : 0.4;
        _train = new EventTrain(noise, key, 1440 / (PerDay * product.Season.Most));
    }

    /// <summary>Sales a day over the whole year, about.</summary>
    public double PerDay { get; }

    /// <summary>Sales after one minute and up to another.</summary>
    public IEnumerable<Sale> Between(double after, double upTo)
    {
        foreach (var (at, slot) in _train.Between(after, upTo))
        {
            if (Of(at, slot) is { } sale)
                yield return sale;
        }
    }

    /// <summary>When the rank was last made good, at or before a minute: at a sale, or seldom without one, so that the search for it ends.</summary>
    public double LastMark(double minute)
    {
        var (at, slot) = _train.Last(minute);
        while (!IsMark(at, slot))
            (at, slot) = _train.Before(slot);
        return at;
    }

    /// <summary>When the rank was made good after one minute and up to another.</summary>
    public IEnumerable<double> MarksBetween(double after, double upTo) => _train.Between(after, upTo).Where(e => IsMark(e.At, e.Slot)).Select(e => e.At);

    private bool IsMark(double at, long slot) => slot % SlotsBetweenMarks == 0 || Of(at, slot) is not null;

    private Sale? Of(double at, long slot)
    {
        if (at >= _product.GoneAt || _noise.Unit(_key, slot, 5) >= _product.Season.SalesAt(at) / _product.Season.Most)
            return null;
        var isUsed = _noise.Unit(_key, slot, 6) < _usedShare;
        var price = _product.TrueValue(isUsed ? Used : New, at).Value;
        return price > 0 ? new Sale(at, isUsed, price) : null;
    }
}
