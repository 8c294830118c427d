using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Deals.Bench.Processes;

/// <summary>The simulated Keepa as a process of its own, so that it outlives the nodes that are killed.</summary>
internal sealed class SimulatedKeepaProcess : IAsyncDisposable
{
    private readonly ProcessUnderTest _process;
    private readonly HttpClient _http;

    private SimulatedKeepaProcess(ProcessUnderTest process, Uri address)
    {
        _process = process;
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public Uri Address { get; }

    public static async Task<SimulatedKeepaProcess> StartAsync(string directory, params IEnumerable<string> arguments)
        => await StartAsync(directory, ProcessUnderTest.FreePort(), arguments);

    /// <summary>Starts one at a port, and waits until it answers.</summary>
    public static async Task<SimulatedKeepaProcess> StartAsync(string directory, int port, IEnumerable<string> arguments)
    {
        var simulated = new SimulatedKeepaProcess(
            ProcessUnderTest.Start("Deals.Simulator.dll", directory, ["--port", $"{port}", .. arguments]),
            new Uri($"http://127.0.0.1:{port}"));
        await Eventually.Get($"the simulator answers\n{simulated._process.Tail()}", TimeSpan.FromSeconds(60), simulated.StatsAsync);
        return simulated;
    }

    /// <summary>What its bucket has seen: initial, refilled, lostAtCap, debited, drained, refused429, requests, balance.</summary>
    public async Task<JsonNode?> StatsAsync() => JsonNode.Parse(await _http.GetStringAsync(new Uri("/_sim/stats", UriKind.Relative)));

    /// <summary>When each product was served, domain time, in order.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset[]>> ServedAsync() =>
        (await _http.GetFromJsonAsync<Dictionary<string, DateTimeOffset[]>>(new Uri("/_sim/served/times", UriKind.Relative)))!;

    /// <summary>Lays items of domain, asin, value, seenAt and weight against the truth: freshness, count, meanStaleMinutes, unknown.</summary>
    public async Task<JsonNode> ScoreAsync(JsonArray items)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri("/_sim/score", UriKind.Relative), items);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async Task FaultsAsync(string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("/_sim/faults", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }
}
