using CsCheck;
using Deals.Actors.Freshness;
using Deals.Actors.Scouting;
using Deals.Tests.Freshness;

namespace Deals.Tests.Scouting;

/// <summary>Passes bid for tokens with what they are worth.</summary>
public sealed class SweepPricingTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RefreshBounds Week = RefreshBounds.Within(TimeSpan.FromDays(7));
    private static readonly WorthBins Rows = WorthBinsTests.Of(WorthBinsTests.Deals(5, 1500));
    private static readonly FeedYield Yield = new() { Rows = 1500, Lag = TimeSpan.FromHours(3), FindsPerDay = 3, NewsPerDay = 1000, RecentPerDay = 2000 };

    [Fact]
    public void F18_the_higher_the_price_the_less_is_asked_for_and_the_less_is_fresh() => Gen.Select(Gen.Double[-7, 1], Gen.Double[0.1, 2], Gen.Double[0, 0.9]).Sample(
        (log, more, left) =>
        {
            var feed = Of(Yield with { LeftPerDay = left * Yield.NewsPerDay });
            var (low, high) = (Math.Exp(log), Math.Exp(log + more));
            // Where looks make up for passes, a step of the one costs up to a step of the other.
            Assert.True(feed.DemandPerDay(high, Week) <= feed.DemandPerDay(low, Week) * 1.05, $"{feed.DemandPerDay(high, Week)} is above {feed.DemandPerDay(low, Week)}.");
            Assert.True(feed.FreshWeight(high, Week) <= feed.FreshWeight(low, Week) * 1.02);
        },
        iter: 60);

    [Fact]
    public void F18_no_price_makes_passes_take_more_than_their_most_or_leaves_a_feed_unread_beyond_its_memory() => Gen.Select(Gen.Double[-20, 10], Gen.Int[1, 67], Gen.Int[1, 500], Gen.Int[1, 5]).Sample(
        (log, pages, rate, feeds) =>
        {
            var policy = new SweepPolicy { Feeds = feeds };
            var terms = Of(Yield with { LeftPerDay = 500 }, pages, rate, policy).At(Math.Exp(log), Week);
            var most = 0.6 * rate / feeds;
            Assert.InRange(terms.FullEvery, policy.Interval, SweepPolicy.LongestFullInterval * 1.0001);
            Assert.InRange(terms.HeadEvery, policy.Interval, SweepPolicy.LongestFullInterval * 1.0001);
            if (terms.FullEvery < SweepPolicy.LongestFullInterval)
                Assert.InRange(pages * 5 / terms.FullEvery.TotalMinutes, 0, most * 1.0001);
            Assert.InRange(5 / terms.HeadEvery.TotalMinutes, 0, most * 1.0001);
        });

    [Fact]
    public void What_head_passes_tell_is_no_news_to_full_passes()
    {
        var all = Of(Yield).At(0.02, Week);
        Assert.Equal((1, 1 / (0.125 + (all.HeadEvery.TotalDays / 2))), (all.Told.Reached, all.Told.PerDay));
        Assert.InRange(all.FullEvery / SweepPolicy.LongestFullInterval, 0.95, 1.0001);
        var little = Of(Yield with { LeftPerDay = 900 }).At(0.02, Week);
        Assert.Equal(0.1, little.Told.Reached, 1e-9);
        Assert.True(little.FullEvery < all.FullEvery / 2, $"{little.FullEvery} is not well below {all.FullEvery}.");
    }

    [Fact]
    public void Hardly_another_distance_of_head_passes_would_win_more()
    {
        foreach (var price in new[] { 0.002, 0.01, 0.05, 0.2 })
        {
            var chosen = Won(Of(Yield).At(price, Week).HeadEvery, price);
            var best = Enumerable.Range(0, 200).Max(i => Won(TimeSpan.FromMinutes(5) * Math.Pow(132, i / 199.0), price));
            Assert.InRange((best - chosen) / Rows.TotalWeight, -1e-6, 0.002);
        }

        // A day of it: what looks and tellings keep fresh, less their price, and what is found later.
        static double Won(TimeSpan every, double price)
        {
            var told = new Signals(1, 1 / (0.125 + (every.TotalDays / 2)));
            var kept = Rows.Groups().Sum(g => told.On(g.Deal) is var deal && deal.IntervalDays(price, Week) is var own
                ? (g.Weight * (1 - (told.LeftOf(g.Deal.ChangesPerDay) * (1 - deal.FreshnessAt(own))))) - (price * g.Cost / own)
                : 0);
            return kept - (price * 5 * ((1 / every.TotalDays) + (2000 / 150.0))) - (3 * Rows.TotalWeight / Rows.Count * every.TotalDays / 2);
        }
    }

    [Fact]
    public void Before_its_first_full_pass_and_without_a_plan_a_feed_does_not_bid()
    {
        Assert.Null(SweepPricing.Of(FeedHistory.None, Rows, new SweepPolicy(), 20));
        Assert.Null(SweepPricing.Of(new FeedHistory { LastFullPass = T0 }, Rows, new SweepPolicy(), 20));
        Assert.Null(SweepPricing.Of(new FeedHistory { LastFullPass = T0, Yield = new FeedYield { Rows = 100 } }, Rows, new SweepPolicy(), 20));
        Assert.Null(SweepPricing.Of(new FeedHistory { LastFullPass = T0, Yield = Yield }, Rows, new SweepPolicy(), 0));
        var empty = SweepPricing.Of(new FeedHistory { LastFullPass = T0, Yield = Yield, FullPages = 10 }, new WorthBins(), new SweepPolicy(), 20)!;
        Assert.InRange(empty.At(1, Week).FullEvery, TimeSpan.FromHours(10), SweepPolicy.LongestFullInterval);
    }

    private static SweepPricing Of(FeedYield yield, int pages = 10, int rate = 5, SweepPolicy? policy = null) =>
        SweepPricing.Of(new FeedHistory { LastFullPass = T0, Yield = yield, FullPages = pages }, Rows, policy ?? new SweepPolicy(), rate)!;
}
