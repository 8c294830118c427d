using System.Text;
using Deals.Actors.Keepa;

namespace Deals.Tests.Processing;

/// <summary>Products as Keepa sends them, small.</summary>
internal static class Records
{
    public static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly TokenEnvelope Envelope = new(At, 900, TimeSpan.FromSeconds(30), 20, 0, 1, TimeSpan.FromMilliseconds(100));

    public static ProductRecord Of(string asin, DateTimeOffset? at = null, long used = 1200, int kind = 0, string? title = "A product")
    {
        var minutes = Minutes(at ?? At);
        var name = title is null ? "null" : $"\"{title}\"";
        var body = $$"""
            {"asin":"{{asin}}","domainId":1,"title":{{name}},"productType":{{kind}},"lastUpdate":{{minutes}},"brand":"Alder",
             "csv":[null,null,[{{minutes - 100_000}},2400,{{minutes - 60}},{{used}}],[{{minutes - 60}},5000]],
             "stats":{"current":[-1,-1,{{used}},5000],"avg90":[-1,-1,2300,6000],"salesRankDrops30":7} }
            """;
        return ProductDecoder.Decode(AmazonDomain.Us, Encoding.UTF8.GetBytes(body), out var reason) ?? throw new InvalidOperationException(reason);
    }

    public static int Minutes(DateTimeOffset at) => (int)(at - new DateTimeOffset(2011, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMinutes;
}
