using System.Text.Json.Nodes;
using Deals.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Simulation;

/// <summary>A simulated Keepa of a small world on a clock that stands still, and the questions that its tests ask.</summary>
public abstract class SimulatedWorldFixture : IAsyncLifetime
{
    protected static readonly DateTimeOffset Origin = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private protected FakeTimeProvider Clock { get; } = new(Origin.AddDays(1));

    private protected SimulatedKeepa Keepa { get; private set; } = null!;

    public async Task InitializeAsync() => Keepa = await StartAsync();

    public async Task DisposeAsync() => await Keepa.DisposeAsync();

    private protected Task<SimulatedKeepa> StartAsync(int deals = 600) => SimulatedKeepa.StartAsync(
        new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), Deals = deals, RefillRate = 250, Seed = 3, Origin = Origin, SlowestPage = TimeSpan.FromMilliseconds(2) },
        Clock);

    /// <summary>A GET below the key: its body, after a look at its status.</summary>
    private protected async Task<JsonNode> AskAsync(string path, int status = 200)
    {
        var (answered, body) = await KeepaWire.GetAsync(Keepa, path + (path.Contains('?', StringComparison.Ordinal) ? "&key=a" : "?key=a"));
        Assert.True(status == (int)answered, $"{path}: {answered} {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>A refusal costs nothing and names what is wrong.</summary>
    private protected async Task RefusedAsync(string path, string details)
    {
        var body = await AskAsync(path, 400);
        Assert.Equal(("invalidParameter", details, 0), (body["error"]!["type"]!.GetValue<string>(), body["error"]!["details"]!.GetValue<string>(), Cost(body)));
    }

    private protected async Task<JsonNode> TruthAsync(string asin) => JsonNode.Parse((await KeepaWire.GetAsync(Keepa, $"/_sim/truth/{asin}")).Body)!;

    /// <summary>What Keepa's last look showed of a type; -2 without data.</summary>
    private protected async Task<long> SeenAsync(string asin, int type) =>
        (await TruthAsync(asin))["types"]!.AsArray().FirstOrDefault(t => t!["type"]!.GetValue<int>() == type)?["seen"]!.GetValue<long>() ?? -2;

    private protected static int Cost(JsonNode body) => body["tokensConsumed"]!.GetValue<int>();

    private protected static List<string> Texts(JsonNode? list) => [.. list!.AsArray().Select(t => t!.GetValue<string>())];
}
