using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Recorded;

/// <summary>What we compute from recorded histories, against what Keepa computed from its own.</summary>
public sealed class AnalysisRecordings
{
    private const int MinutesOfDay = 1440;
    private static readonly int[] Windows = [30, 90, 180, 365];

    /// <summary>Where Keepa's weighted mean is another than ours, cut to a whole number; 96 of 111 are the same.</summary>
    private static readonly Dictionary<(string File, int Days, int Type), (long Keepas, long Ours)> OtherMeans = new()
    {
        // A constant price a unit too low: Keepa divides in floating point and cuts.
        [("product-1.json", 30, 8)] = (1498, 1499),
        [("product-1.json", 365, 33)] = (1598, 1599),
        [("product-2.json", 30, 11)] = (0, 1),
        [("product-2.json", 90, 11)] = (0, 1),
        [("product-2.json", 180, 11)] = (0, 1),
        [("product-2.json", 365, 11)] = (0, 1),
        [("product-4.json", 365, 1)] = (2598, 2599),
        [("product-4.json", 365, 11)] = (0, 1),

        // Keepa leaves a wild point of a used price out.
        [("product-2.json", 180, 2)] = (9391, 15_813),
        [("product-2.json", 365, 2)] = (8582, 11_665),
        [("product-2.json", 180, 21)] = (8723, 16_391),
        [("product-2.json", 365, 21)] = (8777, 12_468),

        // Not explained: reviews are not cut, and one mean of the buy box is a cent off.
        [("product-1.json", 30, 17)] = (10_648, 10_647),
        [("product-1.json", 90, 17)] = (8813, 8812),
        [("product-1.json", 30, 18)] = (1763, 1764),
    };

    /// <summary>Where Keepa's share of time out of stock is another than ours, rounded up (82 of 84 are the same): it did not track the product for a year yet, and does not count the time before.</summary>
    private static readonly Dictionary<(string File, int Days, int Type), (long Keepas, long Ours)> OtherShares = new()
    {
        [("product-4.json", 365, 1)] = (1, 2),
        [("product-4.json", 365, 4)] = (0, 1),
    };

    [RecordedFact]
    public void Weighted_means_are_Keepas_when_they_are_cut() => Compare(
        OtherMeans,
        static stats => stats.Averages,
        static (series, from, to) => (long?)series.Mean(from, to),
        expected: (Compared: 111, Same: 96));

    [RecordedFact]
    public void Shares_of_time_out_of_stock_are_Keepas_when_they_are_rounded_up() => Compare(
        OtherShares,
        static stats => stats.OutOfStockPercent,
        static (series, from, to) => (long)decimal.Ceiling(100 * (1 - series.Present(from, to))),
        expected: (Compared: 84, Same: 82));

    [RecordedTheory]
    [InlineData(2, 180, 9391)]
    [InlineData(2, 365, 8582)]
    [InlineData(21, 180, 8723)]
    [InlineData(21, 365, 8777)]
    public void Without_the_wild_point_a_used_mean_is_Keepas(int type, int days, long keepas)
    {
        const int wild = 100_000;
        var record = RecordedProducts.Read("product-2.json");
        var history = record.Of(PriceType.FromIndex(type))!;
        var end = KeepaTime.FromInstant(record.LastUpdate!.Value);
        var tame = history with { Points = [.. history.Points.Select(p => p.Value > wild ? new HistoryPoint(p.At, null) : p)] };
        Assert.Equal(keepas, (long)StepSeries.TryOf(tame, end)!.Mean(end - (days * MinutesOfDay), end)!.Value);
    }

    [RecordedFact]
    public void The_mean_of_the_definition_is_the_analysis_own_and_rank_drops_are_Keepas()
    {
        var fresh = Analysis("product-1.json", PriceType.New);
        Assert.True(fresh.Averages.Days90.TryGet(out var mean));
        Assert.Equal(new Money(1797, Currency.Usd), mean);
        Assert.Equal([35, 75, 165, 424], Drops(fresh));
        Assert.Equal([1, 1, 12, 13], Drops(Analysis("product-2.json", PriceType.Used)));
    }

    [RecordedFact]
    public void F75_a_recorded_profit_names_its_shipping_fees_and_the_oldest_of_what_it_rests_on()
    {
        var used = Analysis("product-2.json", PriceType.Used);
        Assert.Equal((Rules.ShippingOfOffer, Rules.KeepaFee), (used.Shipping.Evidence.Rule, used.Fees.PickAndPack.Evidence.Rule));
        Assert.True(used.Earnings.AllIn.TryGet(out var allIn));
        Assert.Equal(2100 + 399, allIn.Minor);
        Assert.False(used.Earnings.Profit.Evidence.RestsOnDefaults);
        Assert.Equal(KeepaTime.ToInstant(7_829_296), used.Earnings.Profit.Evidence.OldestInput);
        Assert.Equal(AbsenceReason.NoOfferCounts, Analysis("product-1.json", PriceType.Used).Earnings.Profit.Reason);
        Assert.Equal(AbsenceReason.NoSale, Analysis("product-4.json", PriceType.New).Earnings.Profit.Reason);
    }

    private static int[] Drops(ProductAnalysis analysis) =>
        [.. new[] { analysis.RankDrops.Days30, analysis.RankDrops.Days90, analysis.RankDrops.Days180, analysis.RankDrops.Days365 }.Select(d => d.TryGet(out var n) ? n : -1)];

    private static ProductAnalysis Analysis(string file, PriceType type) => ProductAnalysis.TryOf(RecordedProducts.Read(file), type, AnalysisSettings.Default, out _)!;

    private static void Compare(
        Dictionary<(string File, int Days, int Type), (long Keepas, long Ours)> others,
        Func<TypeStats, PerWindow> keepas,
        Func<StepSeries, int, int, long?> ours,
        (int Compared, int Same) expected)
    {
        var (compared, found) = (0, new Dictionary<(string, int, int), (long, long)>());
        foreach (var file in RecordedProducts.Files)
        {
            var record = RecordedProducts.Read(file);
            var end = KeepaTime.FromInstant(record.LastUpdate!.Value);
            foreach (var (history, days) in from h in record.Histories from d in Windows select (h, d))
            {
                // Keepa keeps no mean of its own updates, and no share of what is no price.
                if (record.Stats!.Of(history.Type) is not { } stats || Of(keepas(stats), days) is not { } theirs)
                    continue;
                compared++;
                var mine = ours(StepSeries.TryOf(history, end)!, end - (days * MinutesOfDay), end);
                if (mine != theirs)
                    found[(file, days, history.Type.Index)] = (theirs, mine ?? -1);
            }
        }

        Assert.Equal(others.OrderBy(o => o.Key), found.OrderBy(o => o.Key));
        Assert.Equal(expected, (compared, compared - found.Count));
    }

    private static long? Of(PerWindow windows, int days) => days switch
    {
        30 => windows.Days30,
        90 => windows.Days90,
        180 => windows.Days180,
        _ => windows.Days365,
    };
}

/// <summary>A theory that reads recorded answers of Keepa; skipped where they are not there.</summary>
public sealed class RecordedTheoryAttribute : TheoryAttribute
{
    public RecordedTheoryAttribute()
    {
        if (Samples.Folder is null)
            Skip = $"{Samples.Variable} does not name a folder with recorded answers of Keepa.";
    }
}
