using CsCheck;
using Deals.Actors.Analysing;
using Deals.Tests.Serialization;

namespace Deals.Tests.Analysing;

public sealed class AnalystQuotaTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private enum Step
    {
        Reserve,
        Answer,
        NotSent,
        Lose,
        Kill,
        Pass,
        GoBack,
    }

    /// <summary>Whatever is reserved, settled, lost, killed and restarted in any order and over any nights, a day's calls and dollars stay within its limits, counted by one who sees every call and what it truly cost.</summary>
    [Fact]
    public void F70_no_order_of_calls_crashes_and_days_passes_the_limits_of_a_day() =>
        Gen.Select(
            Gen.Int[0, 12],
            Gen.Long[0, 1000],
            Gen.Select(Gen.Enum<Step>(), Gen.Enum<AnalystLane>(), Gen.Long[0, 300], Gen.Int[0, 100]).Array[1, 120]).Sample(static (calls, dollars, steps) =>
        {
            var limits = new QuotaLimits(calls, dollars);
            var world = new World(limits);
            foreach (var (step, lane, cost, percent) in steps)
                world.Take(step, lane, cost, percent);
            Assert.All(world.Days, day => Assert.True(day.Value.Calls <= calls && day.Value.Cost <= dollars, $"{day.Key}: {day.Value} of {limits}"));
        });

    [Fact]
    public void F70_a_restart_in_the_middle_of_the_day_forgets_nothing()
    {
        var limits = new QuotaLimits(3, 1_000_000);
        var quota = AnalystQuota.Unused;
        for (var i = 0; i < 3; i++)
            quota = quota.Apply(quota.TryReserve(limits, Noon, AnalystLane.Interactive, 10, out _)!);
        Assert.Null(quota.TryReserve(limits, Noon.AddHours(11), AnalystLane.Interactive, 10, out var why));
        Assert.Contains("3 of 3 calls", why, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero), quota.NextDay(Noon));
        Assert.NotNull(quota.TryReserve(limits, Noon.AddHours(12), AnalystLane.Interactive, 10, out _));
    }

    [Fact]
    public void F70_dollars_are_a_limit_of_their_own_and_count_at_their_worst_until_they_are_settled()
    {
        var limits = new QuotaLimits(100, 1_000_000);
        var first = AnalystQuota.Unused.TryReserve(limits, Noon, AnalystLane.Interactive, 700_000, out _)!;
        var quota = AnalystQuota.Unused.Apply(first);
        Assert.Null(quota.TryReserve(limits, Noon, AnalystLane.Interactive, 400_000, out var why));
        Assert.Equal("0.70 of 1.00 dollars of the day are used", why);
        var settled = quota.Apply(new QuotaEvent.Settled(first.Number, Noon, 100_000, 900, 100, HasLeft: true));
        Assert.NotNull(settled.TryReserve(limits, Noon, AnalystLane.Interactive, 400_000, out _));
        Assert.Equal((1, 100_000L, 900L, 100L), (settled.Calls, settled.MicroDollars, settled.AllTokensIn, settled.AllTokensOut));
        // A provider that charges more than was foreseen is believed, and nothing further leaves.
        var dearer = quota.Apply(new QuotaEvent.Settled(first.Number, Noon, 2_000_000, 900, 100, HasLeft: true));
        Assert.Null(dearer.TryReserve(limits, Noon, AnalystLane.Interactive, 1, out _));
        // What becomes known twice is known once.
        Assert.Equal(settled.MicroDollars, settled.Apply(new QuotaEvent.Settled(first.Number, Noon, 0, 0, 0, HasLeft: true)).MicroDollars);
    }

    [Fact]
    public void F72_a_sweep_leaves_calls_for_new_deals_and_both_leave_some_for_people_until_the_day_is_over()
    {
        var limits = new QuotaLimits(1000, 1_000_000_000);
        var morning = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((750, 950, 1000), (Most(AnalystLane.Sweep, morning), Most(AnalystLane.New, morning), Most(AnalystLane.Interactive, morning)));
        Assert.Equal((875, 975, 1000), (Most(AnalystLane.Sweep, morning.AddHours(12)), Most(AnalystLane.New, morning.AddHours(12)), Most(AnalystLane.Interactive, morning.AddHours(12))));
        Assert.Equal(1000, Most(AnalystLane.Sweep, morning.AddDays(1).AddSeconds(-1)));

        int Most(AnalystLane lane, DateTimeOffset at)
        {
            var quota = AnalystQuota.Unused;
            while (quota.TryReserve(limits, at, lane, 1, out _) is { } reserved)
                quota = quota.Apply(reserved);
            return quota.Calls;
        }
    }

    [Fact]
    public void F72_dollars_are_kept_as_calls_are()
    {
        var limits = new QuotaLimits(1000, 1_000);
        var morning = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var quota = AnalystQuota.Unused.Apply(AnalystQuota.Unused.TryReserve(limits, morning, AnalystLane.Sweep, 750, out _)!);
        Assert.Null(quota.TryReserve(limits, morning, AnalystLane.Sweep, 1, out var why));
        Assert.Contains("kept", why, StringComparison.Ordinal);
        Assert.NotNull(quota.TryReserve(limits, morning, AnalystLane.New, 200, out _));
    }

    [Fact]
    public void F73_retries_come_later_and_later_and_never_at_once()
    {
        Assert.Equal([5, 20, 80, 320, 720, 720], Enumerable.Range(1, 6).Select(i => (RetryPlan.AfterFailure(Noon, i) - Noon).TotalMinutes));
        Assert.Equal([1, 4, 16, 60, 60], Enumerable.Range(1, 5).Select(i => RetryPlan.Pause(null, i).TotalMinutes));
        Assert.Equal((20, 3600, 60), (RetryPlan.Pause(TimeSpan.FromSeconds(20), 3).TotalSeconds, RetryPlan.Pause(TimeSpan.FromDays(9), 1).TotalSeconds, RetryPlan.Pause(TimeSpan.Zero, 1).TotalSeconds));
        Assert.Equal((1, 7 * 24), ((RetryPlan.AfterUnparseable(Noon, 1) - Noon).TotalHours, (RetryPlan.AfterUnparseable(Noon, 2) - Noon).TotalHours));
    }

    /// <summary>One who sees every call.</summary>
    private sealed class World(QuotaLimits limits)
    {
        private readonly List<QuotaEvent> _stored = [];
        private readonly List<QuotaEvent.Reserved> _out = [];
        private AnalystQuota _quota = AnalystQuota.Unused;
        private DateTimeOffset _now = Noon;

        public Dictionary<DateOnly, (int Calls, long Cost)> Days { get; } = [];

        public void Take(Step step, AnalystLane lane, long cost, int percent)
        {
            switch (step)
            {
                case Step.Reserve when _quota.TryReserve(limits, _now, lane, cost, out _) is { } reserved:
                    Store(reserved);
                    _out.Add(reserved);
                    break;
                case Step.Answer when Next() is { } call:
                    var truly = call.MicroDollars * percent / 100;
                    Count(call, truly);
                    Store(new QuotaEvent.Settled(call.Number, _now, truly, 1, 1, HasLeft: true));
                    break;
                case Step.NotSent when Next() is { } call:
                    Store(new QuotaEvent.Settled(call.Number, _now, 0, 0, 0, HasLeft: false));
                    break;
                case Step.Lose when Next() is { } call:
                    Count(call, call.MicroDollars);
                    break;
                case Step.Kill:
                    // Whatever was out is lost, and costs what it can cost.
                    while (Next() is { } call)
                        Count(call, call.MicroDollars);
                    var again = _stored.Aggregate(AnalystQuota.Unused, static (quota, e) => quota.Apply(e));
                    Assert.Equal(ValueShape.Of(_quota), ValueShape.Of(again));
                    _quota = again;
                    break;
                case Step.Pass:
                    _now += TimeSpan.FromMinutes(percent * 20);
                    break;
                case Step.GoBack:
                    _now -= TimeSpan.FromMinutes(percent * 10);
                    break;
            }
        }

        private QuotaEvent.Reserved? Next()
        {
            if (_out.Count == 0)
                return null;
            var call = _out[0];
            _out.RemoveAt(0);
            return call;
        }

        private void Count(QuotaEvent.Reserved call, long cost)
        {
            var day = DateOnly.FromDateTime(call.At.UtcDateTime);
            var (calls, all) = Days.GetValueOrDefault(day);
            Days[day] = (calls + 1, all + cost);
        }

        private void Store(QuotaEvent e)
        {
            _stored.Add(e);
            _quota = _quota.Apply(e);
        }
    }
}
