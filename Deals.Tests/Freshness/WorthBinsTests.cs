using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class WorthBinsTests
{
    private static readonly RefreshBounds Week = RefreshBounds.Within(TimeSpan.FromDays(7));

    [Fact]
    public void Any_price_asks_for_the_tokens_that_the_deals_one_by_one_ask_for_to_a_percent() => Gen.Select(Gen.Int[0, 999], Gen.Double[-7, 2]).Sample(
        (seed, logPrice) =>
        {
            var price = Math.Exp(logPrice);
            var deals = Deals(seed, 3000);
            var bins = Of(deals);
            Assert.InRange(bins.DemandPerDay(price, Week) / deals.Sum(d => d.Cost / d.IntervalDays(price, Week)), 0.99, 1.01);
            var fresh = deals.Sum(d => d.Weight * d.FreshnessAt(d.IntervalDays(price, Week))) / deals.Sum(static d => d.Weight);
            Assert.InRange(bins.FreshnessAt(price, Week) - fresh, -0.01, 0.01);
        },
        iter: 200);

    [Fact]
    public void Adding_removing_and_merging_in_any_order_is_exact() => Gen.Select(Gen.Int[0, 999], Gen.Int[1, 300]).Sample((seed, count) =>
    {
        var random = new Random(seed);
        var (deals, gone) = (Deals(seed, count), Deals(seed + 1, count));
        var shuffled = deals.Concat(gone).ToArray();
        random.Shuffle(shuffled);
        var (left, right) = (Of(shuffled[..count]), Of(shuffled[count..]));
        left.Merge(right);
        random.Shuffle(gone);
        Array.ForEach(gone, left.Remove);
        var alone = Of(deals);
        Assert.Equal((alone.Count, alone.Used, alone.TotalCost), (left.Count, left.Used, left.TotalCost));
        Assert.Equal(alone.DemandPerDay(0.01, Week), left.DemandPerDay(0.01, Week), 1e-9);
        Array.ForEach(deals, left.Remove);
        Assert.Equal((0, 0, 0, 1), (left.Count, left.Used, left.DemandPerDay(1, Week), left.FreshnessAt(1, Week)));
    });

    [Fact]
    public void A_hundred_times_the_deals_need_hardly_more_bins()
    {
        Assert.InRange(Of(Deals(1, 200_000)).Used, 1, 6 * Of(Deals(1, 2_000)).Used);
        var extreme = Of([new RefreshWorth(double.Epsilon, 1e9, 20), new RefreshWorth(1e300, 1e-300, 1)]);
        Assert.True(double.IsFinite(extreme.DemandPerDay(1, Week)));
    }

    internal static WorthBins Of(IEnumerable<RefreshWorth> deals)
    {
        var bins = new WorthBins();
        foreach (var deal in deals)
            bins.Add(deal);
        return bins;
    }

    internal static RefreshWorth[] Deals(int seed, int count)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new RefreshWorth(
                count / 10.0 / (i + 1),
                0.5 * Math.Exp(1.5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
                random.Next(1, 4))),
        ];
    }
}
