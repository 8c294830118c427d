using System.Runtime.InteropServices;

namespace Deals.Actors.Freshness;

/// <summary>A population of deals as a table of logarithmic bins of <c>w/(cD)</c> and of <c>D</c>: enough to know how many tokens a day it asks for at any
/// price, in bounded memory for any number of deals. The second dimension is needed for the shortest interval and the maximum age, which bind by D. Sums are
/// integers relative to the bin's middle: adding, removing and merging in any order gives the same table to the last bit.</summary>
public sealed class WorthBins
{
    /// <summary>Bins of a factor e in <c>w/(cD)</c> and in <c>D</c>.</summary>
    public const int PerE = 8;

    private const int Half = 1 << 10;
    private const double Units = 1 << 20;
    private const double LeastWorth = 1e-12;
    private const double MostWorth = 1e12;
    private readonly Dictionary<int, Bin> _bins = [];

    /// <summary>How many deals.</summary>
    public long Count { get; private set; }

    /// <summary>What one look at each costs, tokens.</summary>
    public double TotalCost => _bins.Values.Sum(static b => b.CostUnits) / Units;

    /// <summary>What they weigh together.</summary>
    public double TotalWeight => Groups().Sum(static g => g.Weight);

    /// <summary>How many bins are in use; a few thousand, and never more than the product of the ranges.</summary>
    public int Used => _bins.Count;

    /// <summary>Counts a deal.</summary>
    public void Add(RefreshWorth deal) => Change(deal, 1);

    /// <summary>Takes out a deal that was counted just so.</summary>
    public void Remove(RefreshWorth deal) => Change(deal, -1);

    /// <summary>Counts all that another table has.</summary>
    public void Merge(WorthBins other)
    {
        foreach (var (key, bin) in other._bins)
            Put(key, bin, 1);
        Count += other.Count;
    }

    /// <summary>Tokens a day that the deals ask for at a price.</summary>
    public double DemandPerDay(double price, RefreshBounds bounds)
    {
        var sum = 0.0;
        foreach (var group in Groups())
            sum += group.Cost / group.Deal.IntervalDays(price, bounds);
        return sum;
    }

    /// <summary>The weighted part of the time that the deals are fresh at a price, 0-1; 1 where there is none.</summary>
    public double FreshnessAt(double price, RefreshBounds bounds)
    {
        var (sum, all) = (0.0, 0.0);
        foreach (var group in Groups())
        {
            sum += group.Weight * group.Deal.FreshnessAt(group.Deal.IntervalDays(price, bounds));
            all += group.Weight;
        }

        return all > 0 ? sum / all : 1;
    }

    /// <summary>The bins, each as one deal of its mean rate and worth.</summary>
    internal IEnumerable<WorthGroup> Groups()
    {
        foreach (var (key, bin) in _bins)
        {
            if (bin.CostUnits <= 0)
                continue;
            var (worth, rate) = (Middle(key / (2 * Half)), Middle(key % (2 * Half)));
            // The mean rate is weighted with the cost, for demand goes with cost x rate; the logarithm of the worth with the same.
            rate *= bin.RateUnits / (double)bin.CostUnits;
            worth *= Math.Exp(bin.LogWorthUnits / (double)bin.CostUnits);
            yield return new WorthGroup(new RefreshWorth(worth * rate, rate, 1), bin.CostUnits / Units, bin.WeightUnits / Units * Middle(key / (2 * Half)) * Middle(key % (2 * Half)));
        }
    }

    private void Change(RefreshWorth deal, int sign)
    {
        var rate = Math.Clamp(deal.ChangesPerDay, RateEstimate.Least, RateEstimate.Most);
        var worth = Math.Clamp(deal.Weight / (deal.Cost * rate), LeastWorth, MostWorth);
        var (i, j) = (IndexOf(worth), IndexOf(rate));
        var cost = deal.Cost * Units;
        var one = new Bin(
            (long)Math.Round(cost),
            (long)Math.Round(cost * (rate / Middle(j))),
            (long)Math.Round(cost * Math.Log(worth / Middle(i))),
            (long)Math.Round(Units * (deal.Weight / (Middle(i) * Middle(j)))));
        Put((i * 2 * Half) + j, one, sign);
        Count += sign;
    }

    private void Put(int key, Bin one, int sign)
    {
        var bin = (_bins.TryGetValue(key, out var known) ? known : default).Plus(one, sign);
        if (bin == default)
            _bins.Remove(key);
        else
            _bins[key] = bin;
    }

    private static int IndexOf(double value) => (int)Math.Round(Math.Log(value) * PerE) + Half;

    private static double Middle(int index) => Math.Exp((index - Half) / (double)PerE);

    /// <summary>Sums of a bin's deals in integer units: the cost; cost x rate and cost x log worth, both relative to the bin's middle; the weight likewise.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bin(long CostUnits, long RateUnits, long LogWorthUnits, long WeightUnits)
    {
        public Bin Plus(Bin other, int sign) => new(
            CostUnits + (sign * other.CostUnits),
            RateUnits + (sign * other.RateUnits),
            LogWorthUnits + (sign * other.LogWorthUnits),
            WeightUnits + (sign * other.WeightUnits));
    }
}

/// <summary>Deals that are much alike.</summary>
/// <param name="Deal">Their mean, as a deal of one token.</param>
/// <param name="Cost">What one look at each costs together, tokens.</param>
/// <param name="Weight">Their weight together.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WorthGroup(RefreshWorth Deal, double Cost, double Weight);
