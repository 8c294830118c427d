using Deals.Bench.Chaos;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Cluster;

[Collection(Processes.Name)]
public sealed class ChaosTests
{
    [Fact]
    public Task F19_F23_F59_F60_five_kills_at_random_moments_lose_nothing() => HoldsAsync(new ChaosOptions
    {
        Kills = 5,
        Deals = 300,
        Rate = 60,
        Seed = 3,
        MeanLife = TimeSpan.FromSeconds(2),
        KeepaTimeout = TimeSpan.FromSeconds(10),
    });

    [PostgresFact]
    public Task F19_F20_F59_F60_kills_of_one_of_two_and_of_three_nodes_with_fifteen_thousand_deals_lose_nothing() => HoldsAsync(new ChaosOptions
    {
        Nodes = 3,
        Kills = 4,
        Deals = 15_000,
        OneNewIn = 300,
        Rate = 20,
        Scale = 30,
        Seed = 1,
        MeanLife = TimeSpan.FromSeconds(1),
        LongestAway = TimeSpan.FromSeconds(6),
    });

    private static async Task HoldsAsync(ChaosOptions options)
    {
        using var progress = new StringWriter();
        var report = await ChaosRun.RunAsync(options, progress, CancellationToken.None);
        Assert.True(report.Holds, $"{progress}{report.ToTable()}");
        Assert.Equal(options.Kills, report.Rows.Count - 1);
    }
}
