using CsCheck;
using Deals.Actors.Budget;

namespace Deals.Tests.Budget;

/// <summary>The ledger against the true bucket, in worlds of random latencies, losses and changes.</summary>
public sealed class TokenLedgerProperties
{
    private static readonly int[] Rates = [1, 5, 10, 20, 25, 60, 250];

    private static readonly Gen<WorldPlan> Calm =
        from seed in Gen.Int[0, int.MaxValue]
        from rate in Gen.OneOfConst(Rates)
        from share in Gen.Double[0, 1]
        from balance in Gen.Double[-0.3, 1]
        from latency in Gen.OneOfConst(0.05, 1.0, 10.0, 40.0)
        from skew in Gen.Int[-3_600_000, 3_600_000]
        select new WorldPlan(seed, rate, (int)(60 * rate * balance), Math.Max(1, (int)(60 * rate * share * share)))
        {
            Latency = TimeSpan.FromSeconds(latency),
            Skew = TimeSpan.FromMilliseconds(skew),
        };

    private static readonly Gen<WorldPlan> Troubled =
        from plan in Calm
        from lost in Gen.OneOfConst(0, 5, 20)
        from notSent in Gen.OneOfConst(0, 10)
        from doubled in Gen.OneOfConst(0, 10, 50)
        from restarts in Gen.Int[0, 4]
        from upgrades in Gen.Int[1, 4].Array[0, 2]
        select plan with
        {
            LostPercent = lost,
            NotSentPercent = notSent,
            DoubledPercent = doubled,
            Restarts = restarts,
            LaterRates = [.. upgrades.Select((_, i) => plan.Rate * upgrades.Take(i + 1).Aggregate(1, static (a, b) => a * b))],
        };

    /// <summary>Plans in which the bucket is never full and no tick is in doubt, so that every token can be told.</summary>
    private static readonly Gen<WorldPlan> Countable =
        from plan in Troubled
        from share in Gen.Double[0.05, 0.3]
        select plan with
        {
            FirstBalance = plan.FirstBalance / 2,
            LargestCost = Math.Max(3, (int)(60 * plan.Rate * share)),
            LaterRates = [],
            EarlyTicks = false,
            AnnouncementError = TimeSpan.Zero,
        };

    [Fact]
    public void F27_at_any_rate_and_cost_no_429_is_ours_and_no_grant_relies_on_tokens_that_are_not_there() =>
        Calm.Sample(static plan => AssertHonest(new BucketWorld(plan).Run()), iter: 200);

    [Fact]
    public void F31_lost_answers_restarts_upgrades_and_requests_that_were_not_sent_change_nothing_of_it() =>
        Troubled.Sample(static plan => AssertHonest(new BucketWorld(plan).Run()), iter: 300);

    [Fact]
    public void Every_token_debited_is_settled_or_booked_as_unknown_and_none_is_lost_while_work_waits() => Countable.Sample(
        static plan =>
        {
            var world = new BucketWorld(plan).Run();
            var totals = world.Ledger.Totals;
            AssertHonest(world);
            Assert.Equal(world.DebitedUnanswered, totals.Unknown);
            Assert.Equal((0, 0), (totals.Foreign, totals.Surplus));
            Assert.Equal((0, 0), (world.LostAtCap, totals.Wasted));
            Assert.Equal(world.Ticked, totals.Refilled);
            Assert.Equal(world.Balance, world.Ledger.Anchor!.TokensLeft);
            Assert.Empty(world.Ledger.Open);
            Assert.Empty(world.Ledger.Suspense);
            Assert.Empty(world.Ledger.Claims);
        },
        iter: 200);

    [Fact]
    public void F30_what_somebody_else_takes_is_booked_to_the_token() => Countable.Sample(
        static plan =>
        {
            var world = new BucketWorld(plan with { LostPercent = 0, Restarts = 0, ForeignPerHour = 10 * plan.Rate }).Run();
            var totals = world.Ledger.Totals;
            Assert.Equal((world.Drained, 0, 0), (totals.Foreign, totals.Surplus, totals.Unknown));
            Assert.Equal(world.Debited, totals.Settled);
            Assert.Equal(world.Refused, totals.Throttled);
            // Only what others took since the last answer can make Keepa refuse us.
            Assert.True(world.Refused <= world.Drained, $"{world.Refused} refusals for {world.Drained} tokens drained.");
        },
        iter: 100);

    [Fact]
    public void A_full_bucket_loses_what_the_ledger_says_and_nothing_else() => Countable.Sample(
        static plan =>
        {
            // One token at a time from a full bucket: most of the refill does not fit.
            var world = new BucketWorld(plan with { FirstBalance = 60 * plan.Rate, LargestCost = 1, InFlight = 1, LostPercent = 0, Restarts = 0, NotSentPercent = 0, Latency = TimeSpan.FromSeconds(40) }).Run();
            Assert.Equal((world.Ticked, world.LostAtCap), (world.Ledger.Totals.Refilled, world.Ledger.Totals.Wasted));
        },
        iter: 50);

    [Fact]
    public void F11_plan_changes_both_ways_leave_no_stall_and_the_sum_right() => Troubled.Sample(
        static plan =>
        {
            int[] rates = [25, 5, 25];
            var world = new BucketWorld(plan with { Rate = 5, FirstBalance = 150, LargestCost = 20, LaterRates = rates, LostPercent = 0, Restarts = 0 }).Run();
            Assert.Equal(25, world.Ledger.Anchor!.RefillRate);
            Assert.Equal(world.Debited, world.Ledger.Totals.Settled);
            // At 5 a minute the dearest request takes 4 ticks, and as long again for what is in flight.
            Assert.True(world.LongestStall < TimeSpan.FromMinutes(15), $"Nothing was granted for {world.LongestStall}.");
        },
        iter: 50);

    [Fact]
    public void F31_a_higher_rate_never_gets_less_done() => Gen.Int[0, int.MaxValue].Sample(
        static seed =>
        {
            var done = Rates.Select(rate => new BucketWorld(new WorldPlan(seed, rate, 0, 40)).Run().Debited).ToArray();
            Assert.Equal(done.Order(), done);
        },
        iter: 10);

    private static void AssertHonest(BucketWorld world)
    {
        Assert.Equal(0, world.Refused);
        Assert.True(world.Granted > 0, "Nothing was granted in three hours.");
        Assert.True(world.WorstOptimism <= 0, $"A grant relied on {world.WorstOptimism} tokens that were not there.");
        Assert.Equal(0, world.WaitsInVain);
        Assert.Equal(world.Debited - world.DebitedUnanswered, world.Ledger.Totals.Settled);
        Assert.True(world.Ledger.Totals.Unknown <= world.WorstOfUnanswered, $"{world.Ledger.Totals.Unknown} tokens unknown, of at most {world.WorstOfUnanswered}.");
    }
}
