using Deals.Actors.Budget;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>The budget's status on the wire.</summary>
internal static partial class BudgetWire
{
    private static Wire.BudgetStatusWire ToWire(BudgetStatus status)
    {
        var wire = new Wire.BudgetStatusWire
        {
            AsOf = status.AsOf.ToWire(),
            Stale = status.Stale,
            Epoch = status.Epoch,
            Reserved = status.Reserved,
            ForeignDrainPerMinute = status.ForeignDrainPerMinute,
            Foreign = status.Foreign,
            Refilled = status.Refilled,
            Settled = status.Settled,
            Unknown = status.Unknown,
            Wasted = status.Wasted,
            Throttled = status.Throttled,
            FurtherPermits = status.FurtherPermits,
            Lanes = { status.Lanes.Select(ToWire) },
            Permits = { status.Permits.Select(ToWire) },
            Gateways = { status.Gateways.Select(ToWire) },
            Costs = { status.Costs.Select(ToWire) },
        };
        PutBucket(wire, status);
        if (status.Price is { } price)
            wire.Price = price;
        if (status.Utilisation is { } utilisation)
            wire.Utilisation = utilisation;
        if (status.WaitingFor is not null)
            wire.WaitingFor = status.WaitingFor;
        if (status.Alarm is not null)
            wire.Alarm = status.Alarm;
        if (status.WaitingUntil is { } until)
            wire.WaitingUntil = until.ToWire();
        return wire;
    }

    private static void PutBucket(Wire.BudgetStatusWire wire, BudgetStatus status)
    {
        if (status.TokensLeft is { } tokensLeft)
            wire.TokensLeft = tokensLeft;
        if (status.Capacity is { } capacity)
            wire.Capacity = capacity;
        if (status.RefillRate is { } rate)
            wire.RefillRate = rate;
        if (status.TokenFlowReduction is { } flow)
            wire.TokenFlowReduction = ToWire(flow);
        if (status.NextTickAt is { } next)
            wire.NextTickAt = next.ToWire();
    }

    private static BudgetStatus ToDomain(Wire.BudgetStatusWire wire) => new()
    {
        AsOf = wire.AsOf.ToInstant(),
        Stale = wire.Stale,
        Epoch = wire.Epoch,
        TokensLeft = wire.HasTokensLeft ? wire.TokensLeft : null,
        Capacity = wire.HasCapacity ? wire.Capacity : null,
        RefillRate = wire.HasRefillRate ? wire.RefillRate : null,
        TokenFlowReduction = wire.HasTokenFlowReduction ? ToDecimal(wire.TokenFlowReduction) : null,
        NextTickAt = wire.HasNextTickAt ? wire.NextTickAt.ToInstant() : null,
        Price = wire.HasPrice ? wire.Price : null,
        Reserved = wire.Reserved,
        ForeignDrainPerMinute = wire.ForeignDrainPerMinute,
        Foreign = wire.Foreign,
        Refilled = wire.Refilled,
        Settled = wire.Settled,
        Unknown = wire.Unknown,
        Wasted = wire.Wasted,
        Throttled = wire.Throttled,
        Utilisation = wire.HasUtilisation ? wire.Utilisation : null,
        WaitingFor = wire.HasWaitingFor ? wire.WaitingFor : null,
        Alarm = wire.HasAlarm ? wire.Alarm : null,
        WaitingUntil = wire.HasWaitingUntil ? wire.WaitingUntil.ToInstant() : null,
        Lanes = [.. wire.Lanes.Select(ToDomain)],
        Permits = [.. wire.Permits.Select(ToDomain)],
        FurtherPermits = wire.FurtherPermits,
        Gateways = [.. wire.Gateways.Select(ToDomain)],
        Costs = [.. wire.Costs.Select(ToDomain)],
    };

    private static Wire.CostStatusWire ToWire(CostStatus cost) => new() { Shape = cost.Shape, WorstCase = cost.WorstCase, Expected = cost.Expected, Requests = cost.Requests };

    private static CostStatus ToDomain(Wire.CostStatusWire cost) => new(cost.Shape, cost.WorstCase, cost.Expected, cost.Requests);

    private static Wire.LaneStatusWire ToWire(LaneStatus lane)
    {
        var wire = new Wire.LaneStatusWire
        {
            Lane = (int)lane.Lane,
            Floor = lane.Floor,
            Queued = lane.Queued,
            Settled = lane.Settled,
            Paused = lane.Paused,
        };
        if (lane.OldestWait is { } wait)
            wire.OldestWait = wait.Ticks;
        if (lane.Eta is { } eta)
            wire.Eta = eta.Ticks;
        return wire;
    }

    private static LaneStatus ToDomain(Wire.LaneStatusWire lane) => new(
        ToLane(lane.Lane),
        lane.Floor,
        lane.Queued,
        lane.HasOldestWait ? ToDuration(lane.OldestWait) : null,
        lane.HasEta ? ToDuration(lane.Eta) : null,
        lane.Settled,
        lane.Paused);

    private static Wire.PermitStatusWire ToWire(PermitStatus permit)
    {
        var wire = new Wire.PermitStatusWire
        {
            PermitId = ToWire(permit.PermitId),
            Epoch = permit.Epoch,
            Request = permit.Request,
            WorstCase = permit.WorstCase,
            GrantedAt = permit.GrantedAt.ToWire(),
            Deadline = permit.Deadline.ToWire(),
            FateUnknown = permit.FateUnknown,
            Gateway = permit.Gateway,
        };
        if (permit.Lane is { } lane)
            wire.Lane = (int)lane;
        return wire;
    }

    private static PermitStatus ToDomain(Wire.PermitStatusWire permit) => new(
        ToGuid(permit.PermitId),
        permit.Epoch,
        permit.HasLane ? ToLane(permit.Lane) : null,
        permit.Request,
        permit.WorstCase,
        permit.GrantedAt.ToInstant(),
        permit.Deadline.ToInstant(),
        permit.FateUnknown,
        permit.Gateway);

    private static Wire.GatewayStatusWire ToWire(GatewayStatus gateway) => new()
    {
        Path = gateway.Path,
        InFlight = gateway.InFlight,
        Limit = gateway.Limit,
        LastHeard = gateway.LastHeard.ToWire(),
        Draining = gateway.Draining,
    };

    private static GatewayStatus ToDomain(Wire.GatewayStatusWire gateway) =>
        new(gateway.Path, gateway.InFlight, gateway.Limit, gateway.LastHeard.ToInstant(), gateway.Draining);
}
