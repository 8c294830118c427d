using CsCheck;
using Xunit.Abstractions;

namespace Deals.Tests.Budget;

/// <summary>The router's pure parts against the true bucket: random plans, costs, batches, losses and deaths.</summary>
public sealed class RouterWorldProperties(ITestOutputHelper output)
{
    private const int Worlds = 250;

    private static readonly int[] Rates = [1, 5, 10, 20, 25, 60, 250];

    private static readonly Gen<WorldPlan> Calm =
        from seed in Gen.Int[0, int.MaxValue]
        from rate in Gen.OneOfConst(Rates)
        from balance in Gen.Double[-0.3, 0.9]
        from share in Gen.Double[0.05, 0.5]
        from latency in Gen.OneOfConst(0.05, 1.0, 10.0, 40.0)
        from skew in Gen.Int[-3_600_000, 3_600_000]
        from doubled in Gen.OneOfConst(0, 10, 50)
        select new WorldPlan(seed, rate, (int)(60 * rate * balance), 0)
        {
            LargestShare = share,
            Latency = TimeSpan.FromSeconds(latency),
            Skew = TimeSpan.FromMilliseconds(skew),
            DoubledPercent = doubled,
        };

    private static readonly Gen<WorldPlan> Troubled =
        from plan in Calm
        from lost in Gen.OneOfConst(0, 2, 10)
        from notSent in Gen.OneOfConst(0, 10)
        from restarts in Gen.Int[0, 4]
        from deaths in Gen.Int[0, 8]
        from upgrades in Gen.Int[1, 3].Array[0, 2]
        select plan with
        {
            LostPercent = lost,
            NotSentPercent = notSent,
            Restarts = restarts,
            Deaths = deaths,
            LaterRates = [.. upgrades.Select((_, i) => plan.Rate * upgrades.Take(i + 1).Aggregate(1, static (a, b) => a * b))],
        };

    /// <summary>Plans in which requests cost up to ten times what is documented, in the first half.</summary>
    private static readonly Gen<WorldPlan> Dear =
        from plan in Calm
        from dear in Gen.OneOfConst(1, 10, 50)
        select plan with { DearPercent = dear };

    /// <summary>Plans in which the bucket is never full and no tick is in doubt, so that every token can be told.</summary>
    private static readonly Gen<WorldPlan> Countable =
        from plan in Troubled
        select plan with
        {
            FirstBalance = plan.FirstBalance / 2,
            Latency = TimeSpan.FromSeconds(Math.Min(10, plan.Latency.TotalSeconds)),
            LargestShare = Math.Min(plan.LargestShare, 0.3),
            LaterRates = [],
            EarlyTicks = false,
            AnnouncementError = TimeSpan.Zero,
            InFlight = 64,
        };

    /// <summary>A step is one event of the world: a grant, a request that leaves, arrives, or is lost, an answer that comes, comes twice, or does not, a refill, a restart, a death.</summary>
    [Fact]
    public void F27_F31_in_a_million_random_steps_and_more_the_prediction_is_never_above_the_truth_at_a_grant_and_no_429_is_ours()
    {
        var (steps, together, lost) = (0L, 0L, 0L);
        Troubled.Sample(
            plan =>
            {
                var world = new RouterWorld(plan).Run();
                AssertHonest(world);
                Interlocked.Add(ref steps, world.Steps);
                Interlocked.Add(ref together, world.LargestBatch > 1 ? 1 : 0);
                Interlocked.Add(ref lost, world.DebitedUnanswered > 0 ? 1 : 0);
            },
            iter: Worlds);
        output.WriteLine($"{steps} steps in {Worlds} worlds");
        Assert.True(steps >= 1_000_000, $"Only {steps} steps were taken.");
        Assert.True(together > Worlds / 2, $"Only in {together} of {Worlds} worlds wishes went out together.");
        Assert.True(lost > Worlds / 4, $"Only in {lost} of {Worlds} worlds anything was lost after the debit.");
    }

    [Fact]
    public void Every_token_debited_is_settled_or_it_is_unknown_and_was_sent_by_one_that_died_or_whose_answer_was_lost() => Countable.Sample(
        static plan =>
        {
            var world = new RouterWorld(plan).Run();
            AssertHonest(world);
            Assert.Equal((0, 0), (world.LostAtCap, world.Ledger.Totals.Wasted));
            Assert.Equal((world.DebitedUnanswered, 0), (world.Ledger.Totals.Unknown, world.Ledger.Totals.Foreign));
            AssertAtRest(world);
        },
        iter: 30);

    /// <summary>That a request costs ten times as much is known to nobody but Keepa before the next answer. What holds then: no grant relies on tokens that an answer
    /// has told to be gone; each refusal that follows is counted; nothing becomes impossible by what was learned; and as soon as the bucket has refilled, it goes on.</summary>
    [Fact]
    public void F31_where_requests_cost_ten_times_as_much_no_grant_relies_on_what_is_known_to_be_gone_each_refusal_is_counted_and_the_debt_ends()
    {
        var (refused, indebted) = (0L, 0L);
        Dear.Sample(
            plan =>
            {
                var world = new RouterWorld(plan).Run();
                Assert.True(world.WorstOptimism <= 0, $"A grant relied on {world.WorstOptimism} tokens that were known to be gone.");
                Assert.Equal(world.Refused, world.Ledger.Totals.Throttled);
                Assert.Equal((world.Debited, 0), (world.Ledger.Totals.Settled, world.Ledger.Totals.Unknown));
                Assert.Equal(0, world.Impossible);
                Assert.True(world.LongestIdle <= (4 * plan.Latency) + TimeSpan.FromMinutes(2), $"The tokens were there for {world.LongestIdle}, and nothing was granted.");
                AssertAtRest(world);
                Interlocked.Add(ref refused, world.Refused);
                Interlocked.Add(ref indebted, world.LowestBalance < -plan.Rate ? 1 : 0);
            },
            iter: 100);
        Assert.True(refused > 0 && indebted > 20, $"{refused} refusals, and {indebted} worlds in debt: nothing was tried.");
    }

    /// <summary>What a request without an answer cost beyond what was held for it looks like somebody else's use, and is booked so: it is bounded by nothing else.</summary>
    [Fact]
    public void F31_what_a_lost_request_cost_beyond_what_was_held_for_it_is_booked_as_somebody_elses() => Countable.Sample(
        static plan =>
        {
            var world = new RouterWorld(plan with { DearPercent = 10, LostPercent = 5 }).Run();
            var totals = world.Ledger.Totals;
            Assert.Equal(world.Debited - world.DebitedUnanswered, totals.Settled);
            Assert.True(totals.Unknown <= world.WorstOfUnanswered, $"{totals.Unknown} tokens unknown, of at most {world.WorstOfUnanswered}.");
            // Taken for somebody else's before its own answer came late, it comes back as a surplus.
            Assert.Equal(world.DebitedUnanswered, totals.Unknown + totals.Foreign - totals.Surplus);
            Assert.Equal(world.Refused - world.RefusedUnheard, totals.Throttled);
            Assert.True(world.WorstOptimism <= 0, $"A grant relied on {world.WorstOptimism} tokens that were known to be gone.");
            AssertAtRest(world);
        },
        iter: 30);

    private static void AssertHonest(RouterWorld world)
    {
        Assert.Equal(0, world.Refused);
        Assert.True(world.Granted > 0, "Nothing was granted in three hours.");
        Assert.True(world.WorstOptimism <= 0, $"A grant relied on {world.WorstOptimism} tokens that were not there.");
        Assert.Equal(0, world.Impossible);
        Assert.Equal(world.Debited - world.DebitedUnanswered, world.Ledger.Totals.Settled);
        Assert.True(world.Ledger.Totals.Unknown <= world.WorstOfUnanswered, $"{world.Ledger.Totals.Unknown} tokens unknown, of at most {world.WorstOfUnanswered}.");
    }

    /// <summary>Nothing is held, in suspense or claimed any more, and the balance is Keepa's own.</summary>
    private static void AssertAtRest(RouterWorld world)
    {
        Assert.Equal(world.Balance, world.Ledger.Anchor!.TokensLeft);
        Assert.Empty(world.Ledger.Open);
        Assert.Empty(world.Ledger.Suspense);
        Assert.Empty(world.Ledger.Claims);
    }
}
