using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;

namespace Deals.Bench.Freshness;

/// <summary>How slices of the feed are read: each slice is a page of 150 deals, whichever they are.</summary>
internal sealed partial class PricedRun
{
    private static readonly TimeSpan LongestSweep = TimeSpan.FromDays(7);
    private Slice[] _slices = [];
    private int[] _sliceOf = [];

    /// <summary>The mean distance of two readings of a slice at the end, hours.</summary>
    public double SweepHours => _slices.Length == 0 ? 0 : _slices.Average(static s => s.Interval.TotalHours);

    private void BeginSweeps()
    {
        if (_plan.Sweeping == Sweeping.None)
            return;
        var order = Enumerable.Range(0, _deals.Length).ToArray();
        _random.Shuffle(order);
        _sliceOf = new int[_deals.Length];
        _slices = [.. order.Chunk(KeepaRequest.DealPage.PageSize).Select(static deals => new Slice(deals))];
        for (var s = 0; s < _slices.Length; s++)
        {
            _slices[s].ReadAt = _now - (LongestSweep * (_random.NextDouble() / 100));
            foreach (var deal in _slices[s].Deals)
            {
                _sliceOf[deal] = s;
                _slices[s].Worth.Rows.Add(WorthOf(deal));
            }
        }
    }

    private void PlanSweeps()
    {
        foreach (var slice in _slices)
            slice.Interval = IntervalOf(slice, _controller.Published, _controller.Bounds);
    }

    private TimeSpan IntervalOf(Slice slice, double price, RefreshBounds bounds)
    {
        if (_plan.Sweeping == Sweeping.Priced)
            return slice.Worth.Interval(price, bounds, _plan.ShortestSweep, LongestSweep);
        var perDay = _router.SupplyPerMinute * TimeSpan.FromDays(1).TotalMinutes * _plan.SweepShare;
        return TimeSpan.FromDays(_slices.Length * KeepaRequest.DealPage.Cost / perDay);
    }

    private void WishPages()
    {
        for (var s = 0; s < _slices.Length; s++)
        {
            var slice = _slices[s];
            if (slice.IsAsked || slice.ReadAt + slice.Interval > _now)
                continue;
            slice.IsAsked = true;
            _tokensDue += KeepaRequest.DealPage.Cost;
            _router.WishPage(s, Lane.Discovery, _now);
        }
    }

    private void Swept(int s)
    {
        var slice = _slices[s];
        (slice.IsAsked, slice.ReadAt) = (false, _now);
        foreach (var i in slice.Deals)
        {
            See(i);
            Reschedule(i);
        }
    }

    // What a row showed need not be looked at as soon; a deal that waited for that waits no longer.
    private void Reschedule(int i)
    {
        ref var deal = ref _deals[i];
        if (deal.Phase is not (DealPhase.Sleeping or DealPhase.Ready))
            return;
        var before = deal;
        Schedule(i);
        if (deal.Phase == DealPhase.Ready && deal.Due <= Ticks(_now))
        {
            (deal.Due, deal.Soft) = (before.Due, before.Soft);
            return;
        }

        if (deal.Phase == DealPhase.Ready)
            _readyTokens -= _population.Costs[i];
        if (deal.Due != before.Due || deal.Phase == DealPhase.Ready)
            _sleeping.Enqueue(i, deal.Due);
        deal.Phase = DealPhase.Sleeping;
    }

    // What a look has taught changes the slice too.
    private void Relearn(int i, RefreshWorth before, RefreshWorth after)
    {
        if (_slices.Length == 0)
            return;
        var rows = _slices[_sliceOf[i]].Worth.Rows;
        rows.Remove(before);
        rows.Add(after);
    }

    private double DemandWithSweeps(double price, RefreshBounds bounds) =>
        _slices.Sum(slice => slice.Worth.DemandPerDay(IntervalOf(slice, price, bounds), price, bounds));

    /// <summary>A page's worth of deals.</summary>
    private sealed class Slice(int[] deals)
    {
        public int[] Deals { get; } = deals;

        public SweepWorth Worth { get; } = new() { Rows = new WorthBins() };

        public TimeSpan Interval { get; set; } = RefreshPolicy.ShortestInterval;

        public DateTimeOffset ReadAt { get; set; }

        public bool IsAsked { get; set; }
    }
}
