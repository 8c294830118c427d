using Deals.Bench.Processes;

namespace Deals.Bench.Chaos;

/// <summary>Which nodes hold which shards of deals, as they say themselves.</summary>
internal sealed class ShardPlaces
{
    /// <summary>How often all nodes were asked.</summary>
    public int Looks { get; private set; }

    /// <summary>Shards that two nodes held at two looks in a row.</summary>
    public HashSet<string> InTwoPlaces { get; } = [];

    /// <summary>Looks once. The nodes do not answer at the same moment, and a shard may move meanwhile: what is in two places is looked at again.</summary>
    public async Task LookAsync(Node node, CancellationToken cancellation)
    {
        var suspects = await TwiceAsync(node);
        if (suspects.Count == 0)
            return;
        await Pause.ForAsync(TimeSpan.FromSeconds(1), cancellation);
        suspects.IntersectWith(await TwiceAsync(node));
        InTwoPlaces.UnionWith(suspects);
    }

    private async Task<HashSet<string>> TwiceAsync(Node node)
    {
        Looks++;
        var lines = await node.CommandAsync("cluster-sharding", "list-shards", "-r", "deal");
        return [.. lines
            .Select(line => line["text"]!.GetValue<string>().Split(" | "))
            .Where(words => words.Length == 3)
            .GroupBy(words => words[0], words => words[1])
            .Where(shard => shard.Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(shard => $"shard {shard.Key}: {string.Join(", ", shard)}")];
    }
}
