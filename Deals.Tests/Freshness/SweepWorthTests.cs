using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class SweepWorthTests
{
    private static readonly RefreshBounds Week = RefreshBounds.Within(TimeSpan.FromDays(7));
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly Gen<double> Price = Gen.Double[-7, 2].Select(Math.Exp);

    [Fact]
    public void It_is_read_when_its_rows_together_are_worth_the_price() => Gen.Select(Gen.Int[0, 999], Price).Sample(
        (seed, price) =>
        {
            // Looks cost so much that nobody looks at these deals but for the maximum age.
            RefreshWorth[] rows = [.. WorthBinsTests.Deals(seed, 150).Select(static d => d with { Cost = 1e6 })];
            var sweep = new SweepWorth { Rows = WorthBinsTests.Of(rows) };
            var interval = sweep.Interval(price, Week, Shortest, Longest);
            var worth = rows.Sum(d => d.Weight / d.ChangesPerDay * Staleness.Gain(d.ChangesPerDay * interval.TotalDays)) / 5;
            if (interval > Shortest * 1.1 && interval < TimeSpan.FromDays(6))
                Assert.InRange(worth / price, 0.9, 1.1);
            Assert.InRange(sweep.At(interval, price, Week) / worth, 0.98, 1.02);
        },
        iter: 100);

    [Fact]
    public void Hardly_another_distance_wins_more_beyond_its_price()
    {
        var random = new Random(17);
        List<double> missed = [];
        for (var seed = 0; seed < 80; seed++)
        {
            var rows = WorthBinsTests.Deals(seed, 150);
            var (price, finds) = (Math.Exp((9 * random.NextDouble()) - 7), 5 * random.NextDouble());
            var sweep = new SweepWorth { Rows = WorthBinsTests.Of(rows), FindsPerDay = finds };
            var best = double.NegativeInfinity;
            for (var days = Shortest.TotalDays; days < Longest.TotalDays; days *= 1.05)
                best = Math.Max(best, NetPerDay(rows, price, finds, days));
            missed.Add((best - NetPerDay(rows, price, finds, sweep.Interval(price, Week, Shortest, Longest).TotalDays)) / rows.Sum(static d => d.Weight));
        }

        Assert.InRange(missed.Average(), -0.01, 0.0005);
        Assert.InRange(missed.Max(), -0.01, 0.03);
    }

    [Fact]
    public void Finds_make_it_be_read_more_often_and_pages_less()
    {
        var sweep = new SweepWorth { Rows = WorthBinsTests.Of(WorthBinsTests.Deals(3, 150)) };
        var found = sweep with { FindsPerDay = 50 };
        Assert.True(found.Interval(0.5, Week, Shortest, Longest) < sweep.Interval(0.5, Week, Shortest, Longest));
        Assert.True((found with { Pages = 10 }).Interval(0.5, Week, Shortest, Longest) > found.Interval(0.5, Week, Shortest, Longest));
    }

    [Fact]
    public void Rows_that_are_not_shown_and_rows_that_are_old_are_worth_less() => Gen.Select(Gen.Int[0, 999], Price, Gen.Double[0, 1], Gen.Double[0, 0.5]).Sample(
        (seed, price, shown, lag) =>
        {
            var sweep = new SweepWorth { Rows = WorthBinsTests.Of(WorthBinsTests.Deals(seed, 150)) };
            var less = sweep with { Shown = shown, LagDays = lag };
            var every = TimeSpan.FromHours(3);
            Assert.True(less.At(every, price, Week) <= sweep.At(every, price, Week) * 1.0001);
            // What it does not show is looked at as if there were no feed.
            var unseen = sweep with { Shown = 0 };
            Assert.Equal(unseen.Rows.DemandPerDay(price, Week) + (5 / every.TotalDays), unseen.DemandPerDay(every, price, Week), 1e-6 * unseen.DemandPerDay(every, price, Week));
            Assert.Equal(unseen.Rows.FreshnessAt(price, Week) * unseen.Rows.TotalWeight, unseen.FreshWeight(every, price, Week), 1e-6 * unseen.Rows.TotalWeight);
            Assert.InRange(less.FreshWeight(every, price, Week), 0, less.Rows.TotalWeight);
        },
        iter: 200);

    [Fact]
    public void Its_demand_is_its_own_and_that_of_its_rows() => Gen.Select(Gen.Int[0, 999], Price, Gen.Double[0.01, 7]).Sample(
        (seed, price, days) =>
        {
            var rows = WorthBinsTests.Deals(seed, 150);
            var exact = (5 / days) + rows.Sum(d => d.Cost * Math.Max(Math.Floor(days / d.IntervalDays(price, Week)) / days, 1 / Week.LatestDue.TotalDays));
            var demand = new SweepWorth { Rows = WorthBinsTests.Of(rows) }.DemandPerDay(TimeSpan.FromDays(days), price, Week);
            Assert.InRange(demand / exact, 0.9, 1.1);
        },
        iter: 100);

    [Fact]
    public void An_empty_slice_is_read_as_seldom_as_it_may_be_and_an_empty_feed_is_worth_nothing()
    {
        var empty = new SweepWorth { Rows = new WorthBins() };
        Assert.InRange(empty.Interval(1, Week, Shortest, Longest) / Longest, 0.9, 1.0001);
        Assert.Equal(0, empty.At(TimeSpan.FromDays(1), 1, Week));
        Assert.InRange(empty.Interval(1, Week, Shortest, Shortest) / Shortest, 0.999, 1.001);
    }

    // A day of it, row by row: looks of its own between two readings, then the rest.
    private static double NetPerDay(RefreshWorth[] rows, double price, double finds, double days) => rows.Sum(d =>
    {
        var own = d.IntervalDays(price, Week);
        var looks = Math.Floor(days / own);
        var rest = days - (looks * own);
        var fresh = ((looks * own * d.FreshnessAt(own)) + (rest * d.FreshnessAt(rest))) / days;
        return (d.Weight * fresh) - (price * d.Cost * Math.Max(looks / days, 1 / Week.LatestDue.TotalDays));
    }) - (price * 5 / days) - (finds * days / 2);
}
