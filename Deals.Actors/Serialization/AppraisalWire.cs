using System.Globalization;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Proto = Deals.Actors.Serialization.DealsProto;

namespace Deals.Actors.Serialization;

/// <summary>Appraisals in the journal and on the wire.</summary>
internal static class AppraisalWire
{
    private const decimal TenThousand = 10_000;

    public static Proto.Appraisal? To(AppraisalFacts? facts)
    {
        if (facts is null)
            return null;
        var free = facts.PriceFree;
        var p = new Proto.Appraisal
        {
            Version = facts.Version,
            Settings = facts.Settings,
            BodyHash = facts.BodyHash,
            PriceType = facts.PriceType.Index,
            AsOf = free.AsOf.ToWire(),
            Price = FigureWire.To(facts.Price),
            Sales = FigureWire.To(facts.Sales),
            Peak = FigureWire.To(facts.Peak),
            Trough = FigureWire.To(facts.Trough),
            Trust = FigureWire.To(facts.Trust),
            OneYearAverage = FigureWire.To(free.OneYearAverage),
            ListPrice = FigureWire.To(free.ListPrice.Found),
            IsAmazons = free.ListPrice.IsAmazons,
            AmazonShare = FigureWire.Text(free.ListPrice.AmazonShare),
            Cap = free.ListPrice.Cap,
            PickAndPack = FigureWire.To(free.Fees.PickAndPack),
            ReferralPercent = FigureWire.To(free.Fees.ReferralPercent),
            Closing = FigureWire.To(free.Fees.Closing),
            Costs = To(free.Costs),
            LeastSales = free.LeastSales,
        };
        if (free.ListPrice.AmazonLeast is { } least)
            p.AmazonLeast = least;
        p.Shipping.AddRange(free.Shipping.All.Select(To));
        return p;
    }

    /// <summary>An appraisal of a deal of a marketplace; absent where it is of a price type that only a newer version knows: then it is made again.</summary>
    public static AppraisalFacts? From(Proto.Appraisal? p, AmazonDomain domain)
    {
        if (p is null || !PriceType.TryFromIndex(p.PriceType, out var type))
            return null;
        var figures = new FigureWire(domain.Currency);
        return new AppraisalFacts
        {
            Version = p.Version,
            Settings = p.Settings,
            BodyHash = p.BodyHash,
            PriceType = type,
            Price = figures.Money(p.Price),
            Sales = FigureWire.Sold(p.Sales),
            Peak = figures.Month(p.Peak),
            Trough = figures.Month(p.Trough),
            Trust = FigureWire.Ratio(p.Trust),
            PriceFree = new PriceFreeFigures
            {
                AsOf = p.AsOf.ToInstant(),
                OneYearAverage = figures.Money(p.OneYearAverage),
                ListPrice = new ListPriceBasis(figures.Money(p.ListPrice), p.HasAmazonLeast ? p.AmazonLeast : null, p.IsAmazons, FigureWire.Number(p.AmazonShare), p.Cap),
                Shipping = new ShippingQuotes([.. p.Shipping.Select(From)]),
                Fees = new FeeRates(figures.Money(p.PickAndPack), FigureWire.Ratio(p.ReferralPercent), figures.Money(p.Closing)),
                Costs = From(p.Costs),
                LeastSales = p.LeastSales,
            },
        };
    }

    public static Proto.Outlook? To(Outlook? outlook)
    {
        if (outlook is null)
            return null;
        var p = new Proto.Outlook();
        if (outlook.Profit is { } profit)
            p.Profit = profit;
        if (outlook.Roi is { } roi)
            p.Roi = (long)(roi * TenThousand);
        if (outlook.Trust is { } trust)
            p.Trust = (int)(trust * TenThousand);
        if (outlook.Unlisted is not null)
            p.Unlisted = outlook.Unlisted;
        if (outlook.AverageProfit is { } average)
            p.AverageProfit = average;
        return p;
    }

    public static Outlook? From(Proto.Outlook? p) => p is null ? null : new Outlook(
        p.HasProfit ? p.Profit : null, p.HasRoi ? p.Roi / TenThousand : null, p.HasTrust ? p.Trust / TenThousand : null, p.HasUnlisted ? p.Unlisted : null)
    {
        AverageProfit = p.HasAverageProfit ? p.AverageProfit : null,
    };

    private static Proto.Quote To(ShippingQuote quote)
    {
        var p = new Proto.Quote { Shipping = quote.Shipping, Source = (int)quote.Source, At = quote.At.ToWire() };
        if (quote.Price is { } price)
            p.Price = price;
        return p;
    }

    private static ShippingQuote From(Proto.Quote p) => new(p.HasPrice ? p.Price : null, p.Shipping, (ShippingSource)p.Source, p.At.ToInstant());

    private static Proto.Costs To(CostProfile costs)
    {
        var p = new Proto.Costs
        {
            TaxPercent = FigureWire.Text(costs.TaxPercent),
            Prep = costs.Prep,
            ShippingByAmazon = costs.ShippingByAmazon,
            MarkupPercent = FigureWire.Text(costs.MarkupPercent),
        };
        if (costs.ListPriceCap is { } cap)
            p.ListPriceCap = cap;
        if (costs.DefaultFees is { } fees)
            (p.DefaultPickAndPack, p.DefaultReferralPercent) = (fees.PickAndPack, fees.ReferralPercent.ToString(CultureInfo.InvariantCulture));
        return p;
    }

    private static CostProfile From(Proto.Costs p) => new()
    {
        TaxPercent = FigureWire.Number(p.TaxPercent),
        Prep = p.Prep,
        ShippingByAmazon = p.ShippingByAmazon,
        MarkupPercent = FigureWire.Number(p.MarkupPercent),
        ListPriceCap = p.HasListPriceCap ? p.ListPriceCap : null,
        DefaultFees = p.HasDefaultPickAndPack ? new DefaultFees(p.DefaultPickAndPack, decimal.Parse(p.DefaultReferralPercent, CultureInfo.InvariantCulture)) : null,
    };
}
