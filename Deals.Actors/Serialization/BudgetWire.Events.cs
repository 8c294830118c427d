using System.Collections.Immutable;
using Deals.Actors.Budget;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>The budget's journal: events and the snapshot.</summary>
internal static partial class BudgetWire
{
    private static Wire.EpochOpenedWire ToWire(EpochOpened opened) =>
        new() { Epoch = opened.Epoch, LongestHold = opened.LongestHold.Ticks, At = opened.At.ToWire() };

    private static EpochOpened ToDomain(Wire.EpochOpenedWire opened) => new(opened.Epoch, ToDuration(opened.LongestHold), opened.At.ToInstant());

    private static Wire.PermitGrantedWire ToWire(PermitGranted granted)
    {
        var wire = new Wire.PermitGrantedWire
        {
            PermitId = ToWire(granted.PermitId),
            Epoch = granted.Epoch,
            RequestId = ToWire(granted.RequestId),
            Request = ToWire(granted.Request),
            WorstCase = granted.WorstCase,
            Deadline = granted.Deadline.ToWire(),
            Gateway = granted.Gateway,
            At = granted.At.ToWire(),
            Needs = { granted.Needs.Select(ToWire) },
        };
        if (granted.Lane is { } lane)
            wire.Lane = (int)lane;
        if (granted.ReplyTo is not null)
            wire.ReplyTo = granted.ReplyTo;
        return wire;
    }

    private static PermitGranted ToDomain(Wire.PermitGrantedWire granted) => new(
        ToGuid(granted.PermitId),
        granted.Epoch,
        ToGuid(granted.RequestId),
        granted.HasLane ? ToLane(granted.Lane) : null,
        ToDomain(granted.Request),
        granted.WorstCase,
        granted.Deadline.ToInstant(),
        granted.HasReplyTo ? granted.ReplyTo : null,
        granted.Gateway,
        granted.At.ToInstant())
    {
        Needs = granted.Needs.Count == 0 ? [] : [.. granted.Needs.Select(ToDomain)],
    };

    private static Wire.PermitSettledWire ToWire(PermitSettled settled) =>
        new() { PermitId = ToWire(settled.PermitId), Fate = ToWire(settled.Fate), At = settled.At.ToWire() };

    private static PermitSettled ToDomain(Wire.PermitSettledWire settled) =>
        new(ToGuid(settled.PermitId), ToDomain(settled.Fate), settled.At.ToInstant());

    private static Wire.PermitUnknownWire ToWire(PermitUnknown unknown) =>
        new() { PermitId = ToWire(unknown.PermitId), Reason = unknown.Reason, At = unknown.At.ToWire() };

    private static PermitUnknown ToDomain(Wire.PermitUnknownWire unknown) =>
        new(ToGuid(unknown.PermitId), unknown.Reason, unknown.At.ToInstant());

    private static Wire.LanePausedWire ToWire(LanePaused paused) => new() { Lane = (int)paused.Lane, At = paused.At.ToWire() };

    private static LanePaused ToDomain(Wire.LanePausedWire paused) => new(ToLane(paused.Lane), paused.At.ToInstant());

    private static Wire.LaneResumedWire ToWire(LaneResumed resumed) => new() { Lane = (int)resumed.Lane, At = resumed.At.ToWire() };

    private static LaneResumed ToDomain(Wire.LaneResumedWire resumed) => new(ToLane(resumed.Lane), resumed.At.ToInstant());

    /// <summary>What a life after this one needs: not the clock, nor whether the anchor was confirmed, for neither survives a
    /// life.</summary>
    private static Wire.RouterSnapshotWire ToWire(RouterSnapshot snapshot)
    {
        var state = snapshot.State;
        var ledger = state.Ledger;
        var wire = new Wire.RouterSnapshotWire
        {
            Epoch = state.Epoch,
            Anchor = ledger.Anchor is null ? null : ToWire(ledger.Anchor),
            Serial = ledger.Serial,
            ConfirmAfter = ledger.ConfirmAfter,
            Open = { ledger.Open.Values.OrderBy(static r => r.Serial).Select(ToWire) },
            Suspense = { ledger.Suspense.Select(ToWire) },
            Claims = { ledger.Claims.Select(ToWire) },
            Totals = ToWire(ledger.Totals),
            Permits = { state.Permits.Values.OrderBy(static p => p.At).ThenBy(static p => p.PermitId).Select(ToWire) },
            Paused = { state.Paused.Select(static lane => (int)lane).Order() },
            Costs = { state.Costs.ByShape.Values.Select(ToWire) },
        };
        foreach (var (lane, tokens) in state.SettledByLane)
            wire.SettledByLane.Add((int)lane, tokens);
        if (ledger.Drain is { } drain)
            (wire.DrainPerMinute, wire.DrainAt) = (drain.PerMinute, drain.At.ToWire());
        if (ledger.Drain?.Since is { } since && since > DateTimeOffset.MinValue)
            wire.DrainSince = since.ToWire();
        if (ledger.Refusal is { } refusal)
            (wire.Refusal, wire.RefusalAttempts, wire.RefusalProbeAt) = (refusal.Reason, refusal.Attempts, refusal.ProbeAt.ToWire());
        return wire;
    }

    private static RouterSnapshot ToDomain(Wire.RouterSnapshotWire wire) => new(new RouterState
    {
        Epoch = wire.Epoch,
        Ledger = new TokenLedger
        {
            Settings = new LedgerSettings(),
            Anchor = wire.Anchor is null ? null : ToDomain(wire.Anchor),
            Serial = wire.Serial,
            ConfirmAfter = wire.ConfirmAfter,
            Open = wire.Open.Select(ToDomain).ToImmutableDictionary(static r => r.PermitId),
            Suspense = [.. wire.Suspense.Select(ToDomain)],
            Claims = [.. wire.Claims.Select(ToDomain)],
            Totals = ToDomain(wire.Totals),
            Drain = wire.HasDrainPerMinute ? new ForeignDrain(wire.DrainPerMinute, wire.DrainAt.ToInstant()) { Since = wire.HasDrainSince ? wire.DrainSince.ToInstant() : DateTimeOffset.MinValue } : null,
            Refusal = wire.HasRefusal ? new KeyRefusal(wire.Refusal, wire.RefusalAttempts, wire.RefusalProbeAt.ToInstant()) : null,
        },
        Permits = wire.Permits.Select(ToDomain).ToImmutableDictionary(static p => p.PermitId),
        Paused = [.. wire.Paused.Select(ToLane)],
        Costs = LearnedCosts.Of(wire.Costs.Select(ToDomain)),
        SettledByLane = wire.SettledByLane.ToImmutableDictionary(static pair => ToLane(pair.Key), static pair => pair.Value),
    });

    private static Wire.LearnedCostWire ToWire(LearnedCost cost) => new()
    {
        Shape = cost.Shape.Name,
        Documented = cost.Shape.WorstCase,
        Assumed = cost.Shape.Assumed,
        Requests = cost.Requests,
        Things = cost.Things,
        Tokens = cost.Tokens,
        Most = cost.Most,
    };

    private static LearnedCost ToDomain(Wire.LearnedCostWire cost) =>
        new(new RequestShape(cost.Shape, cost.Documented, cost.Assumed), cost.Requests, cost.Things, cost.Tokens, cost.Most);

    private static Wire.AnchorWire ToWire(BucketAnchor anchor) => new()
    {
        TokensLeft = anchor.TokensLeft,
        CompletedAt = anchor.CompletedAt.ToWire(),
        NextTick = anchor.NextTick.ToWire(),
        TickInDoubt = anchor.TickInDoubt,
        RefillRate = anchor.RefillRate,
        TokenFlowReduction = ToWire(anchor.TokenFlowReduction),
        Serial = anchor.Serial,
    };

    private static BucketAnchor ToDomain(Wire.AnchorWire anchor) => new(
        anchor.TokensLeft,
        anchor.CompletedAt.ToInstant(),
        anchor.NextTick.ToInstant(),
        anchor.TickInDoubt,
        anchor.RefillRate,
        ToDecimal(anchor.TokenFlowReduction),
        anchor.Serial);

    private static Wire.ReservationWire ToWire(Reservation reservation) => new()
    {
        PermitId = ToWire(reservation.PermitId),
        Serial = reservation.Serial,
        WorstCase = reservation.WorstCase,
        IssuedAt = reservation.IssuedAt.ToWire(),
        Deadline = reservation.Deadline.ToWire(),
        FateUnknown = reservation.FateUnknown,
    };

    private static Reservation ToDomain(Wire.ReservationWire reservation) => new(
        ToGuid(reservation.PermitId),
        reservation.Serial,
        reservation.WorstCase,
        reservation.IssuedAt.ToInstant(),
        reservation.Deadline.ToInstant(),
        reservation.FateUnknown);

    private static Wire.SuspendedWire ToWire(Suspended suspended) =>
        new() { Serial = suspended.Serial, SeenAt = suspended.SeenAt.ToWire(), Shortfall = suspended.Shortfall, Wasted = suspended.Wasted };

    private static Suspended ToDomain(Wire.SuspendedWire suspended) =>
        new(suspended.Serial, suspended.SeenAt.ToInstant(), suspended.Shortfall, suspended.Wasted);

    private static Wire.UnknownClaimWire ToWire(UnknownClaim claim) => new()
    {
        PermitId = ToWire(claim.PermitId),
        Serial = claim.Serial,
        ClosedAt = claim.ClosedAt,
        WorstCase = claim.WorstCase,
        Booked = claim.Booked,
    };

    private static UnknownClaim ToDomain(Wire.UnknownClaimWire claim) =>
        new(ToGuid(claim.PermitId), claim.Serial, claim.ClosedAt, claim.WorstCase, claim.Booked);

    private static Wire.TotalsWire ToWire(LedgerTotals totals) => new()
    {
        Initial = totals.Initial,
        Refilled = totals.Refilled,
        Wasted = totals.Wasted,
        Settled = totals.Settled,
        Unknown = totals.Unknown,
        Foreign = totals.Foreign,
        Surplus = totals.Surplus,
        Throttled = totals.Throttled,
        Ignored = totals.Ignored,
    };

    private static LedgerTotals ToDomain(Wire.TotalsWire totals) => new(
        totals.Initial,
        totals.Refilled,
        totals.Wasted,
        totals.Settled,
        totals.Unknown,
        totals.Foreign,
        totals.Surplus,
        totals.Throttled,
        totals.Ignored);
}
