using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;

namespace Deals.Tests.Inspection;

public sealed class FreshnessReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 14.9, true)]
    [InlineData(2, 7.44, true)]
    [InlineData(5, 2.98, false)]
    [InlineData(20, 0.74, false)]
    [InlineData(250, 0.06, false)]
    public void F9_F50_at_every_rate_looks_go_on_at_the_cadence_that_the_plan_pays_for_and_a_slower_one_than_wanted_is_said(int rate, double days, bool isWarned)
    {
        var report = FreshnessReport.Of(new Freshness(Now, 15_000, 0, AgeSpread.None, AgeSpread.None, AgeSpread.None, AgeSpread.None, 0, 0, null, []), TieredPolicy.Default, Budget(rate), null, null, Now);
        Assert.Equal((rate * 1440L, (long)(rate * 1440 * 0.7), days, 7), (report.Cadence!.TokensADay, report.Cadence.LookTokensADay, report.Cadence.DaysForAll, report.Cadence.WantedDays));
        Assert.Equal(isWarned ? 1 : 0, report.Warnings.Count);
        Assert.All(report.Warnings, w => Assert.Contains("deals get older than it says", w, StringComparison.Ordinal));
    }

    [Fact]
    public void F2_before_the_plan_is_known_nothing_is_promised()
    {
        var report = FreshnessReport.Of(new Freshness(Now, 10, 0, AgeSpread.None, AgeSpread.None, AgeSpread.None, AgeSpread.None, 0, 0, null, []), TieredPolicy.Default, null, null, null, Now);
        Assert.Equal((null, null), (report.Cadence!.TokensADay, report.Cadence.DaysForAll));
        Assert.Empty(report.Warnings);
    }

    private static BudgetStatus Budget(int rate) => new()
    {
        AsOf = Now,
        Epoch = 1,
        RefillRate = rate,
        Reserved = 0,
        ForeignDrainPerMinute = 0,
        Foreign = 0,
        Refilled = 0,
        Settled = 0,
        Unknown = 0,
        Wasted = 0,
        Throttled = 0,
        Lanes = [],
        Permits = [],
        Gateways = [],
    };
}
