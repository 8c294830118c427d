using CsCheck;
using Deals.Simulator.Bucket;

namespace Deals.Tests.Simulation;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(60_210);

    [Fact]
    public void However_long_nobody_looks_the_bucket_is_what_looking_at_every_tick_gives_and_its_accounts_add_up()
    {
        var steps = Gen.Select(Gen.Int[0, 4_000_000], Gen.Int[0, 900], Gen.Int[0, 7], (seconds, cost, what) => (seconds, cost, what)).Array[1, 25];
        Gen.Select(Gen.Int[1, 250], steps).Sample((rate, plan) =>
        {
            var bucket = TokenBucket.Full(rate, Period, T0 + TimeSpan.FromSeconds(17));
            var naive = bucket;
            var now = T0;
            foreach (var (seconds, cost, what) in plan)
            {
                // Mostly short gaps, now and then weeks.
                now += TimeSpan.FromSeconds(what == 0 ? seconds : seconds % 300);
                bucket = Do(bucket.At(now), what, cost, now);
                while (naive.NextTick <= now)
                    naive = naive.At(naive.NextTick);
                naive = Do(naive.At(now), what, cost, now);
                Assert.Equal(naive, bucket);
                Assert.Equal(bucket.Balance, bucket.Initial + bucket.Refilled - bucket.Debited - bucket.Drained);
                Assert.True(bucket.Balance <= bucket.Capacity);
                Assert.Equal(bucket.Balance > 0, bucket.Admits);
            }
        }, iter: 60);

        static TokenBucket Do(TokenBucket bucket, int what, int cost, DateTimeOffset now) => what switch
        {
            1 => bucket.Plan(1 + (cost % 250)),
            3 => bucket.Track(cost % 40 / 2m, now),
            2 => bucket with { DrainRate = cost % 30 },
            _ => bucket.Admits ? bucket.Debit(cost) : bucket.Refuse(),
        };
    }

    [Fact]
    public void What_trackings_take_counts_from_the_next_full_five_minutes_on()
    {
        var now = T0 + TimeSpan.FromMinutes(7);
        var bucket = TokenBucket.Full(20, Period, T0 + TimeSpan.FromSeconds(30)).Debit(1_000).At(now).Track(6.5m, now);
        Assert.Equal((0m, 340), (bucket.FlowReduction, bucket.Balance));
        var before = bucket.At(T0 + TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Equal((0m, 400), (before.FlowReduction, before.Balance));
        // The ticks at 0:30 past each minute: three before the change, two after it, each seven fewer.
        var after = bucket.At(T0 + TimeSpan.FromMinutes(12));
        Assert.Equal((6.5m, 426, null), (after.FlowReduction, after.Balance, after.NextFlow));
        Assert.Equal(after, before.At(T0 + TimeSpan.FromMinutes(10)).At(T0 + TimeSpan.FromMinutes(12)));
        Assert.Equal(426, after.Track(50, T0 + TimeSpan.FromMinutes(12)).At(T0 + TimeSpan.FromMinutes(40)).Balance - (13 * 3));
    }
}
