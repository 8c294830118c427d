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

    [Fact]
    public void F27_no_429_of_our_own_and_never_an_optimistic_grant_at_any_rate_and_cost() => Calm.Sample(
        plan =>
        {
            var world = new BucketWorld(plan).Run();
            Assert.Equal(0, world.Refused);
            Assert.True(world.Granted > 0, "Nothing was granted in three hours.");
            Assert.True(world.WorstOptimism <= 0, $"A grant relied on {world.WorstOptimism} tokens that were not there.");
            Assert.Equal(0, world.WaitsInVain);
        },
        iter: 300);
}
