using Deals.Actors.Budget;
using Wire = Deals.Actors.Serialization.Protos.Budget;

namespace Deals.Actors.Serialization;

/// <summary>The budget's events and messages on the wire.</summary>
internal static partial class BudgetWire
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<WireType> Types { get; } =
    [
        WireType.Of("b-request", Wire.PermitRequestWire.Parser, static (PermitRequest m) => ToWire(m), ToDomain),
        WireType.Of("b-queued", Wire.QueuedWire.Parser, static (Queued m) => ToWire(m), ToDomain),
        WireType.Of("b-refused", Wire.RefusedWire.Parser, static (Refused m) => ToWire(m), ToDomain),
        WireType.Of("b-answer", Wire.KeepaAnswerWire.Parser, static (KeepaAnswer m) => ToWire(m), ToDomain),
        WireType.Of("b-permit", Wire.PermitWire.Parser, static (Permit m) => ToWire(m), ToDomain),
        WireType.Of("b-settle", Wire.SettlePermitWire.Parser, static (SettlePermit m) => ToWire(m), ToDomain),
        WireType.Of("b-stored", Wire.SettlementsStoredWire.Parser, static (SettlementsStored m) => ToWire(m), ToDomain),
        WireType.Of("b-announce", Wire.GatewayAnnounceWire.Parser, static (GatewayAnnounce m) => ToWire(m), ToDomain),
        WireType.Of("b-welcome", Wire.GatewayWelcomeWire.Parser, static (GatewayWelcome m) => ToWire(m), ToDomain),
        WireType.Of("b-get", Wire.GetBudgetWire.Parser, static (GetBudget _) => new Wire.GetBudgetWire(), static _ => GetBudget.Instance),
        WireType.Of("b-status", Wire.BudgetStatusWire.Parser, static (BudgetStatus m) => ToWire(m), ToDomain),
        WireType.Of("b-need", Wire.NeedWire.Parser, static (Need m) => ToWire(m), ToDomain),
        WireType.Of("b-need-queued", Wire.NeedQueuedWire.Parser, static (NeedQueued m) => ToWire(m), ToDomain),
        WireType.Of("b-need-refused", Wire.NeedRefusedWire.Parser, static (NeedRefused m) => ToWire(m), ToDomain),
        WireType.Of("b-needs-ended", Wire.NeedsEndedWire.Parser, static (NeedsEnded m) => ToWire(m), ToDomain),
        WireType.Of("b-price", Wire.PriceToldWire.Parser, static (PriceTold m) => new Wire.PriceToldWire { Price = m.Price }, static wire => new PriceTold(wire.Price)),
        WireType.Of("b-hungry", Wire.GetAppetiteWire.Parser, static (GetAppetite _) => new Wire.GetAppetiteWire(), static _ => GetAppetite.Instance),
        WireType.Of("b-appetite", Wire.AppetiteWire.Parser, static (Appetite m) => ToWire(m), ToDomain),
        WireType.Of("b-set-lane", Wire.SetLaneWire.Parser, static (SetLane m) => ToWire(m), ToDomain),
        WireType.Of("b-lane-set", Wire.LaneSetWire.Parser, static (LaneSet m) => ToWire(m), ToDomain),
        WireType.Of("b-epoch", Wire.EpochOpenedWire.Parser, static (EpochOpened e) => ToWire(e), ToDomain),
        WireType.Of("b-granted", Wire.PermitGrantedWire.Parser, static (PermitGranted e) => ToWire(e), ToDomain),
        WireType.Of("b-settled", Wire.PermitSettledWire.Parser, static (PermitSettled e) => ToWire(e), ToDomain),
        WireType.Of("b-unknown", Wire.PermitUnknownWire.Parser, static (PermitUnknown e) => ToWire(e), ToDomain),
        WireType.Of("b-paused", Wire.LanePausedWire.Parser, static (LanePaused e) => ToWire(e), ToDomain),
        WireType.Of("b-resumed", Wire.LaneResumedWire.Parser, static (LaneResumed e) => ToWire(e), ToDomain),
        WireType.Of("b-snapshot", Wire.RouterSnapshotWire.Parser, static (RouterSnapshot s) => ToWire(s), ToDomain),
    ];

    private static Wire.PermitRequestWire ToWire(PermitRequest message) => new()
    {
        RequestId = ToWire(message.RequestId),
        Lane = (int)message.Lane,
        Request = ToWire(message.Request),
        Deadline = message.Deadline.ToWire(),
        HasMore = message.HasMore,
    };

    private static PermitRequest ToDomain(Wire.PermitRequestWire message) =>
        new(ToGuid(message.RequestId), ToLane(message.Lane), ToDomain(message.Request), message.Deadline.ToInstant()) { HasMore = message.HasMore };

    private static Wire.QueuedWire ToWire(Queued message) =>
        new() { RequestId = ToWire(message.RequestId), Place = message.Place, Eta = message.Eta.ToWire() };

    private static Queued ToDomain(Wire.QueuedWire message) => new(ToGuid(message.RequestId), message.Place, message.Eta.ToInstant());

    private static Wire.RefusedWire ToWire(Refused message)
    {
        var wire = new Wire.RefusedWire { RequestId = ToWire(message.RequestId), Reason = message.Reason };
        if (message.RetryAt is { } retryAt)
            wire.RetryAt = retryAt.ToWire();
        return wire;
    }

    private static Refused ToDomain(Wire.RefusedWire message) =>
        new(ToGuid(message.RequestId), message.Reason, message.HasRetryAt ? message.RetryAt.ToInstant() : null);

    private static Wire.KeepaAnswerWire ToWire(KeepaAnswer message) =>
        new() { RequestId = ToWire(message.RequestId), PermitId = ToWire(message.PermitId), Outcome = ToWire(message.Outcome) };

    private static KeepaAnswer ToDomain(Wire.KeepaAnswerWire message) =>
        new(ToGuid(message.RequestId), ToGuid(message.PermitId), ToDomain(message.Outcome));

    private static Wire.PermitWire ToWire(Permit message)
    {
        var wire = new Wire.PermitWire
        {
            PermitId = ToWire(message.PermitId),
            Epoch = message.Epoch,
            RequestId = ToWire(message.RequestId),
            Request = ToWire(message.Request),
            Expiry = message.Expiry.Ticks,
            Subjects = { message.Subjects.Select(ToWire) },
        };
        if (message.ReplyTo is not null)
            wire.ReplyTo = message.ReplyTo;
        return wire;
    }

    private static Permit ToDomain(Wire.PermitWire message) => new(
        ToGuid(message.PermitId),
        message.Epoch,
        ToGuid(message.RequestId),
        ToDomain(message.Request),
        message.HasReplyTo ? message.ReplyTo : null,
        ToDuration(message.Expiry))
    {
        Subjects = message.Subjects.Count == 0 ? [] : [.. message.Subjects.Select(ToDomain)],
    };

    private static Wire.SettlePermitWire ToWire(SettlePermit message) =>
        new() { PermitId = ToWire(message.PermitId), Fate = ToWire(message.Fate) };

    private static SettlePermit ToDomain(Wire.SettlePermitWire message) => new(ToGuid(message.PermitId), ToDomain(message.Fate));

    private static Wire.SettlementsStoredWire ToWire(SettlementsStored message) =>
        new() { Epoch = message.Epoch, PermitIds = { message.PermitIds.Select(ToWire) } };

    private static SettlementsStored ToDomain(Wire.SettlementsStoredWire message) => new(message.Epoch, ToGuids(message.PermitIds));

    private static Wire.GatewayAnnounceWire ToWire(GatewayAnnounce message) => new()
    {
        Clock = message.Clock.Ticks,
        InFlight = { message.InFlight.Select(ToWire) },
        Unacknowledged = { message.Unacknowledged.Select(ToWire) },
        Limit = message.Limit,
        Draining = message.Draining,
        Epoch = message.Epoch,
    };

    private static GatewayAnnounce ToDomain(Wire.GatewayAnnounceWire message) => new(
        ToDuration(message.Clock),
        ToGuids(message.InFlight),
        [.. message.Unacknowledged.Select(ToDomain)],
        message.Limit,
        message.Draining,
        message.Epoch);

    private static Wire.GatewayWelcomeWire ToWire(GatewayWelcome message) => new() { Epoch = message.Epoch };

    private static GatewayWelcome ToDomain(Wire.GatewayWelcomeWire message) => new(message.Epoch);
}
