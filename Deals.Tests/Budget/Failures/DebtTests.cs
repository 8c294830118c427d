using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>How the balance came to be far below zero, and does not any more.</summary>
public sealed class DebtTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Theory]
    [AtEveryRate]
    public void F4_a_feed_without_end_is_read_to_its_last_page_and_each_page_has_its_own_permit(int rate)
    {
        var world = new BudgetWorld(rate, balance: 7);
        var scout = new WorldScout(world, pages: int.MaxValue);

        world.RunUntil(() => scout.IsOver, Week);

        Assert.Equal(KeepaRequest.DealPage.LastPage + 1, world.Paid.Count());
        Assert.Equal(world.Permits, world.All.Count);
        Assert.True(world.Bucket.Lowest >= 0, $"The bucket was at {world.Bucket.Lowest}.");
    }

    [Theory]
    [AtEveryRate]
    public void F5_looks_that_cost_far_more_than_their_price_are_split_so_that_none_takes_more_than_its_part_of_the_bucket(int rate)
    {
        // A hundred of them would cost more than the bucket holds; the first one tells it.
        var world = new BudgetWorld(rate, balance: 60 * rate) { CostOf = request => ((KeepaRequest.Products)request).Asins.Length * Math.Max(3, rate) };
        var first = world.Wish(Lane.Enrichment, Requests.Look(100, Requests.WithBuyBox));
        world.RunUntil(() => world.ServedFor(first) is not null && world.IsContent, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 100; i++)
            world.Wish(Lane.Enrichment, Requests.Look(i, Requests.WithBuyBox));

        world.RunUntil(() => world.IsContent, Week);

        Assert.All(world.Paid, s => Assert.InRange(s.Cost, 1, 30 * rate));
        Assert.Equal(101, world.Paid.Sum(static s => s.Permit.Needs.Length));
        Assert.True(world.Bucket.Lowest >= 0, $"The bucket was at {world.Bucket.Lowest}.");
        Assert.Equal(0, world.Bucket.Refused);
    }

    [Theory]
    [AtEveryRate]
    public void F14_forty_who_ask_at_once_get_what_is_there_and_not_a_token_more(int rate)
    {
        var world = new BudgetWorld(rate, balance: 52, firstTick: TimeSpan.FromSeconds(50)) { MostInFlight = 64, Processing = TimeSpan.FromSeconds(20) };
        world.Run(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 40; i++)
            world.Ask((Lane)(1 + (i % 4)), Requests.Page(i));

        world.Run(TimeSpan.FromMilliseconds(1));
        Assert.Equal((50, 10), (world.Router.Ledger.Held, world.Router.Permits.Count));
        world.RunUntil(() => world.IsContent, Week);

        Assert.Equal((0, 200L), (world.Bucket.Refused, world.Bucket.Charged));
        Assert.True(world.Bucket.Lowest >= 0, $"The bucket was at {world.Bucket.Lowest}.");
    }

    [Theory]
    [AtEveryRate]
    public void F25_a_debt_is_a_stated_bound_for_people_who_wait_and_nobody_else_has_any(int rate)
    {
        var patient = new BudgetWorld(rate, balance: 3).KeepBusy(Lane.Discovery, Lane.Enrichment, Lane.Refresh, Lane.Backfill).Run(TimeSpan.FromHours(1.2));
        Assert.True(patient.Bucket.Lowest >= 0, $"The bucket was at {patient.Bucket.Lowest}.");
        Assert.True(patient.Paid.Any(), "Nothing was bought.");

        var people = new BudgetWorld(rate, balance: 3).KeepBusy(Lane.Interactive, Lane.Discovery).Run(TimeSpan.FromHours(1.2));

        Assert.InRange(people.Bucket.Lowest, -10 * rate, -1);
        Assert.Equal(0, people.Bucket.Refused);
        Assert.True(people.Service.ShareOf(Lane.Discovery) > 0, "Who may have no debt got nothing.");
    }

    [Theory]
    [AtEveryRate]
    public void F27_whatever_a_request_costs_it_is_served_and_no_grant_relies_on_tokens_that_are_not_there(int rate) => Gen.Select(
        Gen.Int[0, int.MaxValue], Gen.Double[0, 1], Gen.Double[-0.3, 1], Gen.OneOfConst(0.05, 1.0, 10.0)).Sample(
        (seed, part, balance, latency) => AssertHonest(new BucketWorld(new WorldPlan(seed, rate, (int)(60 * rate * balance), Math.Max(1, (int)(60 * rate * part * part)))
        {
            Latency = TimeSpan.FromSeconds(latency),
            Length = LengthAt(rate),
        }).Run()),
        iter: 12);

    [Theory]
    [AtEveryRate]
    public void F33_an_answer_gives_back_its_own_reservation_and_none_of_those_that_are_still_on_their_way(int rate) => Gen.Int[0, int.MaxValue].Sample(
        seed => AssertHonest(new BucketWorld(new WorldPlan(seed, rate, 60 * rate, Math.Max(2, 4 * rate)) { Latency = TimeSpan.FromSeconds(40), Length = LengthAt(rate) }).Run()),
        iter: 12);

    [Theory]
    [AtEveryRate]
    public void F34_a_page_is_reserved_and_charged_once_and_a_balance_of_zero_is_a_balance(int rate)
    {
        var world = new BudgetWorld(rate, balance: 5, firstTick: TimeSpan.FromSeconds(50)).Run(TimeSpan.FromSeconds(5));
        var page = world.Ask(Lane.Discovery, Requests.Page());
        world.Run(TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 5), (world.Router.Permits.Count, world.Router.Ledger.Held));

        world.RunUntil(() => world.ServedFor(page) is not null && world.Router.Ledger.Open.IsEmpty, TimeSpan.FromSeconds(10));

        var ledger = world.Router.Ledger;
        Assert.Equal((0, 0, 5L), (ledger.Balance(world.Ours)!.Value, ledger.Free(world.Ours)!.Value, ledger.Totals.Settled));
        Assert.Null(ledger.ReasonToAsk(world.Ours));
        var next = world.Ask(Lane.Discovery, Requests.Page(1));
        world.RunUntil(() => world.ServedFor(next) is not null, Week);
        Assert.InRange(world.ServedFor(next)!.Before, 5, 5 + rate - 1);
    }

    /// <summary>Long enough for the dearest request, and short where there is much to do in an hour.</summary>
    private static TimeSpan LengthAt(int rate) => TimeSpan.FromHours(rate < 60 ? 3 : 1.1);

    private static void AssertHonest(BucketWorld world)
    {
        Assert.Equal(0, world.Refused);
        Assert.True(world.Granted > 0, "Nothing was granted.");
        Assert.True(world.WorstOptimism <= 0, $"A grant relied on {world.WorstOptimism} tokens that were not there.");
        Assert.Equal(world.Debited, world.Ledger.Totals.Settled);
    }
}
