using System.Globalization;
using Deals.Simulator.Protocol;

namespace Deals.Simulator.Products;

/// <summary>What /product is asked.</summary>
internal sealed record ProductRequest
{
    private const int MostAsins = 100;
    private const int LeastOffers = 20;
    private const int MostOffers = 100;
    private const int AsinLength = 10;
    private static readonly HashSet<int> Domains = [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12];

    public required int Domain { get; init; }

    public required string[] Asins { get; init; }

    public required string[] Codes { get; init; }

    public int CodeLimit { get; init; } = int.MaxValue;

    /// <summary>What the statistics are to cover; absent where none are asked for.</summary>
    public StatsInterval? Stats { get; init; }

    public required bool HasHistory { get; init; }

    /// <summary>Days of history; absent for all.</summary>
    public int? Days { get; init; }

    /// <summary>Hours after which a product is looked at again; -1 never.</summary>
    public required int Update { get; init; }

    public required bool HasUpdate { get; init; }

    /// <summary>Offers asked for; 0 for none.</summary>
    public required int Offers { get; init; }

    public bool OnlyLiveOffers { get; init; }

    public bool Rating { get; init; }

    public bool BuyBox { get; init; }

    public bool Stock { get; init; }

    public bool Rental { get; init; }

    public bool Videos { get; init; }

    public bool Aplus { get; init; }

    public bool HistoricalVariations { get; init; }

    /// <summary>Whether buy box fields are filled.</summary>
    public bool ShowsBuyBox => Offers > 0 || BuyBox;

    /// <summary>Reads the parameters of an address.</summary>
    /// <param name="query">The parameters.</param>
    /// <exception cref="BadRequestException">Keepa would refuse it.</exception>
    public static ProductRequest Read(IQueryCollection query)
    {
        var (asins, codes) = (List(query, "asin"), List(query, "code"));
        if (asins.Length > 0 == codes.Length > 0)
            throw Wrong("asin");
        if (asins.Length > MostAsins || !asins.All(a => a.Length == AsinLength && a.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c))))
            throw Wrong("asin");
        if (codes.Length > MostAsins || !codes.All(c => c.Length is >= 8 and <= 14 && c.All(char.IsAsciiLetterOrDigit)))
            throw Wrong("code");
        var offers = Whole(query, "offers", 0, 0, int.MaxValue);
        if (offers is (> 0 and < LeastOffers) or > MostOffers)
            throw new BadRequestException("Either no or a minimum of 20 offers must be requested.", "offers");
        var domain = Whole(query, "domain", 0, 0, 100);
        if (!Domains.Contains(domain))
            throw Wrong("domain");
        return new ProductRequest
        {
            Domain = domain,
            Asins = [.. asins.Distinct(StringComparer.Ordinal)],
            Codes = [.. codes.Distinct(StringComparer.Ordinal)],
            CodeLimit = query.ContainsKey("code-limit") ? Whole(query, "code-limit", 1, 1, int.MaxValue) : int.MaxValue,
            Stats = query.ContainsKey("stats") ? StatsOf(query["stats"].ToString()) : null,
            HasHistory = On(query, "history", otherwise: true),
            Days = query.ContainsKey("days") ? Whole(query, "days", 1, 1, 100_000) : null,
            Update = Whole(query, "update", 1, -1, 100_000),
            HasUpdate = query.ContainsKey("update"),
            Offers = offers,
            OnlyLiveOffers = On(query, "only-live-offers"),
            Rating = On(query, "rating"),
            BuyBox = On(query, "buybox"),
            Stock = On(query, "stock") && (offers > 0 ? true : throw Wrong("stock")),
            Rental = On(query, "rental"),
            Videos = On(query, "videos"),
            Aplus = On(query, "aplus"),
            HistoricalVariations = On(query, "historical-variations"),
        };
    }

    /// <summary>The refusal of a parameter.</summary>
    public static BadRequestException Wrong(string name) => new("You used an invalid parameter for this API call.", name);

    /// <summary>The items of a comma list.</summary>
    public static string[] List(IQueryCollection query, string name) => query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A switch.</summary>
    public static bool On(IQueryCollection query, string name, bool otherwise = false) => query[name].ToString() switch
    {
        "" => otherwise,
        "1" or "true" => true,
        "0" or "false" => false,
        _ => throw Wrong(name),
    };

    /// <summary>A whole number within bounds.</summary>
    public static int Whole(IQueryCollection query, string name, int otherwise, int least, int most)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : throw Wrong(name);
    }

    // Days back from the last update, two dates, or two instants in milliseconds.
    private static StatsInterval StatsOf(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length == 1 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and < 100_000)
            return new StatsInterval(days, 0, 0);
        if (parts.Length != 2 || MinuteOf(parts[0]) is not { } from || MinuteOf(parts[1]) is not { } to || from >= to)
            throw Wrong("stats");
        return new StatsInterval(null, from, to);
    }

    private static long? MinuteOf(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and < 9_999_999_999_999)
            return (long)World.KeepaMinutes.Of(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? (long)World.KeepaMinutes.Of(day) : null;
    }
}

/// <summary>What statistics cover: so many days back from the last update, or from one minute to another.</summary>
internal sealed record StatsInterval(int? Days, long From, long To)
{
    private const long MinutesADay = 1440;

    /// <summary>The minutes of a product that was last updated then.</summary>
    public (long From, long To) At(long lastUpdate)
    {
        if (Days is { } days)
            return (lastUpdate - (days * MinutesADay), lastUpdate);
        var to = Math.Min(To, lastUpdate);
        return (Math.Min(From, to - 1), to);
    }
}
