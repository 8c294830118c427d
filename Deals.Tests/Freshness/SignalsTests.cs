using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class SignalsTests
{
    private static readonly Gen<RefreshWorth> Deal = Gen.Select(Gen.Double[-3, 3], Gen.Double[-4, 3], Gen.Double[1, 10], static (w, d, c) => new RefreshWorth(Math.Exp(w), Math.Exp(d), c));

    [Fact]
    public void A_deal_whose_changes_are_told_is_as_fresh_between_looks_as_the_history_of_one_is() => Gen.Select(Gen.Double[0.2, 8], Gen.Double[0.5, 10], Gen.Double[0.1, 3], Gen.Int[0, 99]).Sample(
        (changes, told, interval, seed) =>
        {
            var deal = new Signals(1, told).On(new RefreshWorth(1, changes, 1));
            var left = new Signals(1, told).LeftOf(changes);
            var expected = 1 - (left * (1 - deal.FreshnessAt(interval)));
            Assert.Equal(expected, Simulated(changes, told, interval, new Random(seed)), 0.03);
        },
        iter: 20);

    [Fact]
    public void A_look_is_worth_less_the_more_is_told_and_the_first_moments_count_the_same() => Gen.Select(Deal, Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0.1, 30], Gen.Double[0.01, 9]).Sample(
        static (deal, a, b, told, days) =>
        {
            var (less, more) = (new Signals(Math.Min(a, b), told).On(deal), new Signals(Math.Max(a, b), told).On(deal));
            Assert.True(more.At(TimeSpan.FromDays(days)) <= less.At(TimeSpan.FromDays(days)) * (1 + 1e-9));
            Assert.Equal(deal.Weight * deal.ChangesPerDay, more.Weight * more.ChangesPerDay, 1e-9 * deal.Weight * deal.ChangesPerDay);
            Assert.Equal(deal.Cost, more.Cost);
        });

    [Fact]
    public void Where_nothing_is_told_a_deal_is_what_it_is() => Deal.Sample(static deal =>
    {
        Assert.Equal(deal, Signals.None.On(deal));
        Assert.Equal(deal, default(Signals).On(deal));
        Assert.Equal(1, new Signals(1, 0).LeftOf(deal.ChangesPerDay));
    });

    // Minute after minute: it changes, a change is told after a while of its own, and at the interval it is looked at.
    private static double Simulated(double changes, double told, double interval, Random random)
    {
        const int looks = 20_000;
        var fresh = 0.0;
        for (var look = 0; look < looks; look++)
        {
            for (var (at, isFresh) = (0.0, true); at < interval; isFresh = !isFresh)
            {
                var until = Math.Min(interval, at - (Math.Log(1 - random.NextDouble()) / (isFresh ? changes : told)));
                fresh += isFresh ? until - at : 0;
                at = until;
            }
        }

        return fresh / (looks * interval);
    }
}
