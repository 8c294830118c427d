using Akka.Actor;
using Akka.Event;
using Deals.Actors.Budget;
using Deals.Actors.Scheduling;

namespace Deals.Actors.Deals;

/// <summary>How a deal gets a look at its product: from what is stored if that is newer, else from the router; and what follows from it.</summary>
public sealed partial class DealActor
{
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan NeedLives = TimeSpan.FromDays(1);
    private static readonly TimeSpan SellerLives = TimeSpan.FromDays(7);
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(30);

    private void LookIntoStore(DealNeed need)
    {
        var record = ((Deal.Known)_deal).Record;
        _ = _around.Stored.FindNewerAsync(_id, record.Lens.PriceType, record.Product?.AsOf, record.LookedAt, Now, _stopping.Token)
            .PipeTo(Self, Sender, found => new StoreRead(need, found), failure => new StoreFailed(need, failure));
    }

    private void OnStoreRead(StoreRead read)
    {
        if (_deal is not Deal.Known { Record: var record } || _deal is Deal.Retired || record.Cycle != read.Need.Cycle)
        {
            Answer(new DealDecision([], NotDue(_deal)));
            return;
        }

        if (read.Found is not { } found)
        {
            _around.Router.Tell(Wish(read.Need), Sender);
            return;
        }

        // It was paid for and never taken in: the node died in between, or the journal failed. A person who waits gets a fresh look all the same.
        var decision = Decider.Decide(_deal, found with { Cycle = read.Need.Cycle });
        var after = decision.Events.Aggregate(_deal, static (deal, e) => deal.Apply(e));
        Carry(read.Need.IsAnew
            ? decision with { Reply = null, Need = read.Need with { Cycle = ((Deal.Known)after).Record.Cycle } }
            : decision with { Reply = NotDue(after) });
    }

    private DealReply.NotDue NotDue(Deal deal) => deal is Deal.Known { Record: var record }
        ? new DealReply.NotDue(_id, record.Cycle, record.Next?.Due, 0) { Plan = record.Next is { } next ? Decider.PlanOf(record, next) : null }
        : new DealReply.NotDue(_id, 0, null, 0);

    private void OnStoreFailed(StoreFailed failed)
    {
        // Not to know what is stored is no reason to buy it again.
        _log.Warning("Deal {Deal} does not know what is stored of it and buys nothing: {Error}", _id, failed.Cause.GetBaseException().Message);
        Sender.Tell(new NeedRefused(Wish(failed.Need).Subject, "The store of bodies does not answer.", Now + _around.Clock.ToDomain(StoreRetry)));
    }

    private Need Wish(DealNeed need)
    {
        var attempt = _deal is Deal.Known { Record.Attempts: var attempts } ? attempts : 0;
        var subject = new NeedSubject.ProductOf(_id.Domain, _id.Asin, need.Cycle, attempt, LookCosts.ShapeOf(need.Depth))
        {
            PriceType = (_deal as Deal.Known)?.Record.Lens.PriceType,
            IsDepthChosen = need.IsDepthChosen,
        };
        return new Need(subject, need.Lane, need.SoftDeadline, Now + NeedLives);
    }

    /// <summary>What an event leads to outside of the deal. All of it is asked again with the next look, so that nothing is lost with a message.</summary>
    private void Follow(DealEvent e)
    {
        if (_deal is not Deal.Known { Record: var record })
            return;
        switch (e)
        {
            case DealEvent.ProductRecorded or DealEvent.ProductConfirmed when record.SellerThatMatters is { } seller:
                if (record.Seller is not { } known || known.Facts.SellerId != seller.Value || Now - known.CheckedAt > SellerLives)
                    _around.Sellers.Tell(new AskSeller(_id.Domain, seller, _id));
                break;
            case DealEvent.FoundGone when record.GoneLooks >= DealDecider.GoneLooksToRetire:
                _around.Breaker.Tell(new MayBury(_id));
                break;
        }
    }

    /// <summary>A deal that is awake and due soon wakes itself. The due index would wake it too: this only saves it the way.</summary>
    private void ArmNearTimer()
    {
        Timers.Cancel(nameof(TimeHasCome));
        if (_deal is not Deal.Known { Record.Next: { Reason: not DueReason.NoFacts } next })
            return;
        var left = next.Due - Now;
        if (left > TimeSpan.Zero && left <= Near)
            Timers.StartSingleTimer(nameof(TimeHasCome), TimeHasCome.Instance, _around.Clock.ToWall(left));
    }

    private sealed record StoreRead(DealNeed Need, DealCommand.RecordProduct? Found) : INoSerializationVerificationNeeded;

    private sealed record StoreFailed(DealNeed Need, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed class TimeHasCome : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly TimeHasCome Instance = new();
    }
}
