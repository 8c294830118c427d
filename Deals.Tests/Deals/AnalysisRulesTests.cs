using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Deals;

/// <summary>What a deal makes of what it is told about its plausibility.</summary>
public sealed class AnalysisRulesTests
{
    private static readonly DateTimeOffset T0 = Any.T0;
    private static readonly DealId Id = DealId.Parse("1-B000000001");
    private static readonly AnalysisFacts Verified = new(AnalysisState.Verified, "It sells.") { Season = "Christmas", Reasons = ["a"], Price = 2000, PriceType = PriceType.Used, Origin = new AnalysisOrigin(1, "grok", "00ff", 900, 200, 1625) };

    [Fact]
    public void F71_what_failed_takes_no_verdict_away_and_is_told_once()
    {
        var deal = Told(Listed(), Unverified(UnverifiedCause.Throttled), 1, out var changed);
        Assert.True(changed);
        deal = Told(deal, Unverified(UnverifiedCause.Throttled, retryMinutes: 99), 2, out changed);
        Assert.False(changed);
        deal = Told(deal, Unverified(UnverifiedCause.Failed), 3, out changed);
        Assert.True(changed);
        Assert.Equal(UnverifiedCause.Failed, Facts(deal).Cause);
        deal = Told(deal, Unverified(UnverifiedCause.Failed, retryMinutes: 7 * 24 * 60), 3, out changed);
        Assert.True(changed);
        deal = Told(deal, Verified, 4, out changed);
        Assert.True(changed);
        foreach (var cause in Enum.GetValues<UnverifiedCause>().Where(static c => c != UnverifiedCause.NoListPrice))
        {
            deal = Told(deal, Unverified(cause), 5 + (int)cause, out changed);
            Assert.False(changed);
        }

        Assert.Equal(AnalysisState.Verified, Facts(deal).State);
        // A later look at the product that has nothing to judge is no failure.
        Assert.Equal(UnverifiedCause.NoListPrice, Facts(Told(deal, Unverified(UnverifiedCause.NoListPrice), 20, out changed)).Cause);
        Assert.True(changed);
    }

    [Fact]
    public void F70_a_verdict_that_comes_twice_is_one_event_and_an_older_one_is_none()
    {
        var deal = Told(Listed(), Verified, 10, out var changed);
        Assert.True(changed);
        // The same message again, and one that overtook it.
        deal = Told(deal, Verified with { Reasons = ["a"] }, 10, out changed);
        Assert.False(changed);
        deal = Told(deal, Verified with { State = AnalysisState.Rejected }, 9, out changed);
        Assert.False(changed);
        // The same verdict about a later state of the product renews it; another one replaces it.
        deal = Told(deal, Verified, 11, out changed);
        Assert.True(changed);
        deal = Told(deal, Verified with { State = AnalysisState.Rejected }, 11, out changed);
        Assert.True(changed);
        Assert.Equal(AnalysisState.Rejected, Facts(deal).State);
    }

    [Fact]
    public void F58_F72_a_verdict_is_due_again_after_a_week_or_when_the_price_that_it_judged_has_moved()
    {
        Assert.Equal(T0.AddDays(7), Verified.DueAt(T0, null, null));
        Assert.Equal(T0.AddDays(7), Verified.DueAt(T0, Product(2200), T0.AddHours(1)));
        Assert.Equal(T0.AddDays(7), Verified.DueAt(T0, Product(null), T0.AddHours(1)));
        Assert.Equal(T0.AddHours(1), Verified.DueAt(T0, Product(2201), T0.AddHours(1)));
        Assert.Equal(T0.AddHours(1), Verified.DueAt(T0, Product(1799), T0.AddHours(1)));
        // A look from before it was judged says nothing.
        Assert.Equal(T0.AddDays(7), Verified.DueAt(T0, Product(9000), T0.AddHours(-1)));
    }

    [Fact]
    public void F71_whoever_is_unverified_is_due_when_it_is_to_be_tried_again()
    {
        Assert.Equal(T0.AddMinutes(5), Unverified(UnverifiedCause.Failed, retryMinutes: 5).DueAt(T0, Product(1), T0.AddDays(1)));
        Assert.Equal(T0, (Unverified(UnverifiedCause.NotConfigured) with { RetryAt = null }).DueAt(T0, null, null));
        var none = Unverified(UnverifiedCause.NoListPrice) with { RetryAt = null };
        Assert.Null(none.DueAt(T0, Product(1), T0.AddHours(-1)));
        Assert.Equal(T0.AddDays(3), none.DueAt(T0, Product(1), T0.AddHours(1)));
        Assert.Equal(T0.AddDays(5), none.DueAt(T0, Product(1), T0.AddDays(5)));
    }

    [Fact]
    public void F73_whatever_an_analysis_says_only_the_analysis_of_a_deal_changes() => Gen.Select(Any.Command(Id).Array[0, 12], Any.Analysis, Any.Instant, Any.Instant).Sample((past, analysis, at, asOf) =>
    {
        var deal = past.Aggregate(Deal.None, static (d, command) => After(d, Any.Decider.Decide(d, command)));
        var decision = Any.Decider.Decide(deal, new DealCommand.RecordAnalysis(Id, at, analysis, asOf));
        Assert.All(decision.Events, static e => Assert.Null(Assert.IsType<DealEvent.AnalysisRecorded>(e).Next));
        Assert.Null(decision.Need);
        if (deal is Deal.Known known)
            Assert.Equal(known.Record with { Analysis = null }, ((Deal.Known)After(deal, decision)).Record with { Analysis = null });
        Assert.Equal(deal.GetType(), After(deal, decision).GetType());
    });

    private static ProductFacts Product(long? price) => new(null, null, null, "00") { Histories = [new HistoryFacts(PriceType.Used, price, null, null, null, null, null, null, null, null, null)] };

    private static AnalysisFacts Unverified(UnverifiedCause cause, int retryMinutes = 5) => new(AnalysisState.Unverified, cause.ToString()) { Cause = cause, RetryAt = T0.AddMinutes(retryMinutes) };

    private static AnalysisFacts Facts(Deal deal) => ((Deal.Known)deal).Record.Analysis!.Facts;

    private static Deal Listed() => Deal.None.Apply(new DealEvent.Followed(Id, T0, new FeedLens("us", PriceType.Used, DateRange.Quarter)));

    private static Deal Told(Deal deal, AnalysisFacts facts, int minute, out bool changed)
    {
        var decision = Any.Decider.Decide(deal, new DealCommand.RecordAnalysis(Id, T0.AddMinutes(minute), facts, T0.AddMinutes(minute)));
        changed = decision.Events.Length > 0;
        return After(deal, decision);
    }

    private static Deal After(Deal deal, DealDecision decision) => decision.Events.Aggregate(deal, static (d, e) => d.Apply(e));
}
