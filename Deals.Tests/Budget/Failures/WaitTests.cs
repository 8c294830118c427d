using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Bench.Budget;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>What waits, for how long, and by which balance: every wait has an end that is told, and rests on what Keepa has said.</summary>
public sealed class WaitTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Theory]
    [AtEveryRate]
    public void F2_whatever_is_waited_for_is_told_with_its_end_through_refusals_pauses_and_restarts(int rate)
    {
        var world = new BudgetWorld(rate).KeepBusy(Lane.Discovery, Lane.Refresh, Lane.Interactive);
        world.MostInFlight = 4;
        world.At(TimeSpan.FromHours(0.5), () => world.Bucket.TakeForeign(BudgetWorld.Start + world.Elapsed, 90 * rate));
        world.At(TimeSpan.FromHours(2.2), () => Pause(true));
        world.At(TimeSpan.FromHours(2.5), () => Pause(false));
        world.At(TimeSpan.FromHours(2.7), world.Restart);

        world.Run(TimeSpan.FromHours(3));

        Assert.Empty(world.SilentWaits);
        Assert.True(world.Router.Waiting is null || world.Router.Waiting.Value.Until - world.Ours < TimeSpan.FromMinutes(61), "A wait is longer than the bucket takes to fill.");

        void Pause(bool paused) => Array.ForEach([Lane.Discovery, Lane.Refresh, Lane.Interactive], lane => world.Router.Pause(lane, paused));
    }

    [Theory]
    [AtEveryRate]
    public void F10_between_two_answers_the_wait_is_reckoned_by_refill_and_the_request_goes_at_the_first_refill_that_pays_for_it(int rate)
    {
        var world = new BudgetWorld(rate, balance: -((8 * rate) + 2)).Run(TimeSpan.FromSeconds(5));
        var page = world.Ask(Lane.Discovery, Requests.Page());
        world.Run(TimeSpan.FromSeconds(1));
        var told = world.Router.Waiting!.Value.Until;

        world.RunUntil(() => world.ServedFor(page) is not null, Week);

        var served = world.ServedFor(page)!;
        Assert.InRange(served.Before, 5, 5 + rate - 1);
        Assert.InRange(BudgetWorld.Start + served.At - told, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.True(world.WorstOptimism <= 0, $"It thought free {world.WorstOptimism} tokens that were not there.");
    }

    [Theory]
    [AtEveryRate]
    public void F16_what_the_bucket_can_never_hold_is_refused_at_once_and_holds_nobody_up(int rate)
    {
        var world = new BudgetWorld(rate);
        world.Ask(Lane.Discovery, Requests.Costing(96 * rate));
        var others = Enumerable.Range(0, 3).Select(i => world.Ask(Lane.Discovery, Requests.Page(i))).ToList();
        world.RunUntil(() => others.TrueForAll(o => world.ServedFor(o) is not null), TimeSpan.FromMinutes(1));
        Assert.Single(world.Router.Refused);

        world.Ask(Lane.Refresh, Requests.Costing(96 * rate));

        // The second one is not even queued, for the plan is known.
        Assert.Equal(2, world.Router.Refused.Count);
        Assert.True(world.Router.Lanes.IsEmpty);
        Assert.All(world.Router.Refused, r => Assert.Contains($"the bucket holds {60 * rate}", r.Reason, StringComparison.Ordinal));
        var fits = world.Ask(Lane.Refresh, Requests.Costing(60 * rate));
        world.RunUntil(() => world.ServedFor(fits) is not null, TimeSpan.FromMinutes(70));
    }

    [Theory]
    [AtEveryRate]
    public void F26_what_is_not_known_is_asked_first_and_a_debt_of_long_ago_is_not_for_ever(int rate)
    {
        var world = new BudgetWorld(rate, balance: -79);
        var page = world.Ask(Lane.Discovery, Requests.Page());

        world.RunUntil(() => world.ServedFor(page) is not null, Week);
        Assert.IsType<KeepaRequest.Token>(world.All[0].Permit.Request);
        Assert.InRange(world.ServedFor(page)!.Before, 5, 5 + rate - 1);

        // A router that slept knows what it stored and not what became of it: it asks before it grants.
        world.Run(TimeSpan.FromHours(10));
        world.Restart();
        var (seen, second) = (world.All.Count, world.Ask(Lane.Discovery, Requests.Page(1)));
        Assert.Empty(world.Router.Ledger.Open);
        world.RunUntil(() => world.ServedFor(second) is not null, TimeSpan.FromMinutes(1));
        Assert.Equal([typeof(KeepaRequest.Token), typeof(KeepaRequest.DealPage)], world.All.Skip(seen).Select(static s => s.Permit.Request.GetType()));
    }

    [Theory]
    [AtEveryRate]
    public void F28_a_balance_that_is_wrong_is_corrected_without_a_token_to_spend(int rate)
    {
        var world = new BudgetWorld(rate, balance: -(50 * rate)).Run(TimeSpan.FromSeconds(5));
        var page = world.Ask(Lane.Discovery, Requests.Page());
        world.Run(TimeSpan.FromSeconds(5));
        Assert.True(world.Router.Waiting!.Value.Until - world.Ours > TimeSpan.FromMinutes(45), "It should think that it has long to wait.");
        world.SetBalance(30);

        world.RunUntil(() => world.ServedFor(page) is not null, world.Router.Settings.Ledger.StaleAfter + TimeSpan.FromSeconds(35));

        Assert.Equal(0, world.Bucket.Refused);
    }
}
