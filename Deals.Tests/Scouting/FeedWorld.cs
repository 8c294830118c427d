using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Tests.Scouting;

/// <summary>What stands around a scout in a test: a feed, a router that answers from it, deals that store, and a catalogue that reads what they stored.</summary>
internal sealed class FeedWorld : ICatalogue
{
    private int _inFlight;

    /// <summary>The feed's rows in its order now; a test may change it at any time.</summary>
    public IReadOnlyList<DealRow> Feed { get; set; } = [];

    /// <summary>Whether a query's range of prices is held to.</summary>
    public bool FiltersByPrice { get; set; }

    /// <summary>What to answer instead of a page, per page; each is used once.</summary>
    public ConcurrentDictionary<int, ConcurrentQueue<KeepaOutcome?>> Instead { get; } = new();

    /// <summary>Lookups that fail before the next one works.</summary>
    public int FailingLookups { get; set; }

    /// <summary>Sightings that get no answer, the first of each deal.</summary>
    public HashSet<DealId> Deaf { get; } = [];

    /// <summary>Deals whose journal rejects the sighting.</summary>
    public HashSet<DealId> Poisoned { get; } = [];

    /// <summary>What the deals have stored.</summary>
    public ConcurrentDictionary<DealId, DealCommand.Sight> Stored { get; } = new();

    /// <summary>Sightings that were sent.</summary>
    public ConcurrentQueue<DealCommand.Sight> Sent { get; } = new();

    /// <summary>Pages that were asked for.</summary>
    public ConcurrentQueue<int> Asked { get; } = new();

    /// <summary>The most pages that were on their way at once.</summary>
    public int MostInFlight { get; private set; }

    public int RefillRate { get; set; } = 20;

    public static DealRow Row(int number, DateTimeOffset lastUpdate, long used = 1000) => new()
    {
        Asin = Asin.Parse($"B{number:D9}"),
        LastUpdate = lastUpdate,
        Types = [new TypeFacts(PriceType.Used, used, lastUpdate, null, PerRange.None, PerRange.None)],
    };

    public static DealId IdOf(int number) => DealId.Parse($"1-B{number:D9}");

    public Props Router() => Props.Create(() => new RouterActor(this));

    public Props Deals() => Props.Create(() => new DealsActor(this));

    public Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation)
    {
        if (FailingLookups > 0)
        {
            FailingLookups--;
            return Task.FromException<IReadOnlyDictionary<DealId, KnownListing>>(new InvalidOperationException("The catalogue is locked."));
        }

        return Task.FromResult<IReadOnlyDictionary<DealId, KnownListing>>(ids.Where(Stored.ContainsKey).ToDictionary(id => id, id => new KnownListing(Stored[id].AsOf, Stored[id].Listing.Of(Stored[id].Lens.PriceType)?.Current, [Stored[id].Lens.Feed])));
    }

    public Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<CatalogueRow> StreamAsync(DealFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<DealId>> FindByAsinAsync(Asin asin, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AppraisalCounts> CountAppraisalsAsync(DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<StatusCounts> CountByStatusAsync(DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<FreshnessCounts> FreshnessAsync(DateTimeOffset now, TimeSpan maxAge, int next, CancellationToken cancellation) => throw new NotSupportedException();

    private KeepaOutcome Answer(KeepaRequest.DealPage request)
    {
        var page = request.Page;
        if (Instead.TryGetValue(page, out var instead) && instead.TryDequeue(out var outcome) && outcome is not null)
            return outcome;
        var envelope = new TokenEnvelope(DateTimeOffset.UnixEpoch, 100, TimeSpan.FromSeconds(30), RefillRate, 0, 5, TimeSpan.FromMilliseconds(1));
        var rows = Feed.Where(row => !FiltersByPrice || (request.Query.CurrentRange?.Holds(row.Of(request.Query.PriceType)?.Current) ?? true)).Skip(page * KeepaRequest.DealPage.PageSize).Take(KeepaRequest.DealPage.PageSize).ToImmutableArray();
        return rows.IsEmpty ? new KeepaOutcome.EmptyPage(envelope) : new KeepaOutcome.DealPage(rows, [], envelope);
    }

    private sealed class RouterActor : ReceiveActor
    {
        private readonly HashSet<Guid> _answered = [];

        public RouterActor(FeedWorld world) => Receive<PermitRequest>(request =>
        {
            if (!_answered.Add(request.RequestId))
                return;
            var page = (KeepaRequest.DealPage)request.Request;
            world.Asked.Enqueue(page.Page);
            world.MostInFlight = Math.Max(world.MostInFlight, ++world._inFlight);
            Sender.Tell(new Queued(request.RequestId, 0, request.Deadline));
            Sender.Tell(new KeepaAnswer(request.RequestId, Guid.NewGuid(), world.Answer(page)));
            world._inFlight--;
        });
    }

    private sealed class DealsActor : ReceiveActor
    {
        public DealsActor(FeedWorld world) => Receive<DealCommand.Sight>(sight =>
        {
            world.Sent.Enqueue(sight);
            if (world.Deaf.Remove(sight.Id))
                return;
            if (world.Poisoned.Contains(sight.Id))
            {
                Sender.Tell(new DealReply.Refused(sight.Id, "The journal rejected it."));
                return;
            }

            world.Stored.AddOrUpdate(sight.Id, sight, (_, before) => sight.AsOf > before.AsOf ? sight : before);
            Sender.Tell(new DealReply.Done(sight.Id, DealChange.Discovered));
        });
    }
}
