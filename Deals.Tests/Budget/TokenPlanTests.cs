using CsCheck;
using Deals.Actors.Budget;

namespace Deals.Tests.Budget;

public sealed class TokenPlanTests
{
    private static readonly TokenSupply TwentyAMinute = new(20, 0, 0);
    private static readonly TokenDemand Now = new([new FeedDemand("us", 335, TimeSpan.FromMinutes(67))], 1440, 1440, new LookDemand(15_000, TimeSpan.FromDays(7), 3));

    [Fact]
    public void Nothing_changes_where_nothing_is_changed()
    {
        var plan = TokenPlan.Price(TwentyAMinute, Now, Now, onceTokens: 0);

        Assert.Equal(28_800, plan.Supply);
        Assert.Equal(10_080, plan.Now.Finding, 3);
        Assert.Equal(45_000 / 7.0, plan.Now.Looks, 3);
        Assert.Equal(plan.Now, plan.Then);
        Assert.Empty(plan.Slower);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (plan.OnceFastest, plan.OnceBeside));
    }

    [Fact]
    public void A_shorter_age_that_is_not_affordable_is_stretched_to_what_the_rest_pays_for()
    {
        var daily = Now with { Looks = Now.Looks with { Every = TimeSpan.FromDays(1) } };

        var plan = TokenPlan.Price(TwentyAMinute, Now, daily, onceTokens: 0);

        Assert.False(plan.Then.IsAffordable(daily));
        Assert.Equal(45_000 / 18_720.0, plan.Then.ReachableEvery!.Value.TotalDays, 6);
        Assert.Equal((10_080 + 45_000) / 28_800.0, plan.Then.Share!.Value, 6);
        Assert.Equal(0, plan.Then.Spare);
    }

    [Fact]
    public void A_further_feed_slows_the_others_down()
    {
        var more = Now with { Feeds = [new FeedDemand("us", 335, TimeSpan.FromMinutes(134)), new FeedDemand("new", 335, TimeSpan.FromMinutes(134))] };

        var slower = Assert.Single(TokenPlan.Price(TwentyAMinute, Now, more, onceTokens: 0).Slower);

        Assert.Equal(new Slowdown(SlowdownKind.Feed, "us", TimeSpan.FromMinutes(67), TimeSpan.FromMinutes(134)), slower);
    }

    [Fact]
    public void What_is_bought_once_takes_what_is_left_and_makes_looks_wait_where_that_is_too_little()
    {
        var plan = TokenPlan.Price(TwentyAMinute, Now, Now, onceTokens: 90_000);

        Assert.Equal(90_000 / 18_720.0, plan.OnceFastest!.Value.TotalDays, 6);
        Assert.Equal(90_000 / (18_720 - (45_000 / 7.0)), plan.OnceBeside!.Value.TotalDays, 6);
        Assert.Equal(SlowdownKind.LooksMeanwhile, Assert.Single(plan.Slower).Kind);
    }

    [Fact]
    public void Without_a_supply_everything_is_never()
    {
        var plan = TokenPlan.Price(new TokenSupply(20, 5, 30), Now, Now, onceTokens: 1);

        Assert.Equal(0, plan.Supply);
        Assert.Null(plan.Then.ReachableEvery);
        Assert.Null(plan.Then.Share);
        Assert.Null(plan.OnceFastest);
    }

    [Fact]
    public void More_supply_is_never_worse_and_more_deals_are_never_better() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 100], Gen.Int[0, 2_000_000], Gen.Int[1, 1000], Gen.Int[1, 400]).Sample((rate, more, deals, extra, hours) =>
        {
            var demand = Now with { Looks = new LookDemand(deals, TimeSpan.FromHours(hours), 3) };
            TimeSpan Reach(int r, int d) => DemandPrice.Of(demand with { Looks = demand.Looks with { Deals = d } }, new TokenSupply(r, 0, 0)).ReachableEvery ?? TimeSpan.MaxValue;
            return Reach(rate + more, deals) <= Reach(rate, deals) && Reach(rate, deals + extra) >= Reach(rate, deals) && Reach(rate, deals) >= TimeSpan.FromHours(hours);
        });
}
