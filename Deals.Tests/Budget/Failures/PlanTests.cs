using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Bench.Budget;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>Rate, capacity and prices are what the answers say: no number of a plan is in the program.</summary>
public sealed class PlanTests
{
    [Theory]
    [AtEveryRate]
    public void F11_another_plan_is_in_force_with_the_first_answer_that_tells_it_up_and_down_and_is_reported(int rate)
    {
        var world = new BudgetWorld(rate).KeepBusy([.. LaneOrder.All]);
        var (up, down) = (TimeSpan.FromHours(0.5), TimeSpan.FromHours(1.25));
        world.At(up, () => world.Bucket.Change(BudgetWorld.Start + world.Elapsed, 5 * rate));
        world.At(down, () => world.Bucket.Change(BudgetWorld.Start + world.Elapsed, rate));

        world.Run(TimeSpan.FromHours(2));

        var plans = world.Router.Learned.Where(static l => l.Fact is LedgerEvent.PlanLearned).ToList();
        Assert.Equal(
            [new LedgerEvent.PlanLearned(null, rate, 60 * rate), new(rate, 5 * rate, 300 * rate), new(5 * rate, rate, 60 * rate)],
            plans.Select(static p => p.Fact).Cast<LedgerEvent.PlanLearned>());
        AssertFirstAnswerAfter(up, plans[1].At);
        AssertFirstAnswerAfter(down, plans[2].At);
        Assert.Equal((0, 0L), (world.Bucket.Refused, world.Bucket.LostAtCap));
        var (slow, fast) = (Spent(TimeSpan.Zero, up), Spent(up + TimeSpan.FromMinutes(10), down));
        Assert.True(fast / 35.0 > 0.9 * 5 * rate - (world.Router.Largest / 35.0), $"{fast} tokens in 35 minutes of {5 * rate} a minute, after {slow} in 30 of {rate}.");

        long Spent(TimeSpan from, TimeSpan to) => world.Paid.Where(s => s.At >= from && s.At < to).Sum(static s => (long)s.Cost);
        void AssertFirstAnswerAfter(TimeSpan change, DateTimeOffset learned) =>
            Assert.InRange(learned - BudgetWorld.Start, change, world.All.First(s => s.At > change).At + TimeSpan.FromSeconds(2));
    }

    [Theory]
    [AtEveryRate]
    public void F31_a_higher_plan_gets_more_done_and_a_live_change_to_it_leaves_no_stall_no_debt_and_no_polling(int rate)
    {
        var (half, length) = (TimeSpan.FromHours(1), TimeSpan.FromHours(2));
        var (kept, raised) = (new BudgetWorld(rate).KeepBusy([.. LaneOrder.All]), new BudgetWorld(rate).KeepBusy([.. LaneOrder.All]));
        raised.At(half, () => raised.Bucket.Change(BudgetWorld.Start + raised.Elapsed, 5 * rate));

        kept.Run(length);
        raised.Run(length);

        Assert.True(raised.SpentSince(half) > 4 * kept.SpentSince(half), $"{raised.SpentSince(half)} tokens an hour at {5 * rate} a minute, {kept.SpentSince(half)} at {rate}.");
        Assert.InRange(raised.Bucket.Lowest, -50 * rate, 60 * rate);
        Assert.Equal((0, 0L), (raised.Bucket.Refused, raised.Bucket.LostAtCap));
        // An answer a minute tells the balance: it is asked for at the start, and where a request takes long to gather for.
        Assert.InRange(raised.Router.Asked, 1, 12);
        var times = raised.Paid.Where(s => s.At > half).Select(static s => s.At).ToList();
        var most = TimeSpan.FromMinutes(3 + (2.0 * raised.Router.Largest / (5 * rate)));
        Assert.All(times.Zip(times.Skip(1), static (a, b) => b - a), gap => Assert.InRange(gap, TimeSpan.MinValue, most));
    }

    [Theory]
    [AtEveryRate]
    public void F31_a_request_that_costs_eight_times_its_price_overdraws_the_bucket_once_and_is_reserved_at_its_cost_from_then_on(int rate)
    {
        var world = new BudgetWorld(rate).KeepBusy(Lane.Enrichment);
        world.MostInFlight = 1;
        world.CostOf = static request => 8 * request.WorstCaseCost;

        world.RunUntil(() => world.Paid.Any() && world.Bucket.Balance > 0 && world.Router.Costs.ByShape.Count > 0, TimeSpan.FromDays(1));
        (world.Lowest, world.MostInFlight) = (int.MaxValue, 24);
        world.Run(TimeSpan.FromHours(3));

        Assert.InRange(world.Lowest, 0, 60 * rate);
        Assert.Equal(0, world.Bucket.Refused);
        Assert.All(world.Paid.Skip(1), s => Assert.Equal(s.Cost, s.Permit.WorstCase));
    }

    [Theory]
    [AtEveryRate]
    public void F32_what_was_reserved_and_not_spent_is_there_again_at_once_and_its_lane_is_not_charged_for_it(int rate)
    {
        var pair = new BudgetWorld(rate, balance: 7, firstTick: TimeSpan.FromSeconds(55)) { CostOf = static _ => 2 };
        pair.Run(TimeSpan.FromSeconds(3));
        var (first, second) = (pair.Ask(Lane.Discovery, Requests.Page()), pair.Ask(Lane.Discovery, Requests.Page(1)));
        pair.RunUntil(() => pair.IsContent, TimeSpan.FromSeconds(20));
        Assert.Equal((7, 5, 0), (pair.ServedFor(first)!.Before, pair.ServedFor(second)!.Before, pair.Router.Ledger.Held));

        // All of the refill is spent though two fifths of what is reserved are, and the cheap lane has its floor by what it truly costs.
        var world = Cheap(rate).Run(TimeSpan.FromHours(rate < 60 ? 6 : 1));
        Assert.Equal(0, world.Bucket.LostAtCap);
        Assert.InRange(world.Bucket.Charged, 0.95 * (world.Bucket.Refilled - world.Router.Largest), world.Bucket.Refilled + 1);
        Assert.InRange(world.Service.WorstShortfall(Lane.Discovery, LaneShares.Default.Floor(Lane.Discovery)), 0, 2 * world.Router.Largest);

        // One request at a time, so that each is corrected before the next: of two equal lanes each has its half.
        var single = Cheap(rate);
        single.MostInFlight = 1;
        single.Run(TimeSpan.FromHours(rate < 60 ? 6 : 1));
        Assert.InRange(single.Service.WorstShortfall(Lane.Discovery, 0.5), 0, 2 * single.Router.Largest);
        Assert.InRange(single.Service.WorstShortfall(Lane.Refresh, 0.5), 0, 2 * single.Router.Largest);
    }

    private static BudgetWorld Cheap(int rate)
    {
        var world = new BudgetWorld(rate, balance: 1).KeepBusy(Lane.Discovery, Lane.Refresh);
        world.CostOf = static request => request is KeepaRequest.DealPage ? 2 : request.WorstCaseCost;
        return world;
    }
}
