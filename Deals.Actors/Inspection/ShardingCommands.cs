using System.Globalization;
using System.Runtime.CompilerServices;

namespace Deals.Actors.Inspection;

/// <summary>The commands of <c>cluster-sharding</c>, in the syntax and the lines of Petabridge.Cmd.</summary>
public sealed class ShardingCommands(IShardingReader sharding) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.ClusterSharding;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (command == Palettes.ShardingListRegions)
        {
            foreach (var name in sharding.Regions)
                yield return arguments.Json ? InspectionJson.Line(new { Name = name }) : name;
            yield break;
        }

        var region = arguments.ValueOf("region")!;
        if (!sharding.Regions.Contains(region, StringComparer.Ordinal))
            throw new RefusedException($"There is no region '{PlainText.Clean(region, 50)}': there are {string.Join(", ", sharding.Regions)}.");
        var report = await sharding.ReadAsync(region, cancellation);
        foreach (var line in command == Palettes.ShardingListShards ? Shards(report, arguments.Json) : Stats(report, arguments.Json))
            yield return line;
        if (arguments.Json)
            yield break;
        foreach (var silent in report.Nodes.Where(n => n.Silence is not null))
            yield return $"{silent.Member.Address} is not all there: {silent.Silence}";
    }

    private static IEnumerable<string> Stats(RegionReport report, bool json) =>
        json ? [InspectionJson.Line(RegionItem.From(report))] : report.Nodes.Select(n => n.ToLine(report.Name));

    private static IEnumerable<string> Shards(RegionReport report, bool json)
    {
        var shards = report.Nodes
            .SelectMany(n => n.Shards ?? new Dictionary<string, int>(), (n, s) => (Shard: s.Key, n.Member.Address, Entities: s.Value))
            .OrderBy(s => s.Shard.Length).ThenBy(s => s.Shard, StringComparer.Ordinal)
            .ToList();
        if (json)
            return shards.Select(s => InspectionJson.Line(new { s.Shard, s.Address, s.Entities }));
        return shards
            .Select(s => $"{s.Shard} | {s.Address} | entities: {s.Entities.ToString(CultureInfo.InvariantCulture)}")
            .Append($"Count: {shards.Count.ToString(CultureInfo.InvariantCulture)} shards");
    }
}
