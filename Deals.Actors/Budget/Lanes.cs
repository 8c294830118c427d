using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>A request that waits in its lane.</summary>
/// <param name="RequestId">The requester's name of it.</param>
/// <param name="Lane">Its lane.</param>
/// <param name="Request">What is to be sent.</param>
/// <param name="ReplyTo">The requester's serialized path.</param>
/// <param name="QueuedAt">Since when it waits, domain time.</param>
/// <param name="Deadline">Until when it waits, domain time.</param>
public sealed record QueuedRequest(Guid RequestId, Lane Lane, KeepaRequest Request, string ReplyTo, DateTimeOffset QueuedAt, DateTimeOffset Deadline)
{
    /// <summary>The wish, where it is one that can go out together with others.</summary>
    public Need? Need { get; init; }

    /// <summary>What it weighs, in tokens: its worst case, and 1 for what is free, so that no lane goes for ever.</summary>
    public int Weight => Math.Max(1, Request.WorstCaseCost);
}

/// <summary>Where a request stands.</summary>
/// <param name="Place">How many requests go out up to and with it.</param>
/// <param name="Tokens">How many tokens they weigh, estimated.</param>
public sealed record LanePlace(int Place, long Tokens);

/// <summary>The five queues, pure. Who is next is decided by start-time fair queuing in tokens (Goyal, Vin, Cheng 1996): each lane
/// carries the tag at which its head may start,
/// in tokens divided by its weight; the smallest tag goes next. So two lanes with work differ in what they got by at most one request
/// each, in proportion to their
/// weights; what a lane leaves unused goes to the others and is not owed to it; a lane that comes back starts with the others, not before
/// them.
/// The chosen head stays the head while tokens are gathered for it: smaller requests pass it only until their own tags reach its tag.
/// (A deficit round robin has the same shares, but a newcomer waits for a whole round; here for one request.)</summary>
public sealed record Lanes
{
    // Tags are integers: tokens x this / weight. Weights are at most 500, so that a token is never rounded to nothing.
    private const long TagsPerToken = 1_000_000;

    private readonly LaneShares _shares;
    private readonly int _capacity;
    private readonly ImmutableArray<LaneState> _lanes;
    private readonly WaitingIndex _waiting;
    private readonly long _virtualTime;

    // Not later than the first deadline of all that waits: a request that goes out does not move it.
    private readonly DateTimeOffset _noneExpiresBefore;

    private Lanes(LaneShares shares, int capacity, ImmutableArray<LaneState> lanes, WaitingIndex waiting, long virtualTime, DateTimeOffset noneExpiresBefore)
    {
        _shares = shares;
        _capacity = capacity;
        _lanes = lanes;
        _waiting = waiting;
        _virtualTime = virtualTime;
        _noneExpiresBefore = noneExpiresBefore;
    }

    /// <summary>Empty lanes.</summary>
    /// <param name="shares">How they share.</param>
    /// <param name="capacity">How many requests each of them holds.</param>
    public static Lanes Empty(LaneShares shares, int capacity) => new(
        shares, capacity, [.. LaneOrder.All.Select(static _ => LaneState.Empty)], WaitingIndex.Empty, 0, DateTimeOffset.MaxValue);

    /// <summary>Whether anything waits, in paused lanes too.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>The requests of a lane, oldest first.</summary>
    public ImmutableList<QueuedRequest> Of(Lane lane) => _lanes[(int)lane].Queue;

    /// <summary>Whether a lane is stopped.</summary>
    public bool IsPaused(Lane lane) => _lanes[(int)lane].Paused;

    /// <summary>Whether a lane takes no more.</summary>
    public bool IsFull(Lane lane) => Of(lane).Count >= _capacity;

    /// <summary>The waiting request of that name.</summary>
    public QueuedRequest? Find(Guid requestId) => _waiting.Find(requestId);

    /// <summary>Adds a request at the end of its lane.</summary>
    /// <exception cref="InvalidOperationException">The lane is full, or the request waits already.</exception>
    public Lanes Enqueue(QueuedRequest request)
    {
        if (IsFull(request.Lane) || _waiting.Find(request.RequestId) is not null)
        {
            throw new InvalidOperationException(
                $"The request {request.RequestId} cannot be queued in {request.Lane}: the lane is full, or it waits already.");
        }

        var lane = _lanes[(int)request.Lane];
        var queued = (lane.Queue.IsEmpty ? Restarted(lane) : lane) with { Queue = lane.Queue.Add(request) };
        var first = request.Deadline < _noneExpiresBefore ? request.Deadline : _noneExpiresBefore;
        return new(_shares, _capacity, _lanes.SetItem((int)request.Lane, queued), _waiting.With(request), _virtualTime, first);
    }

    /// <summary>The request that is next, if any lane that is not paused has one.</summary>
    public QueuedRequest? Next()
    {
        LaneState? next = null;
        foreach (var lane in _lanes)
        {
            if (lane.HasWork && (next is null || lane.Tag < next.Tag))
                next = lane;
        }

        return next?.Queue[0];
    }

    /// <summary>Says that a lane will have work again soon, so that its share is not spent by others in the moment between two of its requests.</summary>
    /// <param name="laneName">The lane.</param>
    /// <param name="until">How long to believe it; in the past for no longer.</param>
    public Lanes Expect(Lane laneName, DateTimeOffset until) => With(laneName, _lanes[(int)laneName] with { ExpectedUntil = until }, _waiting);

    /// <summary>Until when to wait for an empty lane whose turn it would be before a request; absent where nobody is waited for.</summary>
    public DateTimeOffset? Awaited(QueuedRequest next, DateTimeOffset now)
    {
        var tag = _lanes[(int)next.Lane].Tag;
        var awaited = _lanes.Where(l => l is { Paused: false, Queue.IsEmpty: true } && l.ExpectedUntil > now && l.Tag <= tag).ToList();
        return awaited.Count == 0 ? null : awaited.Max(static l => l.ExpectedUntil);
    }

    /// <summary>The wishes that go out in one request with a waiting one: those of its lane that fit with it, nearest to their soft deadline first.</summary>
    /// <param name="head">The wish that is next.</param>
    /// <param name="tokens">The tokens that the request may weigh.</param>
    /// <returns>At least the head itself, whatever it weighs.</returns>
    public ImmutableArray<QueuedRequest> BatchOf(QueuedRequest head, int tokens)
    {
        if (head.Need is not { Subject: var subject })
            return [head];
        var most = Math.Clamp(tokens / head.Weight, 1, subject.MostTogether);
        if (most == 1)
            return [head];
        return
        [
            .. Of(head.Lane).Where(q => q == head || (q.Need is { } need && need.Subject.FitsWith(subject)))
                .OrderBy(static q => q.Need!.SoftDeadline).ThenBy(static q => q.QueuedAt)
                .DistinctBy(static q => (q.Need!.Subject as NeedSubject.ProductOf)?.Asin.Value ?? q.RequestId.ToString())
                .Take(most),
        ];
    }

    /// <summary>Takes requests of one lane out and charges the lane for them.</summary>
    public Lanes Take(ImmutableArray<QueuedRequest> batch)
    {
        var name = batch[0].Lane;
        var lane = _lanes[(int)name];
        // The head alone is the usual case, and needs no search.
        var rest = batch is [var only] && ReferenceEquals(only, lane.Queue[0]) ? lane.Queue.RemoveAt(0) : lane.Queue.RemoveRange(batch);
        var waiting = _waiting;
        var weight = 0;
        foreach (var request in batch)
        {
            waiting = waiting.Without(request.RequestId);
            weight += request.Weight;
        }

        var taken = lane with { Queue = rest, Tag = lane.Tag + Tags(name, weight) };
        return With(name, taken, waiting, Math.Max(_virtualTime, lane.Tag));
    }

    /// <summary>How many wishes wait in a lane.</summary>
    public int NeedsIn(Lane lane) => Of(lane).Count(static q => q.Need is not null);

    /// <summary>Sends the answer of a waiting request somewhere else.</summary>
    public Lanes Readdress(QueuedRequest request, string replyTo)
    {
        var lane = _lanes[(int)request.Lane];
        var moved = request with { ReplyTo = replyTo };
        return With(request.Lane, lane with { Queue = lane.Queue.Replace(request, moved) }, _waiting.With(moved));
    }

    /// <summary>Takes a request out without charging for it.</summary>
    public Lanes Remove(QueuedRequest request)
    {
        var lane = _lanes[(int)request.Lane];
        return With(request.Lane, lane with { Queue = lane.Queue.Remove(request) }, _waiting.Without(request.RequestId));
    }

    /// <summary>Corrects a lane's charge once the true cost is known.</summary>
    /// <param name="laneName">The lane.</param>
    /// <param name="difference">True cost less what was charged, in tokens.</param>
    public Lanes Correct(Lane laneName, int difference)
    {
        var lane = _lanes[(int)laneName];
        // A lane without work keeps no refund: it comes back with the others, and not before them.
        return With(laneName, lane with { Tag = Math.Max(0, lane.Tag + Tags(laneName, difference)) }, _waiting);
    }

    /// <summary>Takes out the requests whose deadline has passed.</summary>
    public (Lanes Lanes, ImmutableArray<QueuedRequest> Expired) Expire(DateTimeOffset now)
    {
        if (now < _noneExpiresBefore)
            return (this, []);
        ImmutableArray<QueuedRequest> expired = [.. _lanes.SelectMany(static l => l.Queue).Where(q => q.Deadline <= now)];
        var rest = expired.Aggregate(this, static (lanes, request) => lanes.Remove(request));
        var first = rest.IsEmpty ? DateTimeOffset.MaxValue : rest._lanes.SelectMany(static l => l.Queue).Min(static q => q.Deadline);
        return (new Lanes(_shares, _capacity, rest._lanes, rest._waiting, rest._virtualTime, first), expired);
    }

    /// <summary>When to look for the next deadline that has passed: at the earliest of all that waits, or at that of one that has gone out meanwhile.</summary>
    public DateTimeOffset? FirstDeadline() => IsEmpty ? null : _noneExpiresBefore;

    /// <summary>Stops or continues a lane; what waits in it goes on waiting, until its deadline.</summary>
    public Lanes SetPaused(Lane laneName, bool paused)
    {
        var lane = _lanes[(int)laneName];
        return With(laneName, (paused ? lane : Restarted(lane)) with { Paused = paused }, _waiting);
    }

    /// <summary>Where a waiting request stands, estimated as if the lanes with work flowed side by side by their weights; absent in a
    /// paused lane, or if it does not wait.</summary>
    public LanePlace? PlaceOf(Guid requestId)
    {
        if (_waiting.Find(requestId) is not { Lane: var own } || IsPaused(own))
            return null;
        var ahead = Of(own).FindIndex(q => q.RequestId == requestId) + 1;
        long ownTokens = 0;
        for (var i = 0; i < ahead; i++)
            ownTokens += Of(own)[i].Weight;
        var place = new LanePlace(ahead, ownTokens);
        return LaneOrder.All.Where(l => l != own && _lanes[(int)l].HasWork).Aggregate(place, (sum, lane) =>
        {
            var (requests, tokens) = Beside(lane, ownTokens * _shares.Weight(lane) / _shares.Weight(own));
            return new LanePlace(sum.Place + requests, sum.Tokens + tokens);
        });
    }

    private (int Requests, long Tokens) Beside(Lane lane, long most)
    {
        var requests = 0;
        long tokens = 0;
        foreach (var queued in Of(lane))
        {
            if (tokens + queued.Weight > most)
                break;
            requests++;
            tokens += queued.Weight;
        }

        return (requests, tokens);
    }

    private long Tags(Lane lane, int tokens) => tokens * TagsPerToken / _shares.Weight(lane);

    private LaneState Restarted(LaneState lane) => lane with { Tag = Math.Max(_virtualTime, lane.Tag) };

    private Lanes With(Lane lane, LaneState state, WaitingIndex waiting, long? virtualTime = null) =>
        new(_shares, _capacity, _lanes.SetItem((int)lane, state), waiting, virtualTime ?? _virtualTime, _noneExpiresBefore);

    private sealed record LaneState(ImmutableList<QueuedRequest> Queue, long Tag, bool Paused)
    {
        public DateTimeOffset ExpectedUntil { get; init; } = DateTimeOffset.MinValue;

        public static readonly LaneState Empty = new([], 0, Paused: false);

        public bool HasWork => !Paused && !Queue.IsEmpty;
    }
}
