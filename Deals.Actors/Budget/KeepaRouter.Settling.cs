using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>How permits end: settled by their gateway, lost on the way, or never heard of again.</summary>
public sealed partial class KeepaRouter
{
    private const string NotArrived = "The permit did not reach its gateway in time.";

    private void OnAnnounce(GatewayAnnounce announce)
    {
        if (_gateways.Hear(Sender, announce, Now))
            Context.Watch(Sender);
#if NEXT_WIRE
        Sender.Tell(Serialization.NextWire.IsReadBy(Context.System, Sender)
            ? new Serialization.GatewayGreeting(_state.Epoch, Serialization.NextWire.Version)
            : new GatewayWelcome(_state.Epoch));
#else
        Sender.Tell(new GatewayWelcome(_state.Epoch));
#endif
        var lost = NeverArrived(GatewayRoster.PathOf(Sender), announce);
        var notSent = new KeepaOutcome.Failed(FailureKind.NotSent, new KeepaError("permitLost", NotArrived), null);
        Settle(
            [.. announce.Unacknowledged, .. lost.Select(static p => new SettlePermit(p.PermitId, new PermitFate.NotSent(NotArrived)))],
            () => Answer(lost, notSent));
    }

    /// <summary>The permits that a gateway neither has in flight nor has settled when its own clock is past their expiry: they were lost
    /// on the way,
    /// and if they come after all, they come too late to be sent.</summary>
    private ImmutableArray<PermitGranted> NeverArrived(string gateway, GatewayAnnounce announce)
    {
        var known = announce.InFlight.Concat(announce.Unacknowledged.Select(static s => s.PermitId)).ToHashSet();
        return
        [
            .. InFlight().Where(p => string.Equals(p.Gateway, gateway, StringComparison.Ordinal)
                && _expiries.TryGetValue(p.PermitId, out var expiry) && announce.Clock > expiry && !known.Contains(p.PermitId)),
        ];
    }

    private void OnGatewayLost(IActorRef gateway)
    {
        if (_gateways.Forget(gateway) is not { } path)
            return;
        _log.Warning("The gateway {Gateway} is gone", path);
        LoseSight([.. InFlight().Where(p => string.Equals(p.Gateway, path, StringComparison.Ordinal))], "The node that sent it was lost.");
    }

    /// <summary>Stores that nobody will tell what became of permits, then tells it to those who wait for them.</summary>
    private void LoseSight(ImmutableArray<PermitGranted> permits, string reason)
    {
        var now = Now;
        Store([.. permits.Select(p => new PermitUnknown(p.PermitId, reason, now))], () =>
        {
            Answer(permits, new KeepaOutcome.Unknown(reason));
            Pump();
        });
    }

    private static void Answer(ImmutableArray<PermitGranted> permits, KeepaOutcome outcome)
    {
        foreach (var permit in permits.Where(static p => p.ReplyTo is not null))
            Resolve(permit.ReplyTo!).Tell(new KeepaAnswer(permit.RequestId, permit.PermitId, outcome));
    }

    /// <summary>Stores what became of permits, then acknowledges it; what is known already is acknowledged at once.</summary>
    private void Settle(ImmutableArray<SettlePermit> settlements, Action? afterwards = null)
    {
        var gateway = Sender;
        var now = Now;
        var epoch = _state.Epoch;
        foreach (var duplicate in settlements.Where(s => !_state.Permits.ContainsKey(s.PermitId)))
            Apply(new PermitSettled(duplicate.PermitId, duplicate.Fate, now));
        var news = settlements.Where(s => IsNews(s)).Select<SettlePermit, IBudgetEvent>(s => s.Fate is PermitFate.Unknown unknown
            ? new PermitUnknown(s.PermitId, unknown.Reason, now)
            : new PermitSettled(s.PermitId, s.Fate, now));
        Store([.. news], () =>
        {
            if (settlements.Length > 0)
                gateway.Tell(new SettlementsStored(epoch, [.. settlements.Select(static s => s.PermitId)]));
            afterwards?.Invoke();
            Pump();
        });
    }

    private bool IsNews(SettlePermit settlement) =>
        _state.Ledger.Open.TryGetValue(settlement.PermitId, out var open) && !(open.FateUnknown && settlement.Fate is PermitFate.Unknown);

    private void Ended(PermitGranted permit, PermitFate fate)
    {
        if (permit.Request is KeepaRequest.Token)
            _failedAsks = fate is PermitFate.Answered ? 0 : _failedAsks + 1;
        if (permit.Lane is not { } lane)
            return;
        if (permit.Needs.IsEmpty)
            _answered.Add(permit.RequestId);
        EndNeeds(permit, fate);
        var cost = fate is PermitFate.Answered answered ? answered.Envelope.TokensConsumed : 0;
        _lanes = _lanes.Correct(lane, cost - permit.Request.WorstCaseCost);
    }

    private void LostSight(PermitGranted permit, string reason)
    {
        _log.Warning("What became of permit {PermitId} is unknown: {Reason}", permit.PermitId, reason);
        if (permit.Request is KeepaRequest.Token)
            _failedAsks++;
        if (permit.Lane is null)
            return;
        if (permit.Needs.IsEmpty)
            _answered.Add(permit.RequestId);
        EndNeeds(permit, new PermitFate.Unknown(reason));
    }
}
