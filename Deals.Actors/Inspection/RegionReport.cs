namespace Deals.Actors.Inspection;

/// <summary>One type of sharded entities, node by node.</summary>
/// <param name="Name">The type.</param>
/// <param name="Nodes">Every node that has a part of it, in the order of the members.</param>
public sealed record RegionReport(string Name, IReadOnlyList<RegionNode> Nodes)
{
    /// <summary>Whether every node answered; otherwise the sums are of those that did.</summary>
    public bool Complete => Nodes.All(n => n.Shards is not null);
}

/// <summary>A node's part of a region.</summary>
/// <param name="Member">The node.</param>
/// <param name="Coordinates">Whether it says which shard is where.</param>
/// <param name="Shards">Awake entities by shard; absent where it did not answer.</param>
/// <param name="Silence">Why it did not answer, in one sentence; absent where it did.</param>
public sealed record RegionNode(MemberItem Member, bool Coordinates, IReadOnlyDictionary<string, int>? Shards, string? Silence)
{
    /// <summary>As Petabridge.Cmd prints it; a question mark stands for what a node did not say.</summary>
    public string ToLine(string region) =>
        $"{Member} {(Coordinates ? "[coordinator]" : "")}({region}) | shards: {Count(Shards?.Count)} | entities: {Count(Shards?.Values.Sum())}";

    private static string Count(int? count) => count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?";
}

/// <summary>A region as the API and <c>--json</c> write it.</summary>
/// <param name="Name">The type.</param>
/// <param name="Complete">Whether every node answered.</param>
/// <param name="Shards">Shards of the nodes that answered.</param>
/// <param name="Entities">Awake entities of the nodes that answered.</param>
/// <param name="Nodes">Node by node.</param>
public sealed record RegionItem(string Name, bool Complete, int Shards, int Entities, IReadOnlyList<RegionNodeItem> Nodes)
{
    /// <summary>Takes over a report.</summary>
    public static RegionItem From(RegionReport report) => new(
        report.Name,
        report.Complete,
        report.Nodes.Sum(n => n.Shards?.Count ?? 0),
        report.Nodes.Sum(n => n.Shards?.Values.Sum() ?? 0),
        [.. report.Nodes.Select(n => new RegionNodeItem(n.Member.Address, n.Coordinates, n.Shards?.Count, n.Shards?.Values.Sum(), n.Silence))]);
}

/// <summary>A node's part of a region; absent counts are of a node that did not answer.</summary>
public sealed record RegionNodeItem(string Address, bool Coordinates, int? Shards, int? Entities, string? Silence);
