namespace Deals.Actors.Budget;

/// <summary>What the router takes for granted. Times are wall time unless they say otherwise.</summary>
public sealed record KeepaRouterSettings
{
    /// <summary>The model of the bucket, in domain time.</summary>
    public LedgerSettings Ledger { get; init; } = new();

    /// <summary>How the lanes share the refill.</summary>
    public LaneShares Shares { get; init; } = LaneShares.Default;

    /// <summary>How many requests a lane holds.</summary>
    public int LaneCapacity { get; init; } = 1000;

    /// <summary>How many minutes of refill an interactive request may take the balance below zero; every other lane: none.</summary>
    public int InteractiveDebtMinutes { get; init; } = 10;

    /// <summary>How long a permit may travel and wait before it is sent.</summary>
    public TimeSpan PermitValidity { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that a request takes once it is sent; the gateway's and the client's timeout must not be longer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a settlement may travel.</summary>
    public TimeSpan SettlementGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a gateway may be silent and still get permits.</summary>
    public TimeSpan GatewaySilence { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The wait after a failed question for the balance; it doubles with each, up to <see cref="LongestAskInterval"/>.</summary>
    public TimeSpan AskInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two questions for the balance.</summary>
    public TimeSpan LongestAskInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many events lie between two snapshots, about.</summary>
    public int SnapshotEvery { get; init; } = 200;

    /// <summary>How many permits are stored in one batch at most.</summary>
    public int MostGrantsAtOnce { get; init; } = 64;

    /// <summary>How many answered requests are remembered, so that a repeated one is not bought again.</summary>
    public int RememberedRequests { get; init; } = 10_000;

    /// <summary>How long what was bought may be on its way to the deals that wished for it; who says the same wish after that, never got it.</summary>
    public TimeSpan AnswerTravels { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many wishes of deals a lane takes: two requests' worth. The others wait in the due index, where waiting costs nothing.</summary>
    public int MostNeedsALane { get; init; } = 200;

    /// <summary>How long a request that is not full waits for more wishes while there are tokens for them.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a lane's share is kept for a requester that has said that it will ask for more.</summary>
    public TimeSpan Expectation { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest part of the bucket that one request of wishes may hold at worst, above 0 to 1; a larger one is split.</summary>
    public double LargestShare { get; init; } = 0.5;

    /// <summary>From which part of the refill on somebody else's use of the key is an alarm, above 0 to 1.</summary>
    public double ForeignAlarmShare { get; init; } = 0.1;

    /// <summary>Minutes of refill that are kept when nobody waits: only what lies above is offered to deals whose time has not come.</summary>
    public int IdleReserveMinutes { get; init; } = 5;

    /// <summary>The first and the longest wait before a stopped router is started again.</summary>
    public (TimeSpan First, TimeSpan Longest) Backoff { get; init; } = (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));

    /// <summary>From the grant of a permit to when nothing can happen to it any more.</summary>
    public TimeSpan LongestHold => PermitValidity + RequestTimeout + SettlementGrace;
}
