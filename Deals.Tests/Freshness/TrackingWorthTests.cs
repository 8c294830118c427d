using CsCheck;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;

namespace Deals.Tests.Freshness;

public sealed class TrackingWorthTests
{
    private static readonly RefreshBounds Week = RefreshBounds.Within(TimeSpan.FromDays(7));
    private static readonly Gen<TrackingKind> Kind = Gen.Enum<TrackingKind>();
    private static readonly Gen<double> Price = Gen.Double[-12, 4].Select(Math.Exp);

    [Theory]
    [InlineData(2000, TrackingKind.Regular, 1, 30)]
    [InlineData(700, TrackingKind.Marketplace, 12, 8.75)]
    public void Keepas_own_examples_come_out(int trackings, TrackingKind kind, int hours, double perMinute) =>
        Assert.Equal(perMinute, trackings * TrackingTariff.UpdateCost(kind) / hours / 60, 1e-9);

    [Theory]
    [InlineData("AMAZON", TrackingKind.Regular)]
    [InlineData("USED", TrackingKind.Regular)]
    [InlineData("SALES", TrackingKind.Regular)]
    [InlineData("LIGHTNING_DEAL", TrackingKind.Regular)]
    [InlineData("COUNT_COLLECTIBLE", TrackingKind.Regular)]
    [InlineData("WAREHOUSE", TrackingKind.Marketplace)]
    [InlineData("NEW_FBA", TrackingKind.Marketplace)]
    [InlineData("RATING", TrackingKind.Marketplace)]
    [InlineData("BUY_BOX_SHIPPING", TrackingKind.Marketplace)]
    [InlineData("USED_GOOD_SHIPPING", TrackingKind.Marketplace)]
    public void What_a_regular_tracking_does_not_follow_takes_one_of_the_marketplace(string type, TrackingKind kind) =>
        Assert.Equal(kind, TrackingTariff.KindFor(PriceType.All.Single(t => t.Name == type)));

    [Fact]
    public void A_deal_that_matters_and_seldom_changes_is_cheaper_to_track_than_to_look_at_with_its_buy_box()
    {
        // A look of three tokens every 2.4 hours, or an update of 0.9 every hour and a look after each of half a change a day.
        var worth = TrackingWorth.Of(new RefreshWorth(12, 0.5, 3), TrackingKind.Regular, 0.01, Week);
        Assert.True(worth.IsBetter);
        Assert.Equal((29.5, 0.975), (Math.Round(worth.Looks.TokensPerDay, 1), Math.Round(worth.Looks.Freshness, 3)));
        Assert.Equal((1, 21.6, 23.1, 0.99), (worth.Hours, Math.Round(worth.UpdateTokensPerDay, 6), Math.Round(worth.Tracking.TokensPerDay, 1), Math.Round(worth.Tracking.Freshness, 3)));
        Assert.False(TrackingWorth.Of(new RefreshWorth(12, 0.5, 3), TrackingKind.Marketplace, 0.01, Week).IsBetter);
    }

    [Fact]
    public void A_deal_that_is_looked_at_every_few_days_is_not_worth_an_update_a_day() =>
        Assert.False(TrackingWorth.Of(new RefreshWorth(1, 0.5, 1), TrackingKind.Regular, 0.5, Week).IsBetter);

    [Fact]
    public void The_best_interval_and_the_verdict_are_those_of_a_naive_scan() => Gen.Select(RefreshWorthTests.Deal, Kind, Price).Sample((deal, kind, price) =>
    {
        var worth = TrackingWorth.Of(deal, kind, price, Week);
        var nets = Enumerable.Range(1, 25).Select(hours => Net(deal, kind, price, hours)).ToList();
        var tolerance = 1e-8 * (deal.Weight + (price * 250));
        Assert.InRange(nets.Max() - nets[worth.Hours - 1], 0, tolerance);
        Assert.Equal(nets[worth.Hours - 1], worth.Tracking.NetPerDay, tolerance);

        var interval = deal.IntervalDays(price, Week);
        var looks = (deal.Weight * Fresh(deal.ChangesPerDay * interval)) - (price * deal.Cost / interval);
        Assert.Equal(looks, worth.Looks.NetPerDay, tolerance);
        if (Math.Abs(nets.Max() - looks) > tolerance)
            Assert.Equal(nets.Max() > looks, worth.IsBetter);
    });

    [Fact]
    public void A_tracking_is_as_fresh_as_looks_at_its_interval_and_asks_at_least_for_the_maximum_age() => Gen.Select(RefreshWorthTests.Deal, Kind, Price).Sample((deal, kind, price) =>
    {
        var worth = TrackingWorth.Of(deal, kind, price, Week);
        Assert.InRange(worth.Hours, 1, 25);
        Assert.Equal(deal.FreshnessAt(worth.Hours / 24.0), worth.Tracking.Freshness, 1e-12);
        var looks = (worth.Tracking.TokensPerDay - worth.UpdateTokensPerDay) / deal.Cost;
        Assert.InRange(looks, (1 / Week.LatestDue.TotalDays) - 1e-9, 24 + 1e-9);
    });

    [Fact]
    public void Ten_times_the_tariff_is_never_the_better_buy_where_the_tariff_is_not() => Gen.Select(RefreshWorthTests.Deal, Price).Sample((deal, price) =>
    {
        var (regular, marketplace) = (TrackingWorth.Of(deal, TrackingKind.Regular, price, Week), TrackingWorth.Of(deal, TrackingKind.Marketplace, price, Week));
        Assert.True(marketplace.Tracking.NetPerDay <= regular.Tracking.NetPerDay + (1e-9 * deal.Weight));
        Assert.True(regular.IsBetter || !marketplace.IsBetter);
    });

    [Fact]
    public void The_dearer_a_token_the_longer_the_interval() => Gen.Select(RefreshWorthTests.Deal, Kind, Price, Gen.Double[1, 3]).Sample((deal, kind, price, factor) =>
    {
        // Above the worth of a deal that is known to be stale no change is looked at any more: that is another bill.
        if (price <= deal.WhenStale == price * factor <= deal.WhenStale)
            Assert.True(TrackingWorth.Of(deal, kind, price, Week).Hours <= TrackingWorth.Of(deal, kind, price * factor, Week).Hours);
    });

    [Fact]
    public void A_population_in_bins_gains_what_its_deals_gain_one_by_one() => Gen.Select(Gen.Int[0, 999], Gen.Double[-6, -1]).Sample(
        (seed, logPrice) =>
        {
            var price = Math.Exp(logPrice);
            var deals = WorthBinsTests.Deals(seed, 3000).Select((deal, i) => (Deal: deal, Kind: i % 4 == 0 ? TrackingKind.Marketplace : TrackingKind.Regular)).ToList();
            var table = new TrackableDeals();
            deals.ForEach(d => table.Add(d.Deal, d.Kind));
            var binned = table.At(price, Week);
            var better = deals.Select(d => (d.Deal, Worth: TrackingWorth.Of(d.Deal, d.Kind, price, Week))).Where(d => d.Worth.IsBetter).ToList();

            var gain = better.Sum(b => b.Worth.Tracking.NetPerDay - b.Worth.Looks.NetPerDay) / price;
            // A bin is judged as a whole: those at the edge of the verdict may fall to the other side, and gain next to nothing.
            var tolerance = (0.02 * gain) + (0.005 * deals.Sum(d => d.Deal.Cost / d.Deal.IntervalDays(price, Week)));
            Assert.InRange(binned.Gain, gain - tolerance, gain + tolerance);
            Assert.InRange(binned.Deals, better.Count - 40, better.Count + 40);
            Assert.InRange(binned.UpdateTokens, 0, binned.TrackingTokens);
            if (better.Count > 200)
                Assert.InRange(binned.LookTokens / better.Sum(b => b.Worth.Looks.TokensPerDay), 0.95, 1.05);
        },
        iter: 60);

    [Fact]
    public void Where_no_tracking_is_worth_it_nothing_is_promised()
    {
        var table = new TrackableDeals();
        Assert.Equal(BetterTracked.None, table.At(0.5, Week));
        table.Add(new RefreshWorth(1, 0.5, 1), TrackingKind.Marketplace);
        Assert.Equal(BetterTracked.None, table.At(0.5, Week));
    }

    private static double Net(RefreshWorth deal, TrackingKind kind, double price, int hours)
    {
        var x = deal.ChangesPerDay * hours / 24;
        var shown = price > deal.Weight / (deal.Cost * deal.ChangesPerDay) ? 0 : (1 - Math.Exp(-x)) / (hours / 24.0);
        var looks = Math.Max(1 / (7 * 0.95), Math.Min(24, shown));
        return (deal.Weight * Fresh(x)) - (price * (((kind == TrackingKind.Regular ? 0.9 : 9) * 24 / hours) + (deal.Cost * looks)));
    }

    private static double Fresh(double changes) => (1 - Math.Exp(-changes)) / changes;
}
