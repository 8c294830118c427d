using System.Text.Json.Nodes;
using Deals.Actors.Hosting;
using Deals.Bench.Processes;

namespace Deals.Bench.Chaos;

/// <summary>One life of the node, from its start to its kill.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Moment">What it was doing.</param>
/// <param name="Lived">Wall time from its start.</param>
/// <param name="ReadyAfter">Wall time from its start until it was ready; absent where it never was.</param>
/// <param name="Listed">How many deals it listed; absent where nobody could ask.</param>
/// <param name="Requests">Requests that Keepa had got by then.</param>
/// <param name="Sample">What lay in its stores.</param>
internal sealed record Life(int Number, KillMoment Moment, TimeSpan Lived, TimeSpan? ReadyAfter, int? Listed, long Requests, KillSample Sample)
{
    /// <summary>Which nodes were killed, such as 1+3; absent where there is one alone.</summary>
    public string? Nodes { get; init; }

    /// <summary>Whether the router ran on one of them.</summary>
    public bool TookRouter { get; init; }
}

/// <summary>The budget and Keepa's own count, read as close to each other as can be.</summary>
/// <param name="Before">Keepa's count just before the budget.</param>
/// <param name="Budget">The node's answer.</param>
/// <param name="After">Keepa's count just after the budget.</param>
internal sealed record Accounts(JsonNode Before, JsonNode Budget, JsonNode After);

/// <summary>All that was seen of a run; what it means is for <see cref="ChaosCheck"/>.</summary>
/// <param name="Options">How it was run.</param>
/// <param name="Clock">The clock of all.</param>
/// <param name="Lives">The lives that were ended.</param>
/// <param name="Seen">What the list showed.</param>
/// <param name="LastReadyAt">When the last life was ready, domain time.</param>
/// <param name="LastReadyAfter">And how long that took, wall time.</param>
/// <param name="StillPending">Deals that still waited for their first look when it had settled.</param>
/// <param name="Accounts">Both accounts at the end.</param>
/// <param name="Verified">What <c>catalogue verify</c> said.</param>
/// <param name="ExitCode">How the node ended when it was asked to.</param>
/// <param name="StatsAtEnd">Keepa's count after that.</param>
/// <param name="Served">When Keepa served each ASIN.</param>
/// <param name="Stored">What the node left.</param>
/// <param name="Took">Wall time of the run.</param>
internal sealed record ChaosEvidence(
    ChaosOptions Options,
    DomainClock Clock,
    IReadOnlyList<Life> Lives,
    SeenDeals Seen,
    DateTimeOffset LastReadyAt,
    TimeSpan LastReadyAfter,
    long StillPending,
    Accounts Accounts,
    string Verified,
    int ExitCode,
    JsonNode StatsAtEnd,
    IReadOnlyDictionary<string, DateTimeOffset[]> Served,
    StoredData Stored,
    TimeSpan Took)
{
    /// <summary>How far the feeds were read.</summary>
    public required SeenFeeds Feeds { get; init; }

    /// <summary>Deals that had been stored before the run.</summary>
    public int Loaded { get; init; }

    /// <summary>How often all nodes were asked for the shards that they hold.</summary>
    public int ShardLooks { get; init; }

    /// <summary>Shards that two nodes held.</summary>
    public IReadOnlyList<string> ShardsInTwoPlaces { get; init; } = [];

    /// <summary>When nodes ended by themselves, as far as purchases go.</summary>
    public IReadOnlyList<KillSample> Deaths { get; init; } = [];

    /// <summary>Nodes that ended by themselves: put out by the others, or alone.</summary>
    public IReadOnlyList<OwnEnd> OwnEnds { get; init; } = [];

    /// <summary>Events that the journal refused because another life had written their number.</summary>
    public int FenceRefused { get; init; }
}
