using System.Reflection;
using CsCheck;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Processing;
using Deals.Tests.Enrichment;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Deals;

/// <summary>What a deal does with appraisals, and that a row of a feed moves its profit and nothing else of them.</summary>
public sealed class DealAppraisalTests
{
    private const int Day = Products.Day;
    private static readonly DealId Id = DealId.Parse("1-B000000001");
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);
    private static readonly DateTimeOffset AsOf = KeepaTime.ToInstant(Products.AsOf);

    /// <summary>Groups of facts and columns of the row are found by reflection: one that is added is under this rule.</summary>
    [Fact]
    public void F48_F52_F53_a_light_event_changes_no_heavy_fact_of_the_deal_and_no_heavy_column_of_its_row()
    {
        var heavy = typeof(DealRecord).GetProperties().Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(Group<>) && p.Name != nameof(DealRecord.Listing)).ToList();
        Assert.True(heavy.Count >= 6);
        string[] columns =
        [
            nameof(CatalogueRow.Trust), nameof(CatalogueRow.AppraisalVersion), nameof(CatalogueRow.AppraisalSettings), nameof(CatalogueRow.ProductAsOf), nameof(CatalogueRow.MonthlySold),
            nameof(CatalogueRow.SellerAsOf), nameof(CatalogueRow.AnalysedAt), nameof(CatalogueRow.AnalysisState), nameof(CatalogueRow.AnalysisReason),
        ];
        var (light, appraised) = (0, 0);
        Any.Command(Id).Array[5, 40].Sample(
            commands =>
            {
                var (deal, row, version) = (Deal.None, (CatalogueRow?)null, 0L);
                foreach (var e in commands.SelectMany(c => Any.Decider.Decide(deal, c).Events))
                {
                    var (after, rowAfter) = (deal.Apply(e), RowFold.Apply(row, e, ++version));
                    // Seen through another price type it is another deal, of which nothing was appraised.
                    var isOther = e is DealEvent.Discovered d && deal is Deal.Known { Record.Lens.PriceType: var type } && type != d.Lens.PriceType;
                    if (!isOther && deal is Deal.Known before && e is not (DealEvent.ProductRecorded or DealEvent.SellerRecorded or DealEvent.AnalysisRecorded or DealEvent.Appraised))
                    {
                        Interlocked.Increment(ref light);
                        if (before.Record.Appraisal is not null)
                            Interlocked.Increment(ref appraised);
                        Assert.All(heavy, p => Assert.Same(p.GetValue(before.Record), p.GetValue(((Deal.Known)after).Record)));
                        Assert.All(columns, name => Assert.Equal(Column(row!, name), Column(rowAfter, name)));
                    }

                    (deal, row) = (after, rowAfter);
                }
            },
            iter: 600);
        Assert.True(light > 1000 && appraised > 200, $"{light} light events, {appraised} of them after an appraisal");
    }

    [Fact]
    public void F54_the_outlook_is_always_that_of_the_appraisal_at_the_price_that_the_listing_shows()
    {
        var seen = 0;
        Any.Command(Id).Array[5, 40].Sample(
            commands =>
            {
                var deal = Deal.None;
                foreach (var e in commands.SelectMany(c => Any.Decider.Decide(deal, c).Events))
                {
                    deal = deal.Apply(e);
                    var record = ((Deal.Known)deal).Record;
                    if (record.Appraisal is not { } appraisal)
                    {
                        Assert.Null(record.Outlook);
                        continue;
                    }

                    Interlocked.Increment(ref seen);
                    Assert.Equal(record.Lens.PriceType, appraisal.Facts.PriceType);
                    Assert.Equal(Outlook.Of(appraisal.Facts, appraisal.Facts.At(record.Listing, Currency.Usd)), record.Outlook);
                    Assert.Equal((record.Outlook!.Profit, (double?)record.Outlook.Trust), (record.AsSubject()?.Facts.Profit ?? record.Outlook.Profit, record.AsSubject() is { } s ? s.Facts.Trust : (double?)record.Outlook.Trust));
                }
            },
            iter: 600);
        Assert.True(seen > 300, $"{seen}");
    }

    [Fact]
    public void F54_a_row_with_another_price_moves_profit_and_return_for_free_and_one_without_says_why_there_is_none()
    {
        var deal = Looked(out var row);
        Assert.Equal((1251, 1251m / 1399), (row.Profit, Exact(deal)));
        Assert.Equal(0.8942m, row.Roi);
        Assert.Equal(At(deal).AverageProfit.TryGet(out var average) ? average.Minor : 0, row.AverageProfit);
        Assert.Null(row.Unlisted);

        // Another offer with a known shipping, then one of which nothing is known, then none.
        (deal, row) = Fold(deal, row, Sight(1, 1100));
        Assert.Equal((1251 - 100 + 99, (string?)null), (row.Profit, row.Unlisted));
        (deal, row) = Fold(deal, row, Sight(2, 999));
        Assert.Equal((null, null, null, "shippingUnknown"), (row.Profit, row.AverageProfit, row.Roi, row.Unlisted));
        Assert.NotNull(row.Trust);
        (deal, row) = Fold(deal, row, Sight(3, null));
        Assert.Equal((null, "noPrice"), (row.Profit, row.Unlisted));
        (_, row) = Fold(deal, row, Sight(4, 1000));
        Assert.Equal(1251, row.Profit);
    }

    [Fact]
    public void F56_F58_an_appraisal_is_taken_once_replaced_by_later_rules_and_other_settings_and_never_by_an_older_body_or_program()
    {
        var deal = Looked(out _);
        var known = ((Deal.Known)deal).Record.Appraisal!.Facts;
        bool Takes(AppraisalFacts offered) => Any.Decider.Decide(deal, new DealCommand.RecordAppraisal(Id, AsOf, offered)).Events.Length > 0;
        Assert.False(Takes(known));
        Assert.False(Takes(known with { BodyHash = "another" }));
        Assert.True(Takes(known with { Version = known.Version + 1 }));
        Assert.True(Takes(known with { Settings = "another" }));
        Assert.False(Takes(known with { Version = known.Version - 1, Settings = "another" }));
        Assert.True(Takes(known with { PriceFree = known.PriceFree with { AsOf = known.AsOf.AddMinutes(1) } }));
        Assert.False(Takes(known with { Version = 9, PriceFree = known.PriceFree with { AsOf = known.AsOf.AddMinutes(-1) } }));
        Assert.False(Takes(known with { Version = 9, PriceType = PriceType.New }));
        Assert.IsType<DealReply.NotKnown>(Any.Decider.Decide(Deal.None, new DealCommand.RecordAppraisal(Id, AsOf, known)).Reply);
        var retired = deal.Apply(new DealEvent.Retired(Id, AsOf, RetirementCause.Operator));
        Assert.Equal(DealChange.None, Assert.IsType<DealReply.Done>(Any.Decider.Decide(retired, new DealCommand.RecordAppraisal(Id, AsOf, known with { Version = 9 })).Reply).Change);
    }

    [Fact]
    public void F56_a_look_without_an_appraisal_keeps_the_one_that_is_known()
    {
        var deal = Looked(out var row);
        var look = new DealCommand.RecordProduct(Id, AsOf.AddDays(1), new ProductFacts(null, null, null, "22"), AsOf.AddDays(1)) { Cycle = 1 };
        var (after, rowAfter) = Fold(deal, row, look);
        Assert.Same(((Deal.Known)deal).Record.Appraisal, ((Deal.Known)after).Record.Appraisal);
        Assert.Equal((row.Profit, row.Trust, row.AppraisalVersion), (rowAfter.Profit, rowAfter.Trust, rowAfter.AppraisalVersion));
    }

    [Fact]
    public void F58_a_look_that_brings_nothing_newer_still_brings_the_appraisal_of_later_rules()
    {
        var deal = Looked(out var row);
        var known = ((Deal.Known)deal).Record;
        var look = new DealCommand.RecordProduct(Id, AsOf.AddHours(2), known.Product!.Facts, AsOf) { Cycle = 1, Appraisal = known.Appraisal!.Facts with { Version = 7 } };
        var events = Any.Decider.Decide(deal, look).Events;
        Assert.Equal([typeof(DealEvent.Appraised), typeof(DealEvent.ProductConfirmed)], events.Select(e => e.GetType()));
        var (after, rowAfter) = Fold(deal, row, look);
        Assert.Equal((7, 2L), (((Deal.Known)after).Record.Appraisal!.Facts.Version, rowAfter.Cycle));
        Assert.Equal(7, rowAfter.AppraisalVersion);
    }

    [Fact]
    public void F75_a_deal_that_is_seen_through_another_price_type_has_no_appraisal_of_the_old_one()
    {
        var gone = Looked(out var row).Apply(new DealEvent.Retired(Id, AsOf, RetirementCause.Gone));
        var (deal, after) = Fold(gone, row, Sight(9, 1000) with { Lens = Lens with { PriceType = PriceType.New } });
        Assert.Equal((null, null), (((Deal.Known)deal).Record.Appraisal, ((Deal.Known)deal).Record.Outlook));
        Assert.Equal((null, null, null, null), (after.Profit, after.Trust, after.AppraisalVersion, after.Unlisted));
        (deal, after) = Fold(gone, row, Sight(9, 1100));
        Assert.Equal((1250, AnalysisVersion.Current), (after.Profit, ((Deal.Known)deal).Record.Appraisal!.Facts.Version));
    }

    [Fact]
    public void The_profit_weighs_in_when_the_deal_is_looked_at_next()
    {
        var terms = new RefreshTerms(0.2, RefreshBounds.Within(TimeSpan.FromDays(7)), [1, 3, 6], System.Collections.Immutable.ImmutableDictionary<long, RatePrior>.Empty);
        var decider = new DealDecider(new PricedPolicy(TimeSpan.FromDays(7)), terms);
        var deal = Looked(out _);
        var facts = ((Deal.Known)deal).Record.Appraisal!.Facts;
        var poor = facts with { Version = facts.Version + 1, PriceFree = facts.PriceFree with { Costs = facts.PriceFree.Costs with { Prep = 1200 } } };
        DateTimeOffset? DueAfter(AppraisalFacts appraisal) => Assert.Single(decider.Decide(deal, new DealCommand.RecordAppraisal(Id, AsOf, appraisal)).Events).Next?.Due;
        Assert.True(DueAfter(poor) > DueAfter(facts with { Version = facts.Version + 1 }));
    }

    /// <summary>A used book at 10.00 and 3.99 shipping that sells for 30.00, with an offer at 11.00 and 3.00.</summary>
    private static Deal Looked(out CatalogueRow row)
    {
        var product = Products.Empty()
            .Sold(Enumerable.Range(1, 6).Select(i => (Products.AsOf - (40 * i * Day), 3000)))
            .Stat("current", 2, 1000).Fees(0 + 150, 5m, 50)
            .Offer(OfferCondition.UsedGood, 1000, 399).Offer(OfferCondition.UsedGood, 1100, 300);
        var record = Products.Decoded(product);
        var appraisal = AppraisalReading.TryOf(record, "00ff", PriceType.Used, AnalysisSettings.Default, out _);
        var (deal, first) = Fold(Deal.None, null, Sight(-1, 1000));
        (deal, row) = Fold(deal, first, new DealCommand.RecordProduct(Id, AsOf, new ProductFacts(null, null, null, "00ff"), AsOf) { Cycle = 0, Appraisal = appraisal });
        return deal;
    }

    private static PricedFigures At(Deal deal) => ((Deal.Known)deal).Record is var record ? record.Appraisal!.Facts.At(record.Listing, Currency.Usd) : throw new InvalidOperationException();

    private static decimal Exact(Deal deal) => ((Deal.Known)deal).Record is var record && record.Appraisal!.Facts.At(record.Listing, Currency.Usd).Earnings.Roi.TryGet(out var roi) ? roi : -1;

    private static DealCommand.Sight Sight(int hours, long? used) => new(Id, AsOf.AddHours(hours), Lens, new ListingFacts
    {
        Types = used is null ? [] : [new TypeFacts(PriceType.Used, used, null, null, new PerRange(null, null, null, 2000), PerRange.None)],
    }, AsOf.AddHours(hours));

    private static (Deal Deal, CatalogueRow Row) Fold(Deal deal, CatalogueRow? row, DealCommand command)
    {
        foreach (var e in Any.Decider.Decide(deal, command).Events)
            (deal, row) = (deal.Apply(e), RowFold.Apply(row, e, (row?.Version ?? 0) + 1));
        return (deal, row!);
    }

    private static object? Column(CatalogueRow row, string name) => typeof(CatalogueRow).GetProperty(name, BindingFlags.Instance | BindingFlags.Public)!.GetValue(row);
}
