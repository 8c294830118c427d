using System.Globalization;
using System.Text.Json;
using Deals.Simulator.World;

namespace Deals.Simulator.Products;

/// <summary>Writes a product as Keepa does.</summary>
internal static class ProductJson
{
    private const int Inaccessible = 3;
    private const int Invalid = 4;
    private const int Parent = 5;
    private static readonly string[] Unknowns =
    [
        "author", "binding", "brand", "categories", "categoryTree", "color", "description", "eanList", "edition", "fbaFees", "features", "format", "images", "imagesCSV", "languages",
        "liveOffersOrder", "manufacturer", "model", "offers", "parentAsin", "partNumber", "productGroup", "promotions", "salesRanks", "size", "stats", "title", "type", "upcList", "variations",
    ];

    public static void Write(Utf8JsonWriter json, View view, ProductRequest request, OfferList? offers, IReadOnlyList<Product> siblings)
    {
        json.WriteStartObject();
        Names(json, view);
        Times(json, view, request);
        Categories(json, view.Product);
        Parcel(json, view.Product);
        Variations(json, view.Product, siblings);
        if (request.HasHistory)
            Histories(json, view, request.Days);
        else
            WithoutHistories(json);
        if (request.Stats is null)
            json.WriteNull("stats");
        else
            StatsJson.Write(json, view, request, offers);
        OffersJson.Write(json, view, request, offers);
        json.WriteEndObject();
    }

    /// <summary>What Keepa writes for an ASIN that it does not know: nothing but the ASIN.</summary>
    public static void Unknown(Utf8JsonWriter json, string asin, int domain) => Stub(json, asin, domain, Invalid, null);

    /// <summary>The page that only holds variations: it has no price of its own.</summary>
    public static void VariationParent(Utf8JsonWriter json, string asin, int domain, IReadOnlyList<Product> children) => Stub(json, asin, domain, Parent, children);

    private static void Stub(Utf8JsonWriter json, string asin, int domain, int type, IReadOnlyList<Product>? children)
    {
        json.WriteStartObject();
        json.WriteString("asin", asin);
        json.WriteNumber("domainId", domain);
        json.WriteNumber("productType", type);
        json.WriteNumber("trackingSince", children is null ? 0 : children.Min(c => c.TrackedSince));
        json.WriteNumber("lastUpdate", 0);
        json.WriteNumber("rootCategory", children is null ? 0 : children[0].Root.Id);
        foreach (var name in Unknowns.Where(n => children is null || n is not ("title" or "brand" or "variations")))
            json.WriteNull(name);
        if (children is null)
        {
            json.WriteNull("csv");
        }
        else
        {
            json.WriteString("title", children[0].Title);
            json.WriteString("brand", children[0].Brand);
            List(json, children);
            json.WriteStartArray("csv");
            for (var i = 0; i < PriceTypes.Count; i++)
                json.WriteNullValue();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, View view)
    {
        var product = view.Product;
        json.WriteString("asin", product.Asin);
        json.WriteNumber("domainId", 1);
        json.WriteString("title", product.Title);
        json.WriteNumber("productType", view.IsGone ? Inaccessible : 0);
        json.WriteString("brand", product.Brand);
        json.WriteString("manufacturer", product.Brand + " Ltd");
        json.WriteString("author", product.IsBook ? product.Brand + " Author" : null);
        json.WriteString("binding", product.IsBook ? Identity.Binding(product) : null);
        json.WriteString("type", product.IsBook ? "ABIS_BOOK" : "GENERIC");
        json.WriteString("productGroup", product.IsBook ? "Book" : product.Root.Name);
        json.WriteString("partNumber", product.IsBook ? null : $"{product.Brand[..2].ToUpperInvariant()}-{product.Index.ToString(CultureInfo.InvariantCulture)}");
        foreach (var name in new[] { "model", "color", "size", "edition", "format", "languages", "description", "coupon", "promotions", "frequentlyBoughtTogether", "ebayListingIds" })
            json.WriteNull(name);
        json.WriteString("websiteDisplayGroupName", product.Root.Name);
        Strings(json, "eanList", [Identity.Ean(product)]);
        if (Identity.Upc(product) is { } upc)
            Strings(json, "upcList", [upc]);
        else
            json.WriteNull("upcList");
        json.WriteStartArray("images");
        json.WriteStartObject();
        json.WriteString("l", product.Image);
        json.WriteNumber("lH", 1500);
        json.WriteNumber("lW", 1500);
        json.WriteString("m", product.Image);
        json.WriteNumber("mH", 500);
        json.WriteNumber("mW", 500);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("imagesCSV", product.Image);
        Strings(json, "features", [$"Made by {product.Brand}.", product.Title]);
    }

    private static void Times(Utf8JsonWriter json, View view, ProductRequest request)
    {
        var product = view.Product;
        json.WriteNumber("trackingSince", product.TrackedSince);
        json.WriteNumber("listedSince", product.TrackedSince - 20_000);
        json.WriteNumber("lastUpdate", view.At);
        json.WriteNumber("lastPriceChange", new[] { PriceTypes.Amazon, PriceTypes.New, PriceTypes.Used }.Max(t => view.Points(t).LastOrDefault((product.TrackedSince, -1)).At));
        json.WriteNumber("lastRatingUpdate", request.Rating ? view.At : ProductUpdates.Rating(product, view.At));
        json.WriteNumber("lastEbayUpdate", 0);
        json.WriteNumber("lastSoldUpdate", view.At);
        if (request.Offers > 0)
            json.WriteNumber("lastStockUpdate", request.Stock ? view.At : ProductUpdates.Stock(product, view.At));
        json.WriteNumber("publicationDate", 0);
        json.WriteNumber("releaseDate", 0);
        var available = view.Current(PriceTypes.Amazon) > 0;
        json.WriteNumber("availabilityAmazon", available ? 0 : -1);
        json.WriteBoolean("hasReviews", view.Current(17) > 0);
        json.WriteBoolean("isAdultProduct", false);
        json.WriteBoolean("isRedirectASIN", false);
        json.WriteBoolean("isSNS", false);
        json.WriteBoolean("newPriceIsMAP", false);
        json.WriteBoolean("isEligibleForSuperSaverShipping", available);
        if (MonthlySold.At(product, view.At) is { } sold)
            json.WriteNumber("monthlySold", sold);
    }

    private static void Categories(Utf8JsonWriter json, Product product)
    {
        json.WriteNumber("rootCategory", product.Root.Id);
        json.WriteStartArray("categories");
        foreach (var category in product.Categories)
            json.WriteNumberValue(category);
        json.WriteEndArray();
        json.WriteStartArray("categoryTree");
        foreach (var (id, name) in new[] { product.Root, (product.Categories[0], $"{product.Root.Name} {(product.Categories[0] % 100).ToString(CultureInfo.InvariantCulture)}") })
        {
            json.WriteStartObject();
            json.WriteNumber("catId", id);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("salesRankReference", product.Has(PriceTypes.Rank) ? product.Root.Id : -1);
    }

    private static void Parcel(Utf8JsonWriter json, Product product)
    {
        var sides = Identity.Sides(product);
        foreach (var kind in new[] { "item", "package" })
        {
            json.WriteNumber(kind + "Length", sides[0]);
            json.WriteNumber(kind + "Width", sides[1]);
            json.WriteNumber(kind + "Height", sides[2]);
            json.WriteNumber(kind + "Weight", Identity.Weight(product));
        }

        json.WriteNumber("packageQuantity", 1);
        json.WriteNumber("numberOfItems", 1);
        json.WriteNumber("numberOfPages", product.IsBook ? 100 + (product.Index % 700) : -1);
        if (Identity.PickAndPack(product) is { } fee)
        {
            json.WriteStartObject("fbaFees");
            json.WriteNumber("lastUpdate", product.TrackedSince);
            json.WriteNumber("pickAndPackFee", fee);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("fbaFees");
        }

        json.WriteNumber("referralFeePercent", (int)Identity.Referral(product));
        json.WritePropertyName("referralFeePercentage");
        json.WriteRawValue(Identity.Referral(product).ToString("0.0#", CultureInfo.InvariantCulture));
        if (Identity.Closing(product) is { } closing)
            json.WriteNumber("variableClosingFee", closing);
    }

    private static void Variations(Utf8JsonWriter json, Product product, IReadOnlyList<Product> siblings)
    {
        json.WriteString("parentAsin", Identity.ParentAsin(product));
        if (siblings.Count == 0)
            json.WriteNull("variations");
        else
            List(json, siblings);
    }

    private static void List(Utf8JsonWriter json, IReadOnlyList<Product> variations)
    {
        json.WriteStartArray("variations");
        foreach (var variation in variations)
        {
            json.WriteStartObject();
            json.WriteString("asin", variation.Asin);
            json.WriteStartArray("attributes");
            json.WriteStartObject();
            json.WriteString("dimension", "Style");
            json.WriteString("value", $"No. {variation.Index.ToString(CultureInfo.InvariantCulture)}");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("image", variation.Image);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Histories(Utf8JsonWriter json, View view, int? days)
    {
        CsvJson.Write(json, view, days);
        CsvJson.Ranks(json, view, days);
        json.WriteStartArray("salesRankReferenceHistory");
        json.WriteNumberValue(view.Product.TrackedSince);
        json.WriteNumberValue(view.Product.Root.Id);
        json.WriteEndArray();
        MonthlySold.Write(json, view, days);
    }

    private static void WithoutHistories(Utf8JsonWriter json)
    {
        foreach (var name in new[] { "csv", "salesRanks", "salesRankReferenceHistory", "monthlySoldHistory" })
            json.WriteNull(name);
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
