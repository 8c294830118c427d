using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;

namespace Deals.Tests.Serialization;

internal static partial class WireSamples
{
    private static IEnumerable<WireSample> OfAppraisals =>
    [
        ("dj-c", new DealCommand.RecordAppraisal(Id, T0, Appraisal)),
        ("dj-c/absent", new DealCommand.RecordAppraisal(Id, T0, NothingKnown)),
        ("dj-e/average", new DealEvent.Appraised(Id, T0, Appraisal) { Outlook = Listed with { AverageProfit = -2345 }, Next = Next }),
        ("dj-e", new DealEvent.Appraised(Id, T0, Appraisal) { Outlook = Listed, Next = Next }),
        ("dp-c/appraisal", new DealCommand.RecordProduct(Id, T0, Product, T0) { Appraisal = Appraisal }),
        ("dp-e/appraisal", new DealEvent.ProductRecorded(Id, T0, Product, T0) { Appraisal = Appraisal, Outlook = Listed }),
        ("dc-e/outlook", new DealEvent.Discovered(Id, T0, Lens, Listing, T0) { Outlook = Listed }),
        ("dl-e/outlook", new DealEvent.ListingChanged(Id, T0, "us-used", Listing, T0) { Outlook = Unlisted }),
        ("ds-e/outlook", new DealEvent.ListingSeen(Id, T0, "us-used", Listing, T0) { Outlook = Listed }),
        ("da-s/appraisal", After(new DealEvent.ProductRecorded(Id, T0, Product, T0) { Appraisal = Appraisal, Outlook = Listed, Next = Next })),
        ("b-need/depth-chosen", new Need(ProductWish with { IsDepthChosen = true }, Lane.Refresh, T0, T0.AddDays(1))),
        ("b-need/price-type", new Need(ProductWish with { PriceType = PriceType.Used }, Lane.Refresh, T0, T0.AddDays(1))),
    ];

    private static Outlook Listed => new(-1234, -0.1234m, 0.4321m, null);

    private static Outlook Unlisted => new(null, null, null, "shippingUnknown");

    private static AppraisalFacts Appraisal => new()
    {
        Version = 3,
        Settings = "0011223344556677",
        BodyHash = "00ff",
        PriceType = PriceType.Used,
        Price = Known(Usd(2024)),
        Sales = Known(new SalesCount(9, 2, 7, 6)),
        Peak = Known(new MonthOfSales(12, 4, Usd(3100))),
        Trough = Known(new MonthOfSales(6, 3, Usd(2100))),
        Trust = Known(7m / 9),
        PriceFree = new PriceFreeFigures
        {
            AsOf = T0,
            OneYearAverage = Known(Usd(2600)),
            ListPrice = new ListPriceBasis(Known(Usd(3000)), 2999, IsAmazons: true, 0.9m, 150_000),
            Shipping = new ShippingQuotes([new ShippingQuote(2024, 399, ShippingSource.Series, T0.AddDays(-1)), new ShippingQuote(null, 0, ShippingSource.Included, T0)]),
            Fees = new FeeRates(Known(Usd(344)), Known(15.01m), Known(Usd(180))),
            Costs = new CostProfile { TaxPercent = 8.25m, Prep = 50, ShippingByAmazon = 10, MarkupPercent = 5, ListPriceCap = 150_000, DefaultFees = new DefaultFees(550, 15) },
            LeastSales = 3,
        },
    };

    private static AppraisalFacts NothingKnown => Appraisal with
    {
        Price = Absent<Money>(AbsenceReason.NoPrice),
        Sales = Absent<SalesCount>(AbsenceReason.NoOfferCounts),
        Peak = Absent<MonthOfSales>(AbsenceReason.NoSeason),
        Trough = Absent<MonthOfSales>(AbsenceReason.NoSeason),
        Trust = Absent<decimal>(AbsenceReason.TooFewDrops),
        PriceFree = Appraisal.PriceFree with
        {
            OneYearAverage = Absent<Money>(AbsenceReason.NoSaleInYear),
            ListPrice = new ListPriceBasis(Absent<Money>(AbsenceReason.NoSale), null, IsAmazons: false, 0, 0),
            Shipping = new ShippingQuotes([]),
            Fees = new FeeRates(Absent<Money>(AbsenceReason.NoFee), Absent<decimal>(AbsenceReason.NoFee), Known(Usd(0))),
            Costs = CostProfile.Unknown,
        },
    };

    private static Money Usd(long minor) => new(minor, Currency.Usd);

    private static Estimate<T> Known<T>(T value)
        where T : notnull => new Estimate<T>.Known(value, new Evidence(new Rule("a rule", 2), 5, new EvidenceWindow(T0.AddDays(-365), T0), 0.4567m, T0.AddDays(-1)));

    private static Estimate<T> Absent<T>(AbsenceReason why)
        where T : notnull => new Estimate<T>.Absent(why, new Evidence(new Rule("a rule", 1), null, null, 0, null));
}
