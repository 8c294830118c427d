using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads one product of an answer to /product, or a body that was stored. A field that cannot be read is absent; a series that cannot be
/// read, a product without ASIN or time sets the product aside, with the reason.</summary>
public static class ProductDecoder
{
    /// <summary>Deepest JSON that is read.</summary>
    internal const int MostDepth = 64;

    private static readonly TimeSpan FutureTolerance = TimeSpan.FromDays(1);

    /// <summary>Reads a product's own JSON, as <see cref="ProductRecord.Body"/> holds it.</summary>
    /// <param name="domain">The marketplace that it was asked for in.</param>
    /// <param name="body">The JSON in UTF-8.</param>
    /// <param name="reason">Why it cannot be read, where it cannot.</param>
    public static ProductRecord? Decode(AmazonDomain domain, ReadOnlyMemory<byte> body, out string reason)
    {
        try
        {
            return Read(body, domain, now: null, out _, out reason);
        }
        catch (JsonException)
        {
            reason = "it is not JSON";
            return null;
        }
    }

    /// <summary>Reads a product.</summary>
    /// <param name="body">The product's own JSON.</param>
    /// <param name="domain">The marketplace that it was asked for in.</param>
    /// <param name="now">Keepa's time of the answer, against which a time in the future is told; absent where there is none.</param>
    /// <param name="asin">The ASIN that it names, whatever that is.</param>
    /// <param name="reason">Why it cannot be read, where it cannot.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static ProductRecord? Read(ReadOnlyMemory<byte> body, AmazonDomain domain, DateTimeOffset? now, out string? asin, out string reason)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MostDepth });
        var defects = new Defects();
        ProductRecord? read = null;
        asin = null;
        try
        {
            asin = document.RootElement.Get("asin").Text();
            read = Read(document.RootElement, body, domain, now, defects);
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair: JSON by its grammar, and no text.
            defects.Add("it holds text that is not Unicode");
        }

        reason = defects.First ?? "";
        return defects.First is null ? read : null;
    }

    private static ProductRecord? Read(JsonElement product, ReadOnlyMemory<byte> body, AmazonDomain domain, DateTimeOffset? now, Defects defects)
    {
        if (product.ValueKind != JsonValueKind.Object)
        {
            defects.Add($"it is {product.ValueKind}: an object was expected");
            return null;
        }

        if (!Asin.TryParse(product.Get("asin").Text(), out var asin))
        {
            defects.Add($"its asin is '{product.Get("asin").Shown()}': ten letters or digits were expected");
            return null;
        }

        if (product.Get("domainId") is { } number && number.Whole() != domain.Number)
        {
            defects.Add($"its domainId is '{((JsonElement?)number).Shown()}': {domain.Number} ({domain.Country}) was asked for");
            return null;
        }

        var read = Series(Facts(product, new ProductRecord { Asin = asin, Domain = domain, Body = body }), product, defects) with
        {
            LastUpdate = LastUpdate(product.Get("lastUpdate"), now, defects),
        };
        if (read.LastUpdate is null && (read.Title is not null || !read.Histories.IsEmpty))
            defects.Add("it has facts and no lastUpdate: Keepa minutes above 0 were expected");
        return read;
    }

    private static ProductRecord Facts(JsonElement product, ProductRecord read) => read with
    {
        Kind = product.Get("productType").Whole() is >= 0 and <= (int)ProductKind.VariationParent and var kind ? (ProductKind)kind : null,
        Title = product.Get("title").Line(),
        ParentAsin = Asin.TryParse(product.Get("parentAsin").Text(), out var parent) ? parent : null,
        Brand = product.Get("brand").Line(),
        Manufacturer = product.Get("manufacturer").Line(),
        Binding = product.Get("binding").Line(),
        ProductGroup = product.Get("productGroup").Line(),
        RootCategory = product.Get("rootCategory").Category(),
        Categories = ProductFields.Categories(product.Get("categories")),
        CategoryPath = ProductFields.Path(product.Get("categoryTree")),
        Images = ProductFields.Images(product),
        Codes = ProductFields.Codes(product),
        MonthlySold = product.Get("monthlySold").Number(),
        TrackingSince = product.Get("trackingSince").Instant(),
        ListedSince = product.Get("listedSince").Instant(),
        LastPriceChange = product.Get("lastPriceChange").Instant(),
        ReleaseDate = ProductFields.Date(product.Get("releaseDate")),
        PublicationDate = ProductFields.Date(product.Get("publicationDate")),
        Fees = ProductFields.Fees(product),
        Availability = product.Get("availabilityAmazon").Whole() is >= -1 and <= (int)AmazonAvailability.Delayed and var stock ? (AmazonAvailability)stock : null,
        SalesRankReference = product.Get("salesRankReference").Category(),
        OffersSuccessful = product.Get("offersSuccessful").Flag(),
    };

    private static ProductRecord Series(ProductRecord read, JsonElement product, Defects defects) => read with
    {
        Histories = SeriesDecoder.Histories(product.Get("csv"), defects),
        SalesRanks = SeriesDecoder.Ranks(product.Get("salesRanks"), defects),
        MonthlySoldHistory = SeriesDecoder.Points(product.Get("monthlySoldHistory"), withShipping: false, "monthlySoldHistory", defects),
        Stats = StatsDecoder.Read(product.Get("stats"), defects),
        Offers = OfferDecoder.Read(product.Get("offers"), product.Get("liveOffersOrder"), defects),
        BuyBoxSellers = SeriesDecoder.BuyBox(product.Get("buyBoxSellerIdHistory"), "buyBoxSellerIdHistory", defects),
        BuyBoxUsed = SeriesDecoder.BuyBoxUsed(product.Get("buyBoxUsedHistory"), "buyBoxUsedHistory", defects),
    };

    private static DateTimeOffset? LastUpdate(JsonElement? value, DateTimeOffset? now, Defects defects)
    {
        if (value is null || value.Whole() is 0 or -1 or -2)
            return null;
        var instant = value.Instant();
        if (instant is null)
            defects.Add($"its lastUpdate is '{value.Shown()}': Keepa minutes above 0 were expected");
        else if (instant - now > FutureTolerance)
            defects.Add($"its lastUpdate {instant:u} is more than a day after the answer's {now:u}");
        return instant;
    }
}
