using Deals.Bench.Chaos;

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

    private static async Task HoldsAsync(ChaosOptions options)
    {
        using var progress = new StringWriter();
        var report = await ChaosRun.RunAsync(options, progress, CancellationToken.None);
        Assert.True(report.Holds, $"{progress}{report.ToTable()}");
        Assert.Equal(options.Kills, report.Rows.Count - 1);
    }
}
