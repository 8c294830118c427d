using Akka.Event;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>What the router tells people.</summary>
public sealed partial class KeepaRouter
{
    private BudgetStatus Status()
    {
        var now = Now;
        var ledger = _state.Ledger;
        var inFlight = new Plan(_state, InFlight()).InFlight;
        return new BudgetStatus
        {
            AsOf = now,
            Epoch = _state.Epoch,
            TokensLeft = ledger.Balance(now),
            Capacity = ledger.Anchor?.Capacity,
            RefillRate = ledger.Anchor?.RefillRate,
            TokenFlowReduction = ledger.Anchor?.TokenFlowReduction,
            NextTickAt = ledger.NextTickAt(now),
            Price = _price,
            Reserved = ledger.Held,
            ForeignDrainPerMinute = ledger.DrainPerMinute(now),
            Alarm = _foreign.Text(ledger.DrainPerMinute(now), ledger.Anchor?.TokensPerTick ?? 0),
            Foreign = ledger.Totals.Foreign,
            Refilled = ledger.Totals.Refilled,
            Settled = ledger.Totals.Settled,
            Unknown = ledger.Totals.Unknown,
            Wasted = ledger.Totals.Wasted,
            Throttled = ledger.Totals.Throttled,
            Utilisation = ledger.Utilisation,
            WaitingFor = _waiting?.Reason,
            WaitingUntil = _waiting?.Until,
            Lanes = [.. LaneOrder.All.Select(lane => LaneStatusOf(lane, now))],
            Permits = [.. _state.Permits.Values.OrderBy(static p => p.At).Take(BudgetStatus.MostPermits).Select(PermitStatusOf)],
            FurtherPermits = Math.Max(0, _state.Permits.Count - BudgetStatus.MostPermits),
            Gateways = _gateways.Statuses(inFlight),
            Costs = [.. _state.Costs.ByShape.Values.Select(static c => new CostStatus(c.Shape.Name, c.WorstCase, c.Expected, c.Requests))],
        };
    }

    private void LookForForeignUse()
    {
        var (drain, refill) = (_state.Ledger.DrainPerMinute(Now), _state.Ledger.Anchor?.TokensPerTick ?? 0);
        var before = _foreign;
        _foreign = before.Look(drain, refill);
        if (_foreign.IsOn && !before.IsOn)
            _log.Warning("{Alarm}", _foreign.Text(drain, refill));
        else if (before.IsOn && !_foreign.IsOn)
            _log.Info("Nobody else uses this key to speak of any more: {PerMinute} tokens a minute", Math.Round(drain, 2));
    }

    private LaneStatus LaneStatusOf(Lane lane, DateTimeOffset now)
    {
        var queue = _lanes.Of(lane);
        return new LaneStatus(
            lane,
            _settings.Shares.Floor(lane),
            queue.Count,
            queue.IsEmpty ? null : now - queue[0].QueuedAt,
            queue.IsEmpty ? null : EtaOf(queue[^1], now) - now,
            _state.SettledByLane.GetValueOrDefault(lane),
            _lanes.IsPaused(lane));
    }

    private PermitStatus PermitStatusOf(PermitGranted permit)
    {
        var open = _state.Ledger.Open[permit.PermitId];
        return new PermitStatus(
            permit.PermitId,
            permit.Epoch,
            permit.Lane,
            InWords(permit.Request),
            permit.WorstCase,
            permit.At,
            open.Deadline,
            open.FateUnknown,
            permit.Gateway);
    }

    private static string InWords(KeepaRequest request) => request switch
    {
        KeepaRequest.Token => "the balance",
        KeepaRequest.DealPage page => $"page {page.Page} of {page.Query.PriceType} deals in {page.Query.Domain}",
        KeepaRequest.Products products => $"{products.Asins.Length} products in {products.Domain}{Extras(products.Shape)}",
        KeepaRequest.ProductsByCode byCode => $"products of {byCode.Codes.Length} codes in {byCode.Domain}",
        KeepaRequest.Sellers sellers => $"{sellers.Ids.Length} sellers in {sellers.Domain}",
        _ => request.GetType().Name,
    };

    private static string Extras(ProductShape shape) => shape.Offers is not null ? " with offers" : shape.BuyBox ? " with the buy box" : "";

    private void Report(LedgerEvent fact)
    {
        switch (fact)
        {
            case LedgerEvent.PlanLearned { RateBefore: null } plan:
                _log.Info("The plan refills {Rate} tokens a minute; the bucket holds {Capacity}", plan.Rate, plan.Capacity);
                break;
            case LedgerEvent.PlanLearned plan:
                _log.Warning(
                    "The plan changed from {Before} to {Rate} tokens a minute; the bucket holds {Capacity}", plan.RateBefore, plan.Rate, plan.Capacity);
                break;
            case LedgerEvent.ForeignUse use:
                _log.Debug(
                    "Somebody else used {Tokens} tokens of this key; {PerMinute} a minute on average", use.Tokens, Math.Round(use.PerMinute, 2));
                break;
            case LedgerEvent.Surplus surplus:
                _log.Info("Keepa has {Tokens} tokens more than predicted", surplus.Tokens);
                break;
            case LedgerEvent.UnknownBooked booked:
                _log.Warning(
                    "Permit {PermitId} without an answer is booked with {Tokens} of at most {WorstCase} tokens",
                    booked.PermitId,
                    booked.Booked,
                    booked.WorstCase);
                break;
            case LedgerEvent.ServerClockWentBack back:
                _log.Warning("Keepa's clock went back by {By}", back.By);
                break;
            case LedgerEvent.Throttled throttled:
                _log.Warning("Keepa answered 429; nothing is granted before {Until}", throttled.Until);
                break;
            case LedgerEvent.KeyRefused refused:
                _log.Error("Keepa refuses the key: {Reason}. It is tried again at {ProbeAt}", refused.Reason, refused.ProbeAt);
                break;
            case LedgerEvent.KeyAccepted:
                _log.Info("Keepa takes the key");
                break;
            case LedgerEvent.SettlementIgnored ignored:
                _log.Debug("A settlement of permit {PermitId} is ignored: it is not open", ignored.PermitId);
                break;
        }
    }
}
