using Deals.Actors.Freshness;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>Lets passes of a feed bid for tokens with what they are worth, beside the looks at products. A head pass tells what has changed, for a page or two: its worth is
/// that deals are stale for a shorter time. A full pass shows all rows, for all its pages. Pure.</summary>
public sealed class SweepPricing
{
    // What is left then is enough for the floors of the other lanes.
    private const double MostShare = 0.6;
    private const int Steps = 12;

    private readonly SweepPolicy _policy;
    private readonly int _rate;
    private readonly FeedYield _yield;
    private readonly double _shown;
    private readonly SweepWorth _full;

    private SweepPricing(FeedHistory history, WorthBins rows, SweepPolicy policy, int rate)
    {
        (_policy, _rate, _yield) = (policy, rate, history.Yield);
        _shown = rows.Count > 0 ? Math.Min(1, _yield.Rows / (double)rows.Count) : 0;
        _full = new SweepWorth
        {
            Rows = rows,
            Pages = history.FullPages,
            // What head passes tell is no news to a full pass.
            Shown = _shown * (1 - _yield.Reach),
            LagDays = Math.Max(0, _yield.Lag.TotalDays),
            FindsPerDay = _yield.FindsPerDay * (1 - _yield.Reach),
            FindWeight = rows.Count > 0 ? rows.TotalWeight / rows.Count : 1,
        };
    }

    /// <summary>What there is to say of a feed; absent until a pass after its first full one has shown what comes to it.</summary>
    /// <param name="history">What its passes left.</param>
    /// <param name="rows">Its known deals.</param>
    /// <param name="policy">How often feeds may be read at all.</param>
    /// <param name="rate">Tokens a minute of the plan.</param>
    public static SweepPricing? Of(FeedHistory history, WorthBins rows, SweepPolicy policy, int rate) =>
        history.LastFullPass is null || !history.Yield.IsKnown || rate <= 0 ? null : new SweepPricing(history, rows, policy, rate);

    /// <summary>How often the feed is read at a price.</summary>
    public FeedTerms At(double price, RefreshBounds bounds)
    {
        var head = HeadEvery(price, bounds);
        var told = TellingOf(head);
        var sweep = _full with { Told = told };
        var full = FullEvery(sweep, price, bounds);
        return new FeedTerms(full, head, sweep.At(full, price, bounds), told);
    }

    /// <summary>Tokens a day of its passes, and of the looks at products that its deals ask for besides.</summary>
    /// <param name="price">λ.</param>
    /// <param name="bounds">The bounds of looks at products.</param>
    /// <param name="depthFactor">What a look costs in the mean, in plain looks.</param>
    public double DemandPerDay(double price, RefreshBounds bounds, double depthFactor = 1)
    {
        var terms = At(price, bounds);
        var passes = _full.Cost / terms.FullEvery.TotalDays;
        var looks = (_full with { Told = terms.Told }).DemandPerDay(terms.FullEvery, price, bounds) - passes;
        return (depthFactor * looks) + passes + HeadsPerDay(terms.HeadEvery);
    }

    /// <summary>The weighted sum of the parts of the time that its deals are fresh.</summary>
    public double FreshWeight(double price, RefreshBounds bounds)
    {
        var terms = At(price, bounds);
        return (_full with { Told = terms.Told }).FreshWeight(terms.FullEvery, price, bounds);
    }

    private TimeSpan HeadEvery(double price, RefreshBounds bounds)
    {
        var (shortest, longest) = (Shortest(KeepaRequest.DealPage.Cost), SweepPolicy.LongestFullInterval);
        var (best, most) = (longest, double.NegativeInfinity);
        for (var i = 0; i <= Steps; i++)
        {
            var every = shortest * Math.Pow(longest / shortest, i / (double)Steps);
            var won = (_full with { Told = TellingOf(every) }).NetPerDay(longest, price, bounds)
                - (price * HeadsPerDay(every)) - (_yield.FindsPerDay * _yield.Reach * _full.FindWeight * every.TotalDays / 2);
            if (won > most)
                (best, most) = (every, won);
        }

        return best;
    }

    private TimeSpan FullEvery(SweepWorth sweep, double price, RefreshBounds bounds) =>
        Shortest(sweep.Cost) is var shortest && shortest >= SweepPolicy.LongestFullInterval
            ? SweepPolicy.LongestFullInterval
            : sweep.Interval(price, bounds, shortest, SweepPolicy.LongestFullInterval);

    // A change is told when Keepa has looked, and then with the next head pass.
    private Signals TellingOf(TimeSpan headEvery) => new(_shown * _yield.Reach, 1 / (_full.LagDays + (headEvery.TotalDays / 2)));

    private double HeadsPerDay(TimeSpan every) => KeepaRequest.DealPage.Cost * ((1 / every.TotalDays) + (_yield.RecentPerDay / KeepaRequest.DealPage.PageSize));

    private TimeSpan Shortest(double cost)
    {
        var dearest = TimeSpan.FromMinutes(cost * Math.Max(1, _policy.Feeds) / (MostShare * _rate));
        return dearest > _policy.Interval ? dearest : _policy.Interval;
    }
}
