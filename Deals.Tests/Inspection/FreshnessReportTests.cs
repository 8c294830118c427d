using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Scouting;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Inspection;

public sealed class FreshnessReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 31.25, 4.46)]
    [InlineData(2, 15.62, 2.23)]
    [InlineData(5, 6.25, 1)]
    [InlineData(20, 1.56, 1)]
    [InlineData(250, 0.12, 1)]
    public void F9_F50_at_every_rate_looks_go_on_at_the_cadence_that_the_plan_pays_for_and_a_slower_one_than_wanted_is_said(int rate, double days, double stretch)
    {
        var report = FreshnessReport.Of(new FreshnessCounts(Now, 15_000, 0, AgeSpread.None, AgeSpread.None, AgeSpread.None, AgeSpread.None, 0, 0, null, []), NoFeeds, Budgets.Of(rate, Now), null, null, null, Now);
        Assert.Equal((rate * 1440L, rate * 1440L, 3, days, 7, stretch), (report.Cadence!.TokensADay, report.Cadence.LookTokensADay, report.Cadence.TokensEach, report.Cadence.DaysForAll, report.Cadence.WantedDays, report.Cadence.Stretch));
        Assert.Equal(stretch > 1 ? 1 : 0, report.Warnings.Count);
        Assert.All(report.Warnings, w => Assert.EndsWith("times as long, and none is dropped.", w, StringComparison.Ordinal));
    }

    [Fact]
    public void F2_before_the_plan_is_known_nothing_is_promised()
    {
        var report = FreshnessReport.Of(new FreshnessCounts(Now, 10, 0, AgeSpread.None, AgeSpread.None, AgeSpread.None, AgeSpread.None, 0, 0, null, []), NoFeeds, null, null, null, null, Now);
        Assert.Equal((null, null), (report.Cadence!.TokensADay, report.Cadence.DaysForAll));
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void F9_feeds_the_slow_walk_and_somebody_else_are_paid_before_looks_and_learned_costs_count()
    {
        var basis = NoFeeds with { Feeds = [FeedQuery.Default] };
        var alone = CadenceItem.Of(15_000, basis, Budgets.Of(20, Now));
        Assert.InRange(alone.LookTokensADay!.Value, 1, (20 * 1440) - 1);
        var shared = CadenceItem.Of(15_000, basis, Budgets.Of(20, Now) with { ForeignDrainPerMinute = 10 });
        Assert.Equal((14_400, alone.LookTokensADay - 14_400), (shared.TokensADay!.Value, shared.LookTokensADay));
        var cheap = CadenceItem.Of(15_000, basis, Budgets.Of(20, Now) with { Costs = [new CostStatus("product with the buy box", 3, 1.5, 900)] });
        Assert.Equal(alone.DaysForAll!.Value / 2, cheap.DaysForAll!.Value, 0.011);
    }

    [Fact]
    public void F30_where_others_take_everything_it_is_said_that_nothing_is_looked_at()
    {
        var item = CadenceItem.Of(15_000, NoFeeds, Budgets.Of(20, Now) with { ForeignDrainPerMinute = 25 });
        Assert.Equal((0, null, null), (item.TokensADay!.Value, item.DaysForAll, item.Stretch));
        Assert.Contains("not looked at", item.Warning, StringComparison.Ordinal);
    }

    private static PlanningBasis NoFeeds => new(TieredPolicy.Default, new SweepPolicy(), new BackfillPolicy(), []);
}
