using Deals.Actors.Budget;

namespace Deals.Actors.Inspection;

/// <summary>The budget as the API and <c>--json</c> write it. Tokens are whole; rates are a minute; shares are fractions.</summary>
public sealed record BudgetReport(
    DateTimeOffset AsOf,
    bool Stale,
    int? TokensLeft,
    int? Capacity,
    int? RefillRate,
    decimal? TokenFlowReduction,
    DateTimeOffset? NextTickAt,
    double? Price,
    int Reserved,
    double ForeignDrainPerMinute,
    long Refilled,
    long Settled,
    long Unknown,
    long Wasted,
    long Throttled,
    double? Utilisation,
    IReadOnlyList<LaneItem> Lanes,
    IReadOnlyList<PermitItem> Permits,
    string? WaitingFor,
    DateTimeOffset? WaitingUntil,
    long Foreign,
    long Epoch,
    IReadOnlyList<GatewayItem> Gateways,
    int FurtherPermits,
    IReadOnlyList<CostItem> Costs,
    CadenceItem? Cadence,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Takes over what the router said.</summary>
    /// <param name="status">It.</param>
    /// <param name="stale">Whether it is the last that is known.</param>
    /// <param name="cadence">What the plan can keep fresh, where that was worked out.</param>
    public static BudgetReport From(BudgetStatus status, bool stale, CadenceItem? cadence = null) => new(
        status.AsOf,
        stale || status.Stale,
        status.TokensLeft,
        status.Capacity,
        status.RefillRate,
        status.TokenFlowReduction,
        status.NextTickAt,
        status.Price,
        status.Reserved,
        status.ForeignDrainPerMinute,
        status.Refilled,
        status.Settled,
        status.Unknown,
        status.Wasted,
        status.Throttled,
        status.Utilisation,
        [.. status.Lanes.Select(LaneItem.From)],
        [.. status.Permits.Select(PermitItem.From)],
        status.WaitingFor,
        status.WaitingUntil,
        status.Foreign,
        status.Epoch,
        [.. status.Gateways.Select(g => new GatewayItem(g.Path, g.InFlight, g.Limit, g.LastHeard, g.Draining))],
        status.FurtherPermits,
        [.. status.Costs.Select(c => new CostItem(c.Shape, c.WorstCase, Math.Round(c.Expected, 3), c.Requests))],
        cadence,
        [.. new[] { status.Alarm, cadence?.Warning }.OfType<string>()]);
}

/// <summary>What one thing of a shape costs, in tokens: held at worst, expected, and by how many answers.</summary>
public sealed record CostItem(string Shape, int WorstCase, double Expected, long Requests);

/// <summary>One lane.</summary>
public sealed record LaneItem(string Name, double Floor, int Queued, double? OldestWaitSeconds, double? EtaSeconds, long Settled, bool Paused)
{
    /// <summary>Takes over a lane.</summary>
    public static LaneItem From(LaneStatus lane) => new(
        LaneName(lane.Lane), lane.Floor, lane.Queued, Seconds(lane.OldestWait), Seconds(lane.Eta), lane.Settled, lane.Paused);

    /// <summary>The names of the lanes, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. LaneOrder.All.Select(LaneName)];

    /// <summary>What an error message names as expected.</summary>
    public static string Expected { get; } = "one of " + string.Join(", ", Names);

    /// <summary>Reads a lane's name.</summary>
    public static bool TryParse(string? text, out Lane lane)
    {
        lane = default;
        foreach (var one in LaneOrder.All)
        {
            if (!string.Equals(LaneName(one), text, StringComparison.OrdinalIgnoreCase))
                continue;
            lane = one;
            return true;
        }

        return false;
    }

    /// <summary>A lane's name as people write it.</summary>
    public static string LaneName(Lane lane) => lane.ToString().ToLowerInvariant();

    private static double? Seconds(TimeSpan? span) => span is { } s ? Math.Round(s.TotalSeconds, 1) : null;
}

/// <summary>One permit in flight or of unknown fate.</summary>
public sealed record PermitItem(
    Guid Id, long Epoch, string? Lane, string Request, int WorstCase, DateTimeOffset GrantedAt, DateTimeOffset Deadline, bool FateUnknown, string Gateway)
{
    /// <summary>Takes over a permit.</summary>
    public static PermitItem From(PermitStatus permit) => new(
        permit.PermitId,
        permit.Epoch,
        permit.Lane is { } lane ? LaneItem.LaneName(lane) : null,
        permit.Request,
        permit.WorstCase,
        permit.GrantedAt,
        permit.Deadline,
        permit.FateUnknown,
        permit.Gateway);
}

/// <summary>One gateway that the router knows.</summary>
public sealed record GatewayItem(string Path, int InFlight, int Limit, DateTimeOffset LastHeard, bool Draining);

/// <summary>What became of stopping or continuing a lane.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Paused">Whether it is stopped now.</param>
/// <param name="Changed">Whether it was not so before.</param>
public sealed record LaneAnswer(string Lane, bool Paused, bool Changed)
{
    /// <summary>Takes over the router's answer.</summary>
    public static LaneAnswer From(LaneSet set) => new(LaneItem.LaneName(set.Lane), set.Paused, set.Changed);
}
