using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;

namespace Deals.Bench.Freshness;

/// <summary>The run on a feed of the simulator's world: nothing is known at the start, passes find the deals, rows and looks are as old as Keepa's own.</summary>
internal sealed partial class PricedRun
{
    private const int BackfillPage = 10_000;
    private static readonly ImmutableArray<LookDepth> Depths = [.. Enum.GetValues<LookDepth>()];
    private static readonly ImmutableArray<double> LookTokens = [.. Depths.Select(static d => (double)LookCosts.ShapeOf(d).WorstCaseCost)];
    private const double FirstHistory = 90;
    private static readonly SweepPolicy Sweeps = new();
    private readonly List<FeedScore> _scores = [];
    private readonly FeedDeal[] _fed;
    private FeedHistory _history = FeedHistory.None;
    private Sweep? _pass;
    private long _passes;
    private DateTimeOffset? _backfilledAt;
    private bool _backfilling;
    private int _backfillPage;
    private int _sampled;
    private long _pagesRead;
    private double _depthFactor = 1;
    private RefreshSupply? _supply;

    /// <summary>What the list was worth at the moments that were asked for.</summary>
    public IReadOnlyList<FeedScore> Scores => _scores;

    /// <summary>Passes of the feed that were begun.</summary>
    public long Passes => _passes;

    /// <summary>Tokens that a lane has cost.</summary>
    public long SettledOf(Lane lane) => _router.SettledOf(lane);

    /// <summary>What the controller thinks of the list's freshness at the end.</summary>
    public double Believed => FeedPricing is { } feed ? feed.FreshWeight(_controller.Published, _controller.Bounds) / _bins.TotalWeight : _bins.FreshnessAt(_controller.Published, _controller.Bounds);

    /// <summary>How often the feed is read at the end.</summary>
    public FeedTerms? FeedTerms { get; private set; }

    /// <summary>What the passes have brought.</summary>
    public FeedYield Yield => _history.Yield;

    /// <summary>What a look costs in the mean, in plain looks.</summary>
    public double DepthFactor => _depthFactor;

    private RefreshTerms Terms => new(_controller.Published, _controller.Bounds, LookTokens, ImmutableDictionary<long, RatePrior>.Empty);

    // The first look is plain; each deeper group comes with a later one when it is worth the price. The number of offers changes as often as the price, as far as is known.
    private int CostOfAsk(int i)
    {
        ref var deal = ref _deals[i];
        if (_plan.Feed is null || deal.LookedAt is null)
            return _population.Costs[i];
        var (box, offers) = (_fed[i].BoxAt, _fed[i].OffersAt);
        var depth = LookDepths.Of(
            _population.Weights[i], deal.Rate, box is null ? null : TimeSpan.FromDays(Today - box.Value), offers is null ? null : TimeSpan.FromDays(Today - offers.Value), Terms);
        _fed[i].BoxAt = depth == LookDepth.Plain ? box : Today;
        _fed[i].OffersAt = depth == LookDepth.Offers ? Today : offers;
        return LookCosts.ShapeOf(depth).WorstCaseCost;
    }

    private Signals Told => FeedTerms?.Told ?? Signals.None;

    private SweepPricing? FeedPricing => _plan.Feed is not null && _plan.SweepsBid && _controller.Supply is not null
        ? SweepPricing.Of(_history, _bins, Sweeps, _population.Plan.Rate)
        : null;

    private double Today => Days(Ticks(_now));

    private void WishFeedPages(SimulatedFeed feed)
    {
        Score(feed);
        if (_pass is null && Sweeps.Next(_history, _population.Plan.Rate, _now, FeedTerms) is var next && next.At <= _now)
        {
            _pass = new Sweep { Pass = ++_passes, Kind = next.Kind, BeganAt = _now };
            _history = _history with { FirstBegan = _history.FirstBegan ?? _now };
        }

        foreach (var page in _pass?.ToAsk(Sweeps.PagesInFlight) ?? [])
        {
            _pass = _pass!.Asked(page);
            _router.WishPage(page, Lane.Discovery, _now);
        }

        if (_backfilling || (_backfilledAt is { } last && last + BackfillPolicy.Pause(_population.Plan.Rate) > _now))
            return;
        _backfilling = true;
        _router.WishPage(BackfillPage, Lane.Backfill, _now);
    }

    private void FeedPage(SimulatedFeed feed, int page)
    {
        if (page >= BackfillPage)
        {
            var rows = feed.Page(_backfillPage, Today);
            (_backfilledAt, _backfilling, _backfillPage) = (_now, false, rows.Count < KeepaRequest.DealPage.PageSize ? 0 : _backfillPage + 1);
            TakeRows(feed, rows);
            return;
        }

        var shown = feed.Page(page, Today);
        var counts = TakeRows(feed, shown);
        // One that was asked for beyond the end of its pass.
        if (_pass?.InFlight.Contains(page) != true)
            return;
        if (shown.Count < KeepaRequest.DealPage.PageSize)
            _pass = _pass.Ended(page);
        _pass = _pass.PageStored(page, counts, _history.ReadBefore);
        if (!_pass.IsComplete)
            return;
        _history = _history.After(_pass, _now);
        _pass = null;
    }

    private RowCounts TakeRows(SimulatedFeed feed, IReadOnlyList<(int Deal, double AsOf, double ChangedAt)> rows)
    {
        var counts = new RowCounts { Seen = rows.Count, OldestChange = rows.Count > 0 ? Start.AddDays(rows.Min(static r => r.ChangedAt)) : null };
        var before = _history.ReadBefore;
        foreach (var (i, asOf, changedAt) in rows)
        {
            var (isRecent, isLeft) = (Start.AddDays(changedAt) >= before, Start.AddDays(changedAt) < before);
            counts = counts.WithRow(TimeSpan.FromDays(Math.Max(0, Today - asOf)), isRecent);
            if (_deals[i].Phase != DealPhase.Absent)
            {
                counts = counts.WithSent(isNew: false, Sighted(feed, i, asOf), isLeft);
                continue;
            }

            counts = counts.WithSent(isNew: true, isChanged: false, isLeft);
            _fed[i].AsOf = asOf;
            (_deals[i].Due, _deals[i].Soft) = (Ticks(_now), Ticks(_now));
            MakeReady(i);
        }

        return counts;
    }

    // A row may be older than what is known; one that shows another price makes the deal due for all the rest of it.
    private bool Sighted(SimulatedFeed feed, int i, double asOf)
    {
        ref var fed = ref _fed[i];
        if (asOf <= fed.AsOf)
            return false;
        var changed = !feed.IsSame(i, fed.AsOf, asOf);
        fed.AsOf = asOf;
        ref var deal = ref _deals[i];
        if (deal.LookedAt is not { } looked)
            return changed;
        if (asOf > fed.Until)
            Reckon(i, s => s.Faded(asOf - _fed[i].Until, _plan.HalfLifeDays).Looked(changed, asOf - _fed[i].Until, _pool.Prior), asOf);
        deal.SeenAt = Math.Max(looked, (long)(asOf * TimeSpan.TicksPerDay));
        if (deal.Phase != DealPhase.Sleeping || fed.IsStale)
            return changed;
        var stale = changed && _plan.LooksWhereRowsDiffer ? Told.On(WorthOf(i)).AfterChange(At(looked), _now, _controller.Published, _controller.Bounds) : null;
        fed.IsStale = stale is not null;
        if (stale is { } time)
            (deal.Due, deal.Soft) = (Ticks(time.Due), Ticks(time.SoftDeadline));
        else
            Schedule(i);
        _sleeping.Enqueue(i, deal.Due);
        return changed;
    }

    private void FeedLooked(SimulatedFeed feed, int i)
    {
        ref var deal = ref _deals[i];
        ref var fed = ref _fed[i];
        var asOf = feed.LookAsOf(i, Today);
        var isFirst = deal.LookedAt is null;
        var until = isFirst ? asOf - FirstHistory : fed.Until;
        (deal.LookedAt, deal.SeenAt) = (Ticks(_now), Ticks(_now));
        (fed.AsOf, fed.IsStale, fed.Looks) = (Math.Max(fed.AsOf, asOf), false, fed.Looks + 1);
        Looks = (Looks.Pulled, Looks.All + 1);
        if (isFirst)
            _bins.Add(WorthOf(i) with { ChangesPerDay = deal.Rate = _pool.Prior.PerDay });
        if (asOf > until)
        {
            var named = feed.Named(i, until, asOf);
            Reckon(i, s => s.Faded(asOf - until, isFirst ? double.PositiveInfinity : _plan.HalfLifeDays).Counted(named, asOf - until), asOf);
        }

        deal.Phase = DealPhase.Sleeping;
        Schedule(i);
        _sleeping.Enqueue(i, deal.Due);
    }

    private void Reckon(int i, Func<ChangeRate, ChangeRate> evidence, double until)
    {
        ref var deal = ref _deals[i];
        var days = deal.Seen == ChangeRate.Unseen ? FirstHistory : until - _fed[i].Until;
        _bins.Remove(WorthOf(i));
        deal.Seen = evidence(deal.Seen);
        _pool = _pool.Seen(deal.Seen.Under(_pool.Prior), days);
        (_fed[i].Until, deal.Rate) = (until, RateOf(i));
        _bins.Add(WorthOf(i));
    }

    // As production's: what the other lanes use is not there for looks at what is known.
    private PriceReading FeedReading()
    {
        var status = _router.Status(_now);
        _supply = _supply?.Seen(status) ?? RefreshSupply.Of(status);
        var (pending, due, plain, deeper) = (0, 0.0, 0.0, 0.0);
        var terms = Terms;
        for (var i = 0; i < _deals.Length; i++)
        {
            if (_deals[i].Phase == DealPhase.Absent)
                continue;
            pending += _deals[i].LookedAt is null ? 1 : 0;
            due += _deals[i] is { LookedAt: not null, Phase: not DealPhase.Sleeping } ? _population.Costs[i] : 0;
            if (_deals[i].LookedAt is null)
                continue;
            var days = Told.On(WorthOf(i)).IntervalDays(terms.Price, terms.Bounds);
            plain += 1 / days;
            deeper += LookDepths.TokensOfEach(_population.Weights[i], _deals[i].Rate, days, terms) / days;
        }

        _depthFactor = plain > 0 ? 1 + (deeper / plain) : 1;

        var bids = FeedPricing is not null;
        var pages = _router.SettledOf(Lane.Discovery);
        var reading = new PriceReading((_tokensDue * _depthFactor) + (bids ? pages - _pagesRead : 0), due * _depthFactor, _supply.PerMinute(status, pending, 1, bids)!.Value);
        _pagesRead = pages;
        return reading;
    }

    // Every lane has its own queue of those that are due, as long as the router takes it.
    private void FillFromFeed()
    {
        while (_router.CanTake(Lane.Enrichment) && _first.TryDequeue(out var i, out _))
            AskFromFeed(i);
        while (_router.CanTake(Lane.Refresh) && _ready.TryDequeue(out var i, out _))
            AskFromFeed(i);
        if (_first.Count == 0 && _ready.Count == 0)
            Pull();
    }

    private void AskFromFeed(int i)
    {
        _readyTokens -= _population.Costs[i];
        Ask(i);
    }

    private void Score(SimulatedFeed feed)
    {
        while (_sampled < _plan.SampleAt.Count && _plan.SampleAt[_sampled] <= Today)
        {
            _sampled++;
            var (listed, active) = (Share.None, Share.None);
            for (var i = 0; i < _deals.Length; i++)
            {
                if (_deals[i].Phase == DealPhase.Absent)
                    continue;
                var isTrue = feed.IsSame(i, _fed[i].AsOf, Today);
                listed = listed.With(_deals[i].LookedAt is null ? 1 : _population.Weights[i], isTrue);
                if (_deals[i].LookedAt is not null)
                    active = active.With(_population.Weights[i], isTrue);
            }

            if (listed.Count > 0)
                _scores.Add(new FeedScore(Today, listed.Count, active.Count, listed.Weighted, listed.Plain, active.Count > 0 ? active.Weighted : null));
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Share(int Count, int True, double Weight, double TrueWeight)
    {
        public static readonly Share None;

        public double Weighted => TrueWeight / Weight;

        public double Plain => (double)True / Count;

        public Share With(double weight, bool isTrue) => new(Count + 1, True + (isTrue ? 1 : 0), Weight + weight, TrueWeight + (isTrue ? weight : 0));
    }

    [StructLayout(LayoutKind.Auto)]
    private struct FeedDeal
    {
        // Of when the price is that is shown, and up to when changes are accounted for, days.
        public double AsOf;
        public double Until;
        public int Looks;

        // When the deeper groups were bought last, days.
        public double? BoxAt;
        public double? OffersAt;

        // Seen to be stale since the last look: its due does not follow the price.
        public bool IsStale;
    }
}
