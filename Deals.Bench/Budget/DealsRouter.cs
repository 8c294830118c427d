using System.Collections.Immutable;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;

namespace Deals.Bench.Budget;

/// <summary>Ours: the router's state, ledger, lanes and grant rules as they run in production, with their defaults. Only the actor around
/// them, its journal and its gateways are left out.</summary>
internal sealed class DealsRouter : IContestant
{
    private const int Gateways = 3;
    private static readonly KeepaRouterSettings Settings = new();
    private static readonly GrantRules Rules = new(Settings.InteractiveDebtMinutes, Settings.LargestShare, Settings.Linger);
    private readonly Backlog _backlog;
    private readonly int _depth;
    private readonly Dictionary<Lane, TimeSpan> _oldest = LaneOrder.All.ToDictionary(static l => l, static _ => TimeSpan.Zero);
    private RouterState _state = RouterState.Empty(Settings.Ledger);
    private Lanes _lanes = Lanes.Empty(Settings.Shares, Settings.LaneCapacity);

    /// <summary>A router before its first question for the balance.</summary>
    /// <param name="backlog">The work.</param>
    /// <param name="rate">The plan's rate, for how much waits in a lane; the router itself is not told.</param>
    /// <param name="now">Its own clock.</param>
    public DealsRouter(Backlog backlog, int rate, DateTimeOffset now)
    {
        _backlog = backlog;
        _depth = Math.Clamp(20 * rate, 10, Settings.MostNeedsALane);
        Apply(new EpochOpened(1, Settings.LongestHold, now));
    }

    /// <inheritdoc />
    public string Name => "ours";

    /// <summary>The account.</summary>
    public TokenLedger Ledger => _state.Ledger;

    /// <summary>The largest worst case that a request had.</summary>
    public int Largest { get; private set; }

    /// <summary>Requests that waited in one lane at most, in tokens at worst case.</summary>
    public long LongestQueue(Lane lane) => (long)Depth(lane) * (_lanes.Of(lane) is [{ } first, ..] ? first.Weight : 0);

    /// <summary>The longest that a request of a lane waited until it went out, or waits still.</summary>
    public TimeSpan OldestWait(Lane lane, DateTimeOffset now) =>
        _lanes.Of(lane) is [{ } first, ..] && now - first.QueuedAt > _oldest[lane] ? now - first.QueuedAt : _oldest[lane];

    /// <inheritdoc />
    public DateTimeOffset Look(DateTimeOffset now, Action<Call> send)
    {
        Fill(now);
        if (Ledger.ReasonToAsk(now) is not null && !_state.Permits.Values.Any(static p => p.Request is KeepaRequest.Token))
            Grant(null, new KeepaRequest.Token(), 0, [], now, send);
        while (Ledger.Open.Count < Gateways * new KeepaGatewaySettings().Limit)
        {
            var step = GrantRules.Turn(_lanes, Ledger, now);
            if (step is GrantStep.Turn turn)
                step = Rules.Form(turn.Head, _lanes, Ledger, _state.Costs, now);
            switch (step)
            {
                case GrantStep.Grant grant:
                    _lanes = _lanes.Take(grant.Batch);
                    Note(grant, now);
                    Grant(grant.Batch[0].Lane, grant.Request, grant.WorstCase, grant.Batch, now, send);
                    Fill(now);
                    break;
                case GrantStep.Impossible impossible:
                    throw new InvalidOperationException($"A request of the backlog does not fit into the plan: {impossible.Reason}");
                case GrantStep.Wait wait:
                    return wait.Until;
                default:
                    return DateTimeOffset.MaxValue;
            }
        }

        return DateTimeOffset.MaxValue;
    }

    /// <inheritdoc />
    public void Take(Call call, BucketReading reading, bool refused, DateTimeOffset now)
    {
        var permit = _state.Permits[call.Id];
        var envelope = new TokenEnvelope(reading.At, reading.Left, reading.RefillIn, reading.Rate, 0, reading.Consumed, TimeSpan.Zero);
        Apply(new PermitSettled(call.Id, new PermitFate.Answered(envelope, refused ? reading.RefillIn + TimeSpan.FromSeconds(1) : null), now));
        if (call.Lane is { } lane)
            _lanes = _lanes.Correct(lane, reading.Consumed - permit.Request.WorstCaseCost);
    }

    private static int PagesWaiting => 10;

    private int Depth(Lane lane) => lane is Lane.Enrichment or Lane.Refresh ? _depth : PagesWaiting;

    private void Fill(DateTimeOffset now)
    {
        foreach (var lane in LaneOrder.All)
        {
            while (_lanes.Of(lane).Count < Depth(lane))
                _lanes = _lanes.Enqueue(_backlog.Next(lane, now));
        }
    }

    private void Note(GrantStep.Grant grant, DateTimeOffset now)
    {
        var lane = grant.Batch[0].Lane;
        var waited = now - grant.Batch.Min(static q => q.QueuedAt);
        if (waited > _oldest[lane])
            _oldest[lane] = waited;
        Largest = Math.Max(Largest, grant.WorstCase);
    }

    private void Grant(Lane? lane, KeepaRequest request, int worstCase, ImmutableArray<QueuedRequest> batch, DateTimeOffset now, Action<Call> send)
    {
        var id = Guid.NewGuid();
        Apply(new PermitGranted(id, 1, Guid.NewGuid(), lane, request, worstCase, now + Settings.LongestHold, null, "", now)
        {
            Needs = [.. batch.Where(static q => q.Need is not null).Select(static q => q.Need!)],
        });
        send(new Call(id, lane, _backlog.CostOf(request)));
    }

    private void Apply(IBudgetEvent @event) => (_state, _) = _state.Apply(@event);
}
