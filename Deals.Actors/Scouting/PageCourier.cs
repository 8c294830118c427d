using Akka.Actor;
using Akka.Event;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>Carries pages for the actor that owns it: from the request to Keepa over the lookup and the sightings to the answer of the last deal.
/// It lives inside that actor and keeps nothing across restarts; what a page's end means for a cursor is the owner's to decide.</summary>
/// <param name="lane">The lane that pays.</param>
/// <param name="repeatAfter">Wall time after which what has no answer is said again.</param>
/// <param name="router">Whom to ask for pages.</param>
/// <param name="deals">Who takes sightings.</param>
/// <param name="catalogue">What is known already, for free.</param>
/// <param name="clock">The domain clock.</param>
/// <param name="context">The owner's context.</param>
/// <param name="owner">The owner.</param>
/// <param name="hasMore">Whether more pages of a run will be asked for as soon as those in hand are done.</param>
/// <param name="ended">Hears the end of each page.</param>
internal sealed class PageCourier(
    Lane lane,
    TimeSpan repeatAfter,
    IActorRef router,
    IActorRef deals,
    ICatalogue catalogue,
    DomainClock clock,
    IActorContext context,
    IWithTimers owner,
    Func<FeedRun, bool> hasMore,
    Action<FeedRun, PageEnd> ended) : IDisposable
{
    private const int MostStoringTries = 30;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromHours(2);

    private readonly Dictionary<Guid, (FeedRun Run, int Page)> _asked = [];
    private readonly Dictionary<DealId, List<(FeedRun Run, int Page)>> _storing = [];
    private readonly HashSet<FeedRun> _runs = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IActorRef _self = context.Self;
    private readonly ILoggingAdapter _log = context.GetLogger();

    /// <summary>Tokens a minute of the plan, once Keepa has named them.</summary>
    public int? RefillRate { get; private set; }

    /// <summary>Begins to say again what may be lost.</summary>
    public void Start() => owner.Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, repeatAfter);

    /// <summary>Takes a page in hand and asks for it.</summary>
    public void Ask(FeedRun run, KeepaRequest.DealPage request)
    {
        var deadline = clock.GetUtcNow() + AnswerPatience;
        var asked = new PageInHand.Asked(
            request.Page, run.Attempts.GetValueOrDefault(request.Page), Guid.NewGuid(), request, deadline, deadline + clock.ToDomain(TimeSpan.FromMinutes(3)), "the router has not answered yet");
        _runs.Add(run);
        run.Pages[request.Page] = asked;
        _asked[asked.RequestId] = (run, request.Page);
        router.Tell(new PermitRequest(asked.RequestId, lane, request, deadline) { HasMore = hasMore(run) });
    }

    /// <summary>Lets go of every page of a run; what is still answered is ignored.</summary>
    public void Forget(FeedRun run)
    {
        foreach (var (request, _) in _asked.Where(a => a.Value.Run == run).ToList())
            _asked.Remove(request);
        foreach (var id in _storing.Where(s => s.Value.RemoveAll(p => p.Run == run) > 0 && s.Value.Count == 0).Select(s => s.Key).ToList())
            _storing.Remove(id);
        _runs.Remove(run);
        run.Reset();
    }

    /// <summary>How long to sleep until an instant: five seconds at most, so that what was learned meanwhile is looked at.</summary>
    public TimeSpan SleepUntil(DateTimeOffset at)
    {
        var wall = clock.ToWall(at - clock.GetUtcNow());
        return TimeSpan.FromTicks(Math.Clamp(wall.Ticks, TimeSpan.FromMilliseconds(50).Ticks, TimeSpan.FromSeconds(5).Ticks));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Takes a message that belongs to a page; false for any other.</summary>
    public bool Handle(object message)
    {
        switch (message)
        {
            case KeepaAnswer answer when _asked.Remove(answer.RequestId, out var of):
                Take(of.Run, of.Page, answer.Outcome);
                return true;
            case KeepaAnswer late:
                _log.Debug("An answer to request {RequestId} came after it had been given up", late.RequestId);
                return true;
            case Queued queued:
                Note(queued);
                return true;
            case Refused refused:
                if (_asked.Remove(refused.RequestId, out var by))
                    End(by.Run, new PageEnd.Postponed(by.Page, refused.Reason, refused.RetryAt));
                return true;
            case KnownRows known:
                Send(known);
                return true;
            case LookupFailed failed:
                LookAgain(failed);
                return true;
            case LookAgainNow again:
                LookUp(again.Run, again.Page, again.Sift);
                return true;
            case DealReply reply:
                Answered(reply);
                return true;
            case Tick:
                SendAgain();
                return true;
            default:
                return false;
        }
    }

    private void Note(Queued queued)
    {
        if (!_asked.TryGetValue(queued.RequestId, out var of) || of.Run.Pages.GetValueOrDefault(of.Page) is not PageInHand.Asked asked)
            return;
        of.Run.Pages[of.Page] = asked with
        {
            Waiting = queued.Place == 0 ? "Keepa answers" : $"place {queued.Place} in the {lane.ToString().ToLowerInvariant()} lane, about {queued.Eta:HH:mm:ss} UTC",
        };
    }

    private void Take(FeedRun run, int page, KeepaOutcome outcome)
    {
        if (run.Pages.GetValueOrDefault(page) is not PageInHand.Asked asked)
            return;
        if (outcome.Envelope is { DescribesBucket: true } envelope)
            RefillRate = envelope.RefillRate;
        switch (outcome)
        {
            case KeepaOutcome.DealPage rows:
                var sift = RowSift.Of(run.Feed, rows, run.Had);
                run.Pages[page] = new PageInHand.LookingUp(page, asked.Attempt, sift, IsLast: rows.RowCount < KeepaRequest.DealPage.PageSize, Tries: 0);
                LookUp(run, page, sift);
                break;
            case KeepaOutcome.EmptyPage:
                End(run, new PageEnd.Stored(page, IsLast: true, RowCounts.None with { Tokens = outcome.Envelope?.TokensConsumed ?? 0 }));
                break;
            case KeepaOutcome.Throttled throttled:
                End(run, new PageEnd.Postponed(page, "Keepa has no tokens", clock.GetUtcNow() + throttled.RetryAfter));
                break;
            case KeepaOutcome.Failed { Kind: FailureKind.InvalidRequest or FailureKind.Unauthorized or FailureKind.NotFound } failed:
                End(run, new PageEnd.Hopeless(page, failed.Error.ToString()));
                break;
            case KeepaOutcome.Failed failed:
                Fail(run, asked, failed.Error.ToString());
                break;
            case KeepaOutcome.Unknown unknown:
                Fail(run, asked, unknown.Reason);
                break;
            default:
                Fail(run, asked, $"Keepa answered a page with {outcome.GetType().Name}");
                break;
        }
    }

    private void Fail(FeedRun run, PageInHand.Asked asked, string error)
    {
        run.Attempts[asked.Page] = asked.Attempt + 1;
        End(run, new PageEnd.Failed(asked.Page, asked.Attempt + 1, error));
    }

    private void End(FeedRun run, PageEnd end)
    {
        run.Pages.Remove(end.Page);
        ended(run, end);
    }

    private void LookUp(FeedRun run, int page, RowSift sift)
    {
        if (!IsLookingUp(run, page, sift, out _))
            return;
        var ids = sift.Wanted.Select(r => new DealId(run.Feed.Query.Domain, r.Asin)).Distinct().ToList();
        _ = catalogue.KnownAsync(ids, _stopping.Token).PipeTo(
            _self,
            success: known => new KnownRows(run, page, sift, known),
            failure: e => new LookupFailed(run, page, sift, e.Message));
    }

    private void LookAgain(LookupFailed failed)
    {
        if (!IsLookingUp(failed.Run, failed.Page, failed.Sift, out var looking))
            return;
        if (looking.Tries >= MostStoringTries)
        {
            End(failed.Run, new PageEnd.Hopeless(failed.Page, $"the catalogue could not be read: {failed.Error}"));
            return;
        }

        failed.Run.Pages[failed.Page] = looking with { Tries = looking.Tries + 1 };
        owner.Timers.StartSingleTimer(
            $"look-{failed.Run.Feed.Name}-{failed.Page}", new LookAgainNow(failed.Run, failed.Page, failed.Sift), TimeSpan.FromSeconds(Math.Min(10, 1 + looking.Tries)));
    }

    private void Send(KnownRows known)
    {
        if (!IsLookingUp(known.Run, known.Page, known.Sift, out var looking))
            return;
        var (sightings, counts) = looking.Sift.Choose(known.Run.Feed, known.Known, known.Run.ReadBefore, clock.GetUtcNow());
        var storing = new PageInHand.Storing(known.Page, looking.Attempt, counts, looking.IsLast, sightings, Tries: 0);
        known.Run.Pages[known.Page] = storing;
        foreach (var (id, sight) in sightings)
        {
            if (!_storing.TryGetValue(id, out var waiting))
                _storing[id] = waiting = [];
            waiting.Add((known.Run, known.Page));
            deals.Tell(sight);
        }

        StoreIfAnswered(known.Run, storing);
    }

    private void Answered(DealReply reply)
    {
        if (!_storing.TryGetValue(reply.Id, out var waiting))
            return;
        var (run, page) = waiting[0];
        waiting.RemoveAt(0);
        if (waiting.Count == 0)
            _storing.Remove(reply.Id);
        if (run.Pages.GetValueOrDefault(page) is not PageInHand.Storing storing)
            return;
        var left = storing with { Unanswered = storing.Unanswered.Remove(reply.Id) };
        if (reply is DealReply.Refused refused)
            left = left with { Counts = left.Counts.WithSetAside($"{refused.Id}: {refused.Reason}") };
        run.Pages[page] = left;
        StoreIfAnswered(run, left);
    }

    private void StoreIfAnswered(FeedRun run, PageInHand.Storing storing)
    {
        if (storing.Unanswered.IsEmpty)
            End(run, new PageEnd.Stored(storing.Page, storing.IsLast, storing.Counts));
    }

    /// <summary>Says again what may have been lost: a request the router may have forgotten, a sighting a deal may not have stored. Both are
    /// taken once however often they are said.</summary>
    private void SendAgain()
    {
        var now = clock.GetUtcNow();
        foreach (var (run, page) in _runs.SelectMany(r => r.Pages.Values, (r, p) => (r, p)).ToList())
        {
            // The end of one page may have let go of the others.
            if (run.Pages.GetValueOrDefault(page.Page) == page)
                SendAgain(run, page, now);
        }
    }

    private void SendAgain(FeedRun run, PageInHand page, DateTimeOffset now)
    {
        switch (page)
        {
            case PageInHand.Asked asked when now > asked.GiveUpAt:
                _asked.Remove(asked.RequestId);
                Fail(run, asked, "no answer came before the deadline");
                break;
            case PageInHand.Asked asked:
                router.Tell(new PermitRequest(asked.RequestId, lane, asked.Request, asked.Deadline) { HasMore = hasMore(run) });
                break;
            case PageInHand.Storing { Tries: >= MostStoringTries } storing:
                End(run, new PageEnd.Hopeless(storing.Page, $"{storing.Unanswered.Count} deals did not answer, the first is {storing.Unanswered.Keys.Min(id => id.ToString())}"));
                break;
            case PageInHand.Storing storing:
                run.Pages[storing.Page] = storing with { Tries = storing.Tries + 1 };
                foreach (var sight in storing.Unanswered.Values.Where(_ => storing.Tries > 0))
                    deals.Tell(sight);
                break;
        }
    }

    private static bool IsLookingUp(FeedRun run, int page, RowSift sift, out PageInHand.LookingUp looking)
    {
        looking = (run.Pages.GetValueOrDefault(page) as PageInHand.LookingUp)!;
        // A page that was given up and asked for again has other rows.
        return ReferenceEquals(looking?.Sift, sift);
    }

    private sealed record KnownRows(FeedRun Run, int Page, RowSift Sift, IReadOnlyDictionary<DealId, KnownListing> Known) : INoSerializationVerificationNeeded;

    private sealed record LookupFailed(FeedRun Run, int Page, RowSift Sift, string Error) : INoSerializationVerificationNeeded;

    private sealed record LookAgainNow(FeedRun Run, int Page, RowSift Sift) : INoSerializationVerificationNeeded;

    private sealed class Tick : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly Tick Instance = new();
    }
}
