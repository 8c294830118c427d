using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Processing;

/// <summary>What a seller's actor works with.</summary>
/// <param name="Router">Where wishes are said.</param>
/// <param name="Deals">The region of the deals.</param>
/// <param name="Clock">The domain clock.</param>
/// <param name="SleepAfter">Wall time without a message after which it goes to sleep.</param>
public sealed record SellerSurroundings(IActorRef Router, IActorRef Deals, DomainClock Clock, TimeSpan SleepAfter);

/// <summary>One seller: remembers what Keepa said, so that one token serves every deal of the seller for a week.</summary>
public sealed class SellerActor : UntypedPersistentActor, IWithTimers
{
    private const int MostWaiting = 1000;
    private static readonly TimeSpan Lives = TimeSpan.FromDays(7);
    private static readonly TimeSpan UnknownLives = TimeSpan.FromDays(1);
    private static readonly TimeSpan NeedLives = TimeSpan.FromDays(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly AmazonDomain _domain;
    private readonly SellerId _seller;
    private readonly SellerSurroundings _around;
    private readonly HashSet<DealId> _waiting = [];
    private SellerLearned? _known;
    private long _waitingSince;

    /// <summary>Made by <see cref="Props"/>.</summary>
    public SellerActor(AmazonDomain domain, SellerId seller, SellerSurroundings around)
    {
        _domain = domain;
        _seller = seller;
        _around = around;
    }

    /// <inheritdoc />
    public override string PersistenceId => $"seller-{SellerExtractor.IdOf(_domain, _seller)}";

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to start one.</summary>
    /// <param name="entityId">The seller's id as the region has it.</param>
    /// <param name="around">What it works with.</param>
    public static Props Props(string entityId, SellerSurroundings around)
    {
        var (domain, seller) = SellerExtractor.Parse(entityId);
        return Akka.Actor.Props.Create(() => new SellerActor(domain, seller, around));
    }

    /// <inheritdoc />
    protected override void PreStart()
    {
        base.PreStart();
        Context.SetReceiveTimeout(_around.SleepAfter);
    }

    /// <inheritdoc />
    protected override void OnRecover(object message)
    {
        if (message is SellerLearned learned)
            _known = learned;
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case AskSeller ask:
                OnAsk(ask);
                break;
            case SellerArrived arrived:
                OnArrived(arrived);
                break;
            case AskNow:
                Ask();
                break;
            case ReceiveTimeout when _waiting.Count == 0 || _around.Clock.Wall.GetElapsedTime(_waitingSince) > LongestWait:
                // Who still waits asks again with its next look.
                Context.Parent.Tell(new Passivate(DealActor.Sleep.Instance));
                break;
            case DealActor.Sleep:
                Context.Stop(Self);
                break;
            case NeedQueued or NeedRefused or ReceiveTimeout:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnAsk(AskSeller ask)
    {
        var now = _around.Clock.GetUtcNow();
        if (_known is { } known && now - known.At < (known.Facts is null ? UnknownLives : Lives))
        {
            TellDeal(ask.For, known);
            return;
        }

        if (_waiting.Count >= MostWaiting)
            return;
        if (_waiting.Count == 0)
            _waitingSince = _around.Clock.Wall.GetTimestamp();
        _waiting.Add(ask.For);
        Ask();
    }

    private void Ask()
    {
        if (_waiting.Count == 0)
            return;
        var now = _around.Clock.GetUtcNow();
        var round = _known?.At.UtcTicks ?? 0;
        _around.Router.Tell(new Need(new NeedSubject.SellerOf(_domain, _seller, round), Lane.Enrichment, now, now + NeedLives));
        Timers.StartSingleTimer(nameof(AskNow), AskNow.Instance, AskAgain);
    }

    private void OnArrived(SellerArrived arrived) => Persist(new SellerLearned(arrived.Facts, arrived.AsOf, arrived.At), learned =>
    {
        _known = learned;
        Timers.Cancel(nameof(AskNow));
        foreach (var deal in _waiting)
            TellDeal(deal, learned);
        _waiting.Clear();
    });

    private void TellDeal(DealId deal, SellerLearned learned)
    {
        if (learned.Facts is { } facts)
            _around.Deals.Tell(new DealCommand.RecordSeller(deal, learned.At, facts, learned.AsOf), ActorRefs.NoSender);
    }

    private sealed class AskNow : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly AskNow Instance = new();
    }
}
