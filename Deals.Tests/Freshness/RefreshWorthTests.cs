using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class RefreshWorthTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RefreshBounds Week = RefreshBounds.Within(TimeSpan.FromDays(7));

    internal static readonly Gen<RefreshWorth> Deal = Gen.Select(Gen.Double[-3, 3], Gen.Double[-4, 4], Gen.Int[1, 20])
        .Select(static (w, d, c) => new RefreshWorth(Math.Exp(w), Math.Exp(d), c));

    private static readonly Gen<double> Price = Gen.Double[-12, 4].Select(Math.Exp);

    [Fact]
    public void F49_every_deal_is_due_within_the_bounds_whatever_the_price() => Gen.Select(Deal, Price, Gen.Double[0, 1]).Sample((deal, price, spread) =>
    {
        var next = deal.After(T0, T0, price, Week, spread);
        Assert.InRange(next.Due - T0, RefreshPolicy.ShortestInterval, Week.LatestDue);
        Assert.InRange(next.SoftDeadline - T0, next.Due - T0, TimeSpan.FromDays(7));
    });

    [Fact]
    public void At_its_due_a_look_is_worth_the_price() => Gen.Select(Deal, Price).Sample((deal, price) =>
    {
        var due = deal.After(T0, T0, price, Week).Due - T0;
        if (due > RefreshPolicy.ShortestInterval && due < Week.LatestDue)
            Assert.InRange(deal.At(due) / price, 1 - 1e-5, 1 + 1e-5);
        else
            Assert.True(due == Week.LatestDue ? deal.At(due) <= price * (1 + 1e-6) : deal.At(due) >= price * (1 - 1e-6));
    });

    [Fact]
    public void No_other_division_of_the_same_tokens_is_fresher() => Gen.Select(Deal.Array[2, 8], Price, Gen.Int[0, int.MaxValue]).Sample((deals, price, seed) =>
    {
        var random = new Random(seed);
        double[] ours = [.. deals.Select(d => d.IntervalDays(price, Week))];
        var cost = Cost(ours);
        for (var attempt = 0; attempt < 20; attempt++)
        {
            double[] other = [.. ours.Select(t => Week.Clamp(t * Math.Exp(random.NextDouble() - 0.5)))];
            // At the same price for what it costs more or less, no other division has more worth.
            Assert.True(Fresh(other) - (price * Cost(other)) <= Fresh(ours) - (price * cost) + (1e-9 * Fresh(ours)));
        }

        double Cost(double[] intervals) => deals.Zip(intervals, static (d, t) => d.Cost / t).Sum();
        double Fresh(double[] intervals) => deals.Zip(intervals, static (d, t) => d.Weight * d.FreshnessAt(t)).Sum();
    });

    [Fact]
    public void A_deal_that_is_known_to_be_stale_is_due_at_once_but_never_within_the_hour() => Gen.Select(Deal, Price, Gen.Int[1, 5000]).Sample((deal, price, minutes) =>
    {
        var now = T0.AddMinutes(minutes);
        var next = deal.AfterChange(T0, now, price, Week);
        Assert.Equal(deal.WhenStale >= price, next is not null);
        if (next is { } time)
            Assert.Equal(minutes < 60 ? T0.AddHours(1) : now, time.Due);
        Assert.True(deal.At(TimeSpan.FromDays(3650)) <= deal.WhenStale);
    });

    [Fact]
    public void A_row_of_a_feed_puts_a_look_off_but_never_beyond_the_maximum_age()
    {
        var deal = new RefreshWorth(1, 0.5, 1);
        var seen = T0.AddDays(1);
        Assert.Equal(deal.After(T0, T0, 1e-3, Week).Due.AddDays(1), deal.After(T0, seen, 1e-3, Week).Due);
        Assert.Equal(T0 + Week.LatestDue, deal.After(T0, T0.AddDays(6.5), 1, Week).Due);
        Assert.True(deal.After(T0, T0.AddDays(6.5), 1, Week).SoftDeadline < T0.AddDays(7));
    }

    [Fact]
    public void Deals_that_were_looked_at_together_do_not_reach_the_maximum_age_together()
    {
        var deal = new RefreshWorth(1, 100, 3);
        var dues = Enumerable.Range(0, 11).Select(i => deal.After(T0, T0, 1e6, Week, i / 10.0).Due).ToList();
        Assert.Equal(11, dues.Distinct().Count());
        Assert.True(dues[0] - dues[^1] > TimeSpan.FromHours(12));
    }
}
