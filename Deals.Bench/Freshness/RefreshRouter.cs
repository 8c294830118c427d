using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Bench.Budget;

namespace Deals.Bench.Freshness;

/// <summary>What the router did.</summary>
/// <param name="Wishes">The deals or slices whose request was answered; empty where it waits.</param>
/// <param name="IsPage">Whether they are slices of the feed.</param>
/// <param name="At">When it was answered, or until when it waits.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RouterStep(ImmutableArray<int> Wishes, bool IsPage, DateTimeOffset At);

/// <summary>The production's lanes, grant rules, learned costs and ledger before a bucket that charges like Keepa. One request at a time.</summary>
internal sealed class RefreshRouter
{
    /// <summary>What a request takes.</summary>
    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(800);

    private const short Page = 1;
    private static readonly KeepaRouterSettings Settings = new();
    private static readonly GrantRules Rules = new(Settings.InteractiveDebtMinutes, Settings.LargestShare, Settings.Linger);
    private static readonly DealQuery Query = new() { Domain = AmazonDomain.Us, PriceType = PriceType.Amazon };
    private static readonly ImmutableDictionary<int, ProductShape> Shapes = ShapesByCost();
    private TokenLedger _ledger = TokenLedger.Empty(Settings.Ledger);
    private Lanes _lanes = Lanes.Empty(Settings.Shares, Settings.LaneCapacity);
    private LearnedCosts _costs = LearnedCosts.None;
    private readonly Dictionary<Lane, long> _settled = LaneOrder.All.ToDictionary(static lane => lane, static _ => 0L);
    private int _permits;

    /// <summary>A router before its first question for the balance.</summary>
    /// <param name="rate">The plan's rate; only the bucket is told.</param>
    /// <param name="balance">The bucket's at the start.</param>
    /// <param name="seed">For the bucket's announcements.</param>
    /// <param name="now">The start.</param>
    public RefreshRouter(int rate, int balance, int seed, DateTimeOffset now)
    {
        var random = new Random(seed);
        Bucket = new KeepaBucket(rate, balance, now + (KeepaBucket.Period * random.NextDouble()), random);
    }

    /// <summary>The truth about the tokens.</summary>
    public KeepaBucket Bucket { get; }

    /// <summary>Tokens of what waits in the lanes.</summary>
    public int Waiting { get; private set; }

    /// <summary>Tokens that were spent on products, and on pages.</summary>
    public (long Products, long Pages) Spent { get; private set; }

    /// <summary>Tokens a minute that really come: Keepa's minute is longer than a minute.</summary>
    public double SupplyPerMinute => (_ledger.Anchor?.TokensPerTick ?? Bucket.Rate) / Settings.Ledger.TickPeriod.TotalMinutes;

    /// <summary>Tokens that are there for a grant.</summary>
    public int Free(DateTimeOffset now) => _ledger.Free(now) ?? 0;

    /// <summary>Tokens that are free beyond what is kept for those who come.</summary>
    public int Idle(DateTimeOffset now) => Free(now) - (Settings.IdleReserveMinutes * (_ledger.Anchor?.RefillRate ?? 0));

    /// <summary>Whether a lane takes no more.</summary>
    public bool IsFull(Lane lane) => _lanes.Of(lane).Count >= Settings.MostNeedsALane;

    /// <summary>Whether a lane has room for another wish.</summary>
    public bool CanTake(Lane lane) => _lanes.NeedsIn(lane) < Settings.MostNeedsALane;

    /// <summary>The plan and what every lane has cost, as production's router tells them.</summary>
    public BudgetStatus Status(DateTimeOffset now) => new()
    {
        AsOf = now,
        Epoch = 1,
        RefillRate = _ledger.Anchor?.RefillRate,
        Reserved = 0,
        ForeignDrainPerMinute = 0,
        Foreign = 0,
        Refilled = Bucket.Refilled,
        Settled = Bucket.Charged,
        Unknown = 0,
        Wasted = 0,
        Throttled = 0,
        Lanes = [.. LaneOrder.All.Select(lane => new LaneStatus(lane, 0, _lanes.NeedsIn(lane), null, null, _settled[lane], false))],
        Permits = [],
        Gateways = [],
    };

    /// <summary>Tokens that a lane has cost.</summary>
    public long SettledOf(Lane lane) => _settled[lane];

    /// <summary>A deal wants a look.</summary>
    public void Wish(int deal, int cost, Lane lane, DateTimeOffset soft, DateTimeOffset now)
    {
        var asin = Asin.Parse(string.Create(CultureInfo.InvariantCulture, $"B{deal:D9}"));
        var subject = new NeedSubject.ProductOf(AmazonDomain.Us, asin, 0, 0, Shapes[cost]);
        Enqueue(new QueuedRequest(NameOf(deal, 0), lane, subject.Alone, "", now, now.AddYears(1)) { Need = new Need(subject, lane, soft, now.AddYears(1)) });
    }

    /// <summary>A slice of the feed is to be read.</summary>
    public void WishPage(int slice, Lane lane, DateTimeOffset now) =>
        Enqueue(new QueuedRequest(NameOf(slice, Page), lane, new KeepaRequest.DealPage(Query, slice % (KeepaRequest.DealPage.LastPage + 1)), "", now, now.AddYears(1)));

    /// <summary>Sends what may go out now, and takes its answer in; or says until when it waits.</summary>
    public RouterStep Look(DateTimeOffset now)
    {
        if (_ledger.ReasonToAsk(now) is not null)
            now = Send(new KeepaRequest.Token(), 0, 0, now);
        var step = GrantRules.Turn(_lanes, _ledger, now);
        if (step is GrantStep.Turn turn)
            step = Rules.Form(turn.Head, _lanes, _ledger, _costs, now);
        switch (step)
        {
            case GrantStep.Grant grant:
                _lanes = _lanes.Take(grant.Batch);
                Waiting -= grant.Batch.Sum(static q => q.Weight);
                var isPage = grant.Request is KeepaRequest.DealPage;
                var cost = grant.Request.WorstCaseCost;
                _settled[grant.Batch[0].Lane] += cost;
                Spent = isPage ? (Spent.Products, Spent.Pages + cost) : (Spent.Products + cost, Spent.Pages);
                return new RouterStep([.. grant.Batch.Select(static q => IndexOf(q.RequestId))], isPage, Send(grant.Request, grant.WorstCase, cost, now));
            case GrantStep.Wait wait:
                return new RouterStep([], false, wait.Until > now ? wait.Until : now + TimeSpan.FromSeconds(1));
            case GrantStep.Impossible impossible:
                throw new InvalidOperationException($"A look does not fit into the plan: {impossible.Reason}");
            default:
                return new RouterStep([], false, DateTimeOffset.MaxValue);
        }
    }

    private DateTimeOffset Send(KeepaRequest request, int worstCase, int cost, DateTimeOffset now)
    {
        var id = NameOf(++_permits, 2);
        _ledger = _ledger.Reserve(id, worstCase, now, now + Settings.LongestHold);
        if (cost > 0 && !Bucket.Admits(now))
            throw new InvalidOperationException("The ledger granted what Keepa refuses.");
        now += Latency;
        var reading = cost > 0 ? Bucket.Charge(now, cost) : Bucket.Read(now);
        var envelope = new TokenEnvelope(reading.At, reading.Left, reading.RefillIn, reading.Rate, 0, reading.Consumed, TimeSpan.Zero);
        _ledger = _ledger.Settle(id, new PermitFate.Answered(envelope), now).Ledger;
        _costs = _costs.Seen(request, reading.Consumed);
        return now;
    }

    private void Enqueue(QueuedRequest request)
    {
        _lanes = _lanes.Enqueue(request);
        Waiting += request.Weight;
    }

    private static Guid NameOf(int index, short kind) => new(index, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static int IndexOf(Guid name)
    {
        Span<byte> bytes = stackalloc byte[16];
        name.TryWriteBytes(bytes);
        return MemoryMarshal.Read<int>(bytes);
    }

    // Every way to ask for a product and what it costs at most, by Keepa's documentation.
    private static ImmutableDictionary<int, ProductShape> ShapesByCost()
    {
        ProductShape[] first = [ProductShape.Full, ProductShape.Full with { BuyBox = true }, ProductShape.WithOffers, ProductShape.Full with { Offers = 30 }];
        var shapes = first
            .SelectMany(static s => new[] { s, s with { Rating = true } })
            .SelectMany(static s => new[] { s, s with { UpdateHours = 0 } });
        var byCost = ImmutableDictionary.CreateBuilder<int, ProductShape>();
        foreach (var shape in shapes)
            byCost.TryAdd(shape.WorstCaseCost, shape);
        return byCost.ToImmutable();
    }
}
