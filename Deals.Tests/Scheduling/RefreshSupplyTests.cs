using CsCheck;
using Deals.Actors.Budget;
using Deals.Actors.Scheduling;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Scheduling;

/// <summary>What is left for looking again at what is known.</summary>
public sealed class RefreshSupplyTests
{
    [Fact]
    public void What_others_are_seen_to_use_is_not_there_for_refreshes()
    {
        var supply = RefreshSupply.Of(BudgetOf(0));
        Assert.Equal(20, supply.PerMinute(BudgetOf(0), pending: 0, costOfFirst: 1));
        for (var minute = 5; minute <= 3 * 24 * 60; minute += 5)
            supply = supply.Seen(BudgetOf(minute, discovery: 2, backfill: 1, enrichment: 3));
        Assert.Equal(14, supply.PerMinute(BudgetOf(0), pending: 0, costOfFirst: 1)!.Value, 0.1);
    }

    [Fact]
    public void Passes_that_bid_are_no_use_of_somebody_else()
    {
        var supply = RefreshSupply.Of(BudgetOf(0));
        for (var minute = 5; minute <= 3 * 24 * 60; minute += 5)
            supply = supply.Seen(BudgetOf(minute, discovery: 2, backfill: 1));
        Assert.Equal(17, supply.PerMinute(BudgetOf(0), pending: 0, costOfFirst: 1, sweepsBid: false)!.Value, 0.1);
        Assert.Equal(19, supply.PerMinute(BudgetOf(0), pending: 0, costOfFirst: 1, sweepsBid: true)!.Value, 0.1);
        Assert.Equal((3.0, 1.0), (Math.Round(supply.OthersThan(sweepsBid: false), 1), Math.Round(supply.OthersThan(sweepsBid: true), 1)));
    }

    [Fact]
    public void While_very_many_wait_for_their_first_look_both_get_as_much()
    {
        var supply = RefreshSupply.Of(BudgetOf(0));
        Assert.Equal(10, supply.PerMinute(BudgetOf(0), pending: 10_000, costOfFirst: 1));
        Assert.Equal(20, supply.PerMinute(BudgetOf(0), pending: 1000, costOfFirst: 1));
    }

    [Fact]
    public void F21_a_new_life_begins_with_the_supply_of_the_last_and_follows_what_is_used()
    {
        var supply = RefreshSupply.Of(BudgetOf(0), others: 5, firstLooks: 2);
        Assert.Equal(13, supply.PerMinute(BudgetOf(0), pending: 0, costOfFirst: 1));
        for (var minute = 5; minute <= 3 * 24 * 60; minute += 5)
            supply = supply.Seen(BudgetOf(minute));
        Assert.Equal(20, supply.PerMinute(BudgetOf(0), pending: 0, costOfFirst: 1)!.Value, 0.1);
    }

    [Fact]
    public void F30_what_somebody_else_takes_and_trackings_take_is_not_there() =>
        Assert.Equal(13.5, RefreshSupply.Of(BudgetOf(0)).PerMinute(BudgetOf(0) with { ForeignDrainPerMinute = 4, TokenFlowReduction = 2.5m }, 0, 1));

    [Fact]
    public void F9_without_a_plan_there_is_no_supply() => Assert.Null(RefreshSupply.Of(BudgetOf(0)).PerMinute(BudgetOf(0) with { RefillRate = null }, 0, 1));

    [Fact]
    public void F12_whatever_is_used_refreshes_keep_their_floor_and_never_get_more_than_there_is() => Gen
        .Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 20_000], Gen.Int[1, 500])
        .Sample(static (discovery, backfill, enrichment, pending, rate) =>
        {
            var supply = RefreshSupply.Of(BudgetOf(0) with { RefillRate = rate });
            for (var minute = 5; minute <= 1440; minute += 5)
                supply = supply.Seen(BudgetOf(minute, discovery, backfill, enrichment) with { RefillRate = rate });
            Assert.InRange(supply.PerMinute(BudgetOf(0) with { RefillRate = rate }, pending, 1)!.Value, 0.15 * rate, rate);
        });

    private static BudgetStatus BudgetOf(int minute, int discovery = 0, int backfill = 0, int enrichment = 0)
    {
        var budget = Budgets.Of(20, Any.T0.AddMinutes(minute));
        return budget with
        {
            Lanes =
            [
                .. budget.Lanes.Select(lane => lane with
                {
                    Settled = minute * lane.Lane switch
                    {
                        Lane.Discovery => discovery,
                        Lane.Backfill => backfill,
                        Lane.Enrichment => enrichment,
                        _ => 0,
                    },
                }),
            ],
        };
    }
}
