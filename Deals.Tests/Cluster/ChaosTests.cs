using System.Diagnostics;
using System.Globalization;
using Deals.Bench.Chaos;
using Deals.Tests.TestSupport;
using Xunit.Abstractions;

namespace Deals.Tests.Cluster;

[Collection(Processes.Name)]
public sealed class ChaosTests(ITestOutputHelper output)
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
        // One of one node, one of two, one of all.
        Kills = 3,
        Deals = 15_000,
        OneNewIn = 300,
        Rate = 20,
        Scale = 30,
        Seed = 1,
        MeanLife = TimeSpan.FromSeconds(1),
        KeepaTimeout = TimeSpan.FromSeconds(5),
        // Back before the others have given it up; LossTests have those that stay away.
        LongestAway = TimeSpan.FromSeconds(3),
    });

    private async Task HoldsAsync(ChaosOptions options)
    {
        await using var progress = new Told(output);
        var report = await ChaosRun.RunAsync(options, progress, CancellationToken.None);
        Assert.True(report.Holds, report.ToTable());
        Assert.Equal(options.Kills, report.Rows.Count - 1);
    }

    private sealed class Told(ITestOutputHelper output) : StringWriter(CultureInfo.InvariantCulture)
    {
        private readonly Stopwatch _since = Stopwatch.StartNew();

        public override Task WriteLineAsync(string? value)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_since.Elapsed.TotalSeconds,6:0.0} s  {value}"));
            return Task.CompletedTask;
        }
    }
}
