using Deals.Actors.Budget;
using Deals.Bench.Budget;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>What a lane gets while others want more than there is: shares, and no thresholds.</summary>
public sealed class ShareTests
{
    // More than twice what the shares promise to the dearest request here.
    private static readonly TimeSpan Most = TimeSpan.FromHours(8);

    [Theory]
    [AtEveryRate]
    public void F1_a_dear_request_gets_its_share_while_cheap_ones_drip_and_waits_for_no_full_bucket(int rate)
    {
        var world = new BudgetWorld(rate, balance: 1).KeepBusy(Lane.Discovery, Lane.Refresh).Run(TimeSpan.FromMinutes(30));
        var said = world.Elapsed;
        var dear = world.Ask(Lane.Enrichment, Requests.Costing(30 * rate));

        world.RunUntil(() => world.ServedFor(dear) is not null, Most);

        // Three lanes of one weight: the two others get no more than twice its share, and one request each that was before it.
        var served = world.ServedFor(dear)!;
        var others = world.SpentSince(said) - served.Cost;
        Assert.InRange(others, 0, (2 * served.Cost) + (2 * world.Router.Largest));
        Assert.InRange(served.Before, served.Cost, served.Cost + rate);
        Assert.True(world.Bucket.Lowest >= 0, $"The bucket was at {world.Bucket.Lowest}.");
    }

    [Theory]
    [AtEveryRate]
    public void F12_no_lane_with_work_is_starved_in_any_stretch_of_time_whatever_the_others_want(int rate)
    {
        var world = new BudgetWorld(rate).KeepBusy([.. LaneOrder.All]);

        world.Run(HoursFor(600, rate));

        Assert.All(LaneOrder.All, lane => Assert.InRange(world.Service.WorstShortfall(lane, LaneShares.Default.Floor(lane)), 0, world.Router.Largest));
        Assert.All(LaneOrder.All, lane => Assert.True(world.Service.ShareOf(lane) > 0, $"{lane} got nothing."));
        Assert.Equal(0, world.Bucket.Refused);
    }

    [Theory]
    [AtEveryRate]
    public void F13_of_two_lanes_the_one_with_dear_requests_gets_as_much_as_the_one_with_cheap_ones_by_weight(int rate)
    {
        var world = new BudgetWorld(rate, balance: 1).KeepBusy(Lane.Discovery);
        var dear = Requests.Costing(10 * rate);
        world.OnAnswer = (permit, _) =>
        {
            if (permit.Lane == Lane.Backfill)
                world.Ask(Lane.Backfill, dear);
        };
        for (var i = 0; i < 3; i++)
            world.Ask(Lane.Backfill, dear);

        world.Run(TimeSpan.FromHours(6));

        var shares = LaneShares.Default;
        var part = shares.Weight(Lane.Backfill) / (double)(shares.Weight(Lane.Backfill) + shares.Weight(Lane.Discovery));
        Assert.InRange(world.Service.WorstShortfall(Lane.Backfill, part), 0, 2 * world.Router.Largest);
        Assert.InRange(world.Service.WorstShortfall(Lane.Discovery, 1 - part), 0, 2 * world.Router.Largest);
    }

    [Theory]
    [AtEveryRate]
    public void F17_the_head_of_the_lightest_lane_is_overtaken_by_each_other_lane_by_its_weight_and_not_for_ever(int rate)
    {
        var world = new BudgetWorld(rate, balance: 1).KeepBusy(Lane.Interactive, Lane.Discovery, Lane.Enrichment, Lane.Refresh).Run(TimeSpan.FromMinutes(20));
        var said = world.Elapsed;
        var head = world.Ask(Lane.Backfill, Requests.Costing(30 * rate));

        world.RunUntil(() => world.ServedFor(head) is not null, Most);

        var cost = world.ServedFor(head)!.Cost;
        foreach (var lane in LaneOrder.All.Where(static l => l != Lane.Backfill))
        {
            var overtook = world.Paid.Where(s => s.At >= said && s.Permit.Lane == lane).Sum(static s => s.Cost);
            var most = (cost * LaneShares.Default.Weight(lane) / LaneShares.Default.Weight(Lane.Backfill)) + (2 * world.Router.Largest);
            Assert.True(overtook <= most, $"{lane} overtook it with {overtook} tokens, of at most {most}.");
        }
    }

    [Theory]
    [AtEveryRate]
    public void F20_gathering_for_a_dear_request_is_no_mode_others_go_on_and_it_goes_out_when_its_estimate_says(int rate)
    {
        var world = new BudgetWorld(rate, balance: 1).Run(TimeSpan.FromMinutes(2));
        var dear = world.Ask(Lane.Refresh, Requests.Costing(55 * rate));
        var eta = world.Router.EtaOf(dear, world.Ours)!.Value;
        var cheap = world.Ask(Lane.Interactive, Requests.Costing(1));

        world.RunUntil(() => world.ServedFor(dear) is not null, Most);

        // Near the most that the bucket holds, and yet reached: later than estimated by what the other one took, and the way there.
        var (first, last) = (world.ServedFor(cheap)!, world.ServedFor(dear)!);
        Assert.True(first.At < last.At - TimeSpan.FromMinutes(30), $"The cheap one went at {first.At}, the dear one at {last.At}.");
        Assert.InRange(BudgetWorld.Start + last.At - eta, TimeSpan.Zero, (1 + (1 / rate)) * KeepaBucket.Period + TimeSpan.FromSeconds(5));
        Assert.Equal(0, world.Bucket.LostAtCap);
    }

    /// <summary>As long as so many tokens take to be refilled, and an hour and a half at least.</summary>
    private static TimeSpan HoursFor(int tokens, int rate) => TimeSpan.FromHours(Math.Max(1.5, tokens / (60.0 * rate)));
}
