using System.Collections.Concurrent;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Host;

/// <summary>Deals that decide as real ones do, without actors, and can be made to wait or fail.</summary>
internal sealed class KeptDeals : IDealReader, IDealTeller
{
    public static readonly DateTimeOffset ListedAt = FakeBackends.Now.AddHours(-3);
    private readonly ConcurrentDictionary<DealId, Deal> _all = new();
    private readonly SemaphoreSlim _asked = new(0);
    private TaskCompletionSource? _held;

    public List<DealEvent> Events { get; } = [];

    public ConcurrentBag<DealId> Read { get; } = [];

    public string? Silence { get; set; }

    public Exception? Failure { get; set; }

    public DealId Keep(string asin, long price, DateTimeOffset? lookedAt = null)
    {
        var id = new DealId(AmazonDomain.Us, Asin.Parse(asin));
        var listing = new ListingFacts { Types = [new TypeFacts(PriceType.Used, price, null, null, PerRange.None, PerRange.None)] };
        Tell(new DealCommand.Sight(id, ListedAt, new FeedLens("us", PriceType.Used, DateRange.Quarter), listing, ListedAt));
        if (lookedAt is { } at)
            Tell(new DealCommand.RecordProduct(id, at, new ProductFacts(null, null, null, "00ff"), at));
        return id;
    }

    public DealRecord RecordOf(DealId id) => ((Deal.Known)_all[id]).Record;

    public DealDecision Tell(DealCommand command)
    {
        lock (Events)
        {
            var deal = _all.GetValueOrDefault(command.Id, Deal.None);
            var decision = Any.Decider.Decide(deal, command);
            _all[command.Id] = decision.Events.Aggregate(deal, static (d, e) => d.Apply(e));
            Events.AddRange(decision.Events);
            return decision;
        }
    }

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _held!.SetResult();

    public async Task Asked(int times)
    {
        for (var i = 0; i < times; i++)
            Assert.True(await _asked.WaitAsync(TimeSpan.FromSeconds(30)), $"Only {i} of {times} were asked for.");
    }

    public async Task<DealReply> ReadAsync(DealId id, CancellationToken cancellation)
    {
        Read.Add(id);
        _asked.Release();
        if (_held is { } held)
            await held.Task.WaitAsync(cancellation);
        if (Failure is not null)
            throw Failure;
        return _all.TryGetValue(id, out var deal) && deal is Deal.Known known ? new DealReply.Details(id, known, 1) : new DealReply.NotKnown(id);
    }

    public Task<OrderOutcome> TellAsync(DealCommand command, CancellationToken cancellation) => Silence is { } silence
        ? throw new NoAnswerException(silence)
        : Task.FromResult<OrderOutcome>(new OrderOutcome.Done(((DealReply.Done)Tell(command).Reply!).Change));
}
