using Deals.Actors.Freshness;

namespace Deals.Bench.Freshness;

/// <summary>What looks find and teach.</summary>
internal sealed partial class PricedRun
{
    private void Looked(int i)
    {
        ref var deal = ref _deals[i];
        Looks = (Looks.Pulled, Looks.All + 1);
        if (deal.LookedAt is not { } before)
        {
            FirstLook(i, _now.AddDays(-_plan.HistoryDays), _now);
        }
        else
        {
            CheckAge(_now - At(before));
            See(i);
            Learn(i, deal.Changes, Days(Ticks(_now) - before));
            (deal.LookedAt, deal.Changes) = (Ticks(_now), 0);
        }

        deal.Phase = DealPhase.Sleeping;
        Schedule(i);
        _sleeping.Enqueue(i, deal.Due);
    }

    /// <summary>The deal is seen as it is: what it was in between is measured.</summary>
    private void See(int i)
    {
        ref var deal = ref _deals[i];
        var (from, to) = (Days(deal.SeenAt), Days(Ticks(_now)));
        var (changes, first) = _world.Between(i, from, to);
        deal.Changes += changes;
        deal.SeenAt = Ticks(_now);
        Meter.Expect(_population.Weights[i], _population.Rates[i], from, to);
        Meter.Draw(_population.Weights[i], from, Math.Min(to, from + first));
    }

    private void CheckAge(TimeSpan age)
    {
        if (_now - Start < _plan.Price.MaxAge * 2)
            return;
        OldestOfMaxAge = Math.Max(OldestOfMaxAge, age / _controller.MaxAge);
        TooOld += age > _controller.MaxAge ? 1 : 0;
    }

    private void FirstLook(int i, DateTimeOffset from, DateTimeOffset at)
    {
        ref var deal = ref _deals[i];
        (deal.LookedAt, deal.SeenAt, deal.Changes) = (Ticks(at), Ticks(at), 0);
        if (_plan.Knowledge == RateKnowledge.Counted && _plan.HistoryDays > 0)
        {
            deal.Seen = deal.Seen.Counted(_world.Between(i, Days(Ticks(from)), Days(Ticks(at))).Changes, _plan.HistoryDays);
            _pool = _pool.Seen(deal.Seen.Under(_pool.Prior), _plan.HistoryDays);
        }

        deal.Rate = RateOf(i);
        _bins.Add(WorthOf(i));
    }

    private void Learn(int i, int changes, double days)
    {
        if (_plan.Knowledge == RateKnowledge.Known)
            return;
        ref var deal = ref _deals[i];
        var prior = _pool.Prior;
        var faded = deal.Seen.Faded(days, _plan.HalfLifeDays);
        deal.Seen = _plan.Knowledge == RateKnowledge.Counted ? faded.Counted(changes, days) : faded.Looked(changes > 0, days, prior);
        _pool = _pool.Seen(deal.Seen.Under(prior), days);
        var old = WorthOf(i);
        deal.Rate = RateOf(i);
        var worth = WorthOf(i);
        _bins.Remove(old);
        _bins.Add(worth);
        Relearn(i, old, worth);
    }

    private double RateOf(int i) => _plan.Knowledge == RateKnowledge.Known ? _population.Rates[i] : _deals[i].Seen.Under(_pool.Prior).PerDay;

    private void Arrive(bool[] isLate)
    {
        _arrived = true;
        for (var i = 0; i < _deals.Length; i++)
        {
            if (!isLate[i])
                continue;
            (_deals[i].Due, _deals[i].Soft) = (Ticks(_now), Ticks(_now));
            Meter.Present(_population.Weights[i], Days(Ticks(_now)), _plan.Days);
            _tokensDue += _population.Costs[i];
            MakeReady(i);
        }
    }

    private void Finish()
    {
        _now = End;
        if (_plan.Feed is { } feed)
            Score(feed);
        else
            SeeAll();
        Bucket.AdvanceTo(_now);
    }

    private void SeeAll()
    {
        for (var i = 0; i < _deals.Length; i++)
        {
            if (_deals[i].LookedAt is not { } looked)
                continue;
            CheckAge(_now - At(looked));
            See(i);
        }
    }
}
