using System.Diagnostics;
using System.Net;
using Deals.Tests.TestSupport;
using Xunit.Abstractions;

namespace Deals.Tests.Cluster;

/// <summary>What three nodes do when one of them, two, all, or their database goes away. One cluster goes through all of it.</summary>
[Collection(Processes.Name)]
public sealed class LossTests(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task F59_F60_F61_three_nodes_outlive_the_loss_of_one_of_their_database_and_of_two()
    {
        await using var three = await ThreeNodes.StartAsync("--rate", "60", "--deals", "1500", "--seed", "21");
        await three.GrantsGoOnAsync("at the start");
        await Eventually.Holds("some deals are listed", ThreeNodes.Patience, async () => (await three.Alive.GetAsync("/api/deals?limit=1"))["total"]!.GetValue<long>() > 500);
        var known = (await three.Alive.AllDealsAsync()).Keys;

        await LoseTheRouterAsync(three);
        await LoseTheDatabaseAsync(three);
        await HangAsync(three);
        await LoseTwoAsync(three);
        await three.AssertWholeAsync(known);
    }

    private async Task LoseTheRouterAsync(ThreeNodes three)
    {
        var lost = await three.RouterNodeAsync();
        var epochs = await three.EpochsAsync();
        var since = Stopwatch.StartNew();
        await lost.KillAsync();
        var others = three.Nodes.Where(n => n != lost).ToList();
        await Eventually.Holds("another node runs the router", ThreeNodes.Patience, async () => await three.EpochsAsync() > epochs);
        await three.GrantsGoOnAsync("by another node");
        output.WriteLine($"The node with the router, the scout and the projection was killed: permits again after {since.Elapsed.TotalSeconds:0.0} s.");
        foreach (var node in others)
        {
            await node.ReadyAsync(ThreeNodes.Patience);
            Assert.Equal(2, (await ThreeNodes.MembersAsync(node)).Count(ThreeNodes.IsUp));
        }

        three.StartAgain(lost);
        await three.AllUpAsync();
    }

    private static async Task LoseTheDatabaseAsync(ThreeNodes three)
    {
        await three.Postgres.StopAsync();
        foreach (var node in three.Nodes)
        {
            await Eventually.Holds($"{node.Address} says that it is not ready", ThreeNodes.Patience, async () =>
                await node.StatusOf("/health/ready") == HttpStatusCode.ServiceUnavailable);
            Assert.Equal(HttpStatusCode.OK, await node.StatusOf("/health/live"));
        }

        await three.Postgres.StartAgainAsync();
        await three.AllUpAsync();
        await three.GrantsGoOnAsync("after the database came back");
    }

    /// <summary>Longer than every lease: the others have taken over, and what the node holds when it goes on is worth nothing.</summary>
    private async Task HangAsync(ThreeNodes three)
    {
        var hung = await three.RouterNodeAsync();
        var epochs = await three.EpochsAsync();
        await hung.Process.SignalAsync("STOP");
        await Eventually.Holds("another node runs the router", ThreeNodes.Patience, async () => await three.EpochsAsync() > epochs);
        await three.GrantsGoOnAsync("while the old router hangs");
        await hung.Process.SignalAsync("CONT");
        Assert.Equal(1, await hung.Process.ExitAsync(ThreeNodes.Patience));
        output.WriteLine($"A node that hung: {hung.Process.Tail(1)}");
        three.StartAgain(hung);
        await three.AllUpAsync();
    }

    private async Task LoseTwoAsync(ThreeNodes three)
    {
        var survivor = three.Nodes[0];
        await Task.WhenAll(three.Nodes.Skip(1).Select(n => n.KillAsync()));
        await Eventually.Holds("the survivor does not hear the others", ThreeNodes.Patience, async () =>
            survivor.Process.HasExited || (await ThreeNodes.MembersAsync(survivor)).Count(ThreeNodes.IsUp) == 1);
        var permits = await three.PermitsAsync();
        Assert.Equal(1, await survivor.Process.ExitAsync(ThreeNodes.Patience));
        Assert.Equal(permits, await three.PermitsAsync());
        output.WriteLine($"The survivor of three: {survivor.Process.Tail(1)}");

        // Alone it waits, whatever it was.
        three.StartAgain(survivor);
        await Eventually.Holds("it answers", ThreeNodes.Patience, async () => await survivor.StatusOf("/health/live") == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await survivor.StatusOf("/health/ready"));
        Assert.Equal(permits, await three.PermitsAsync());
        foreach (var node in three.Nodes.Skip(1))
            three.StartAgain(node);
        await three.AllUpAsync();
        await three.GrantsGoOnAsync("once enough members are back");
    }
}
