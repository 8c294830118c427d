using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Deals.Simulator;

namespace Deals.Tests.Simulation;

/// <summary>What the tests say to a simulated Keepa, by a plain HTTP client.</summary>
internal static class KeepaWire
{
    /// <summary>The feed that a node has by default.</summary>
    public const string Default = """{"page":0,"domainId":1,"priceTypes":[2],"dateRange":3,"sortType":1}""";

    /// <summary>The default feed with more in it.</summary>
    public static string With(string fields) => "{" + fields + "," + Default[1..];

    public static async Task<(HttpStatusCode Status, string Body)> OrderAsync(SimulatedKeepa keepa, string path, string body)
    {
        using var http = new HttpClient { BaseAddress = keepa.Address };
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), Json(body));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public static async Task<(HttpStatusCode Status, string Body)> GetAsync(SimulatedKeepa keepa, string path)
    {
        using var http = new HttpClient { BaseAddress = keepa.Address };
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public static async Task<JsonNode> PageAsync(SimulatedKeepa keepa, string body = Default, int status = 200)
    {
        using var http = new HttpClient { BaseAddress = keepa.Address };
        using var answer = await http.PostAsync(new Uri("/deal?key=a", UriKind.Relative), Json(body));
        Assert.Equal(status, (int)answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public static async Task<List<JsonNode>> RowsAsync(SimulatedKeepa keepa, string body) => [.. (await PageAsync(keepa, body))["deals"]!["dr"]!.AsArray().Select(r => r!)];

    public static async Task<JsonNode> StatsAsync(SimulatedKeepa keepa)
    {
        using var http = new HttpClient { BaseAddress = keepa.Address };
        return JsonNode.Parse(await http.GetStringAsync(new Uri("/_sim/stats", UriKind.Relative)))!;
    }

    public static long Number(JsonNode stats, string name) => stats[name]!.GetValue<long>();

    public static string Asin(JsonNode row) => row["asin"]!.GetValue<string>();

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
