using Akka.Actor;
using Akka.Event;
using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>The way of one page: from Keepa's outcome over the lookup and the sightings to its stored cursor.</summary>
public sealed partial class ScoutActor
{
    private void Take(FeedRun run, int page, KeepaOutcome outcome)
    {
        if (Of(run.Feed.Name).Sweep is not { } sweep || run.Pages.GetValueOrDefault(page) is not PageInHand.Asked asked)
            return;
        if (outcome.Envelope is { DescribesBucket: true } envelope)
            _refillRate = envelope.RefillRate;
        switch (outcome)
        {
            case KeepaOutcome.DealPage rows:
                run.Pages[page] = new PageInHand.LookingUp(
                    page, asked.Attempt, RowSift.Of(run.Feed, rows, run.Had), IsLast: rows.RowCount < KeepaRequest.DealPage.PageSize, Tries: 0);
                LookUp(run, sweep.Pass, page);
                break;
            case KeepaOutcome.EmptyPage:
                run.Pages.Remove(page);
                Record(run, new ScoutEvent.PageStored(run.Feed.Name, _clock.GetUtcNow(), sweep.Pass, page, IsLast: true, RowCounts.None));
                break;
            case KeepaOutcome.Throttled throttled:
                Hold(run, "Keepa has no tokens", _clock.GetUtcNow() + throttled.RetryAfter);
                Return(run, page);
                break;
            case KeepaOutcome.Failed { Kind: FailureKind.InvalidRequest or FailureKind.Unauthorized or FailureKind.NotFound } failed:
                End(run, sweep, $"page {page}: {failed.Error}");
                break;
            case KeepaOutcome.Failed failed:
                TryAgain(run, sweep, asked, failed.Error.ToString());
                break;
            case KeepaOutcome.Unknown unknown:
                TryAgain(run, sweep, asked, unknown.Reason);
                break;
            default:
                TryAgain(run, sweep, asked, $"Keepa answered a page with {outcome.GetType().Name}");
                break;
        }
    }

    private void TryAgain(FeedRun run, Sweep sweep, PageInHand.Asked asked, string error)
    {
        var attempts = run.Attempts[asked.Page] = asked.Attempt + 1;
        if (attempts >= MostAttemptsAPage)
        {
            End(run, sweep, $"page {asked.Page} failed {attempts} times: {error}");
            return;
        }

        Hold(run, $"page {asked.Page} failed: {error}", _clock.GetUtcNow() + _clock.ToDomain(_policy.RetryAfter * attempts));
        Return(run, asked.Page);
    }

    private void LookUp(FeedRun run, long pass, int page)
    {
        if (!IsAt<PageInHand.LookingUp>(run, pass, page, out var looking))
            return;
        var ids = looking.Sift.Wanted.Select(r => new DealId(run.Feed.Query.Domain, r.Asin)).Distinct().ToList();
        _ = _catalogue.KnownAsync(ids, _stopping.Token).PipeTo(
            Self,
            success: known => new KnownRows(run, pass, page, known),
            failure: e => new LookupFailed(run, pass, page, e.Message));
    }

    private void LookAgain(LookupFailed failed)
    {
        if (!IsAt<PageInHand.LookingUp>(failed.Run, failed.Pass, failed.Page, out var looking))
            return;
        if (looking.Tries >= MostStoringTries)
        {
            End(failed.Run, Of(failed.Run.Feed.Name).Sweep!, $"page {failed.Page}: the catalogue could not be read: {failed.Error}");
            return;
        }

        failed.Run.Pages[failed.Page] = looking with { Tries = looking.Tries + 1 };
        Timers.StartSingleTimer(
            $"look-{failed.Run.Feed.Name}-{failed.Page}", new LookAgainNow(failed.Run, failed.Pass, failed.Page), TimeSpan.FromSeconds(Math.Min(10, 1 + looking.Tries)));
    }

    private void Send(KnownRows known)
    {
        if (!IsAt<PageInHand.LookingUp>(known.Run, known.Pass, known.Page, out var looking))
            return;
        var (sightings, counts) = looking.Sift.Choose(known.Run.Feed, known.Known, _clock.GetUtcNow());
        var storing = new PageInHand.Storing(known.Page, looking.Attempt, counts, looking.IsLast, sightings, Tries: 0);
        known.Run.Pages[known.Page] = storing;
        foreach (var (id, sight) in sightings)
        {
            if (!_storing.TryGetValue(id, out var waiting))
                _storing[id] = waiting = [];
            waiting.Add((known.Run, known.Page));
            _deals.Tell(sight);
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
            left = left with { Counts = left.Counts with { SetAside = left.Counts.SetAside.Add($"{refused.Id}: {refused.Reason}") } };
        run.Pages[page] = left;
        StoreIfAnswered(run, left);
    }

    private void StoreIfAnswered(FeedRun run, PageInHand.Storing storing)
    {
        if (!storing.Unanswered.IsEmpty || Of(run.Feed.Name).Sweep is not { } sweep)
            return;
        run.Pages.Remove(storing.Page);
        Record(run, new ScoutEvent.PageStored(run.Feed.Name, _clock.GetUtcNow(), sweep.Pass, storing.Page, storing.IsLast, storing.Counts));
    }

    /// <summary>Says again what may have been lost: a request the router may have forgotten, a sighting a deal may not have stored. Both are
    /// taken once however often they are said.</summary>
    private void SendAgain()
    {
        var now = _clock.GetUtcNow();
        foreach (var run in _runs.Values)
        {
            if (Of(run.Feed.Name).Sweep is not { } sweep)
                continue;
            foreach (var page in run.Pages.Values.ToList())
            {
                switch (page)
                {
                    case PageInHand.Asked asked when now > asked.GiveUpAt:
                        _asked.Remove(asked.RequestId);
                        TryAgain(run, sweep, asked, "no answer came before the deadline");
                        break;
                    case PageInHand.Asked asked:
                        _router.Tell(RequestOf(run, asked));
                        break;
                    case PageInHand.Storing { Tries: >= MostStoringTries } storing:
                        End(run, sweep, $"page {storing.Page}: {storing.Unanswered.Count} deals did not answer, the first is {storing.Unanswered.Keys.Min(id => id.ToString())}");
                        return;
                    case PageInHand.Storing storing:
                        run.Pages[storing.Page] = storing with { Tries = storing.Tries + 1 };
                        foreach (var sight in storing.Unanswered.Values.Where(_ => storing.Tries > 0))
                            _deals.Tell(sight);
                        break;
                }
            }
        }
    }

    private bool IsAt<T>(FeedRun run, long pass, int page, out T at)
        where T : PageInHand
    {
        at = (run.Pages.GetValueOrDefault(page) as T)!;
        return at is not null && Of(run.Feed.Name).Sweep?.Pass == pass;
    }

    private ScoutStatus Status()
    {
        var now = _clock.GetUtcNow();
        return new ScoutStatus(now, [.. _runs.Values.Select(run => StatusOf(run, now))]);
    }

    private FeedStatus StatusOf(FeedRun run, DateTimeOffset now)
    {
        var state = Of(run.Feed.Name);
        var plan = state.Sweep is null ? _policy.Next(state.History, _refillRate, now) : null;
        return new FeedStatus
        {
            Feed = run.Feed.Name,
            Domain = run.Feed.Query.Domain.Number,
            PriceType = run.Feed.Query.PriceType.Name,
            DateRange = run.Feed.Query.DateRange.ToString(),
            State = state.Sweep is null ? "waiting" : "sweeping",
            Reason = plan?.Reason ?? WhatIsAwaited(run),
            NextPassAt = plan?.At,
            Pass = state.Passes,
            PassKind = state.LastKind?.ToString().ToLowerInvariant(),
            Cursor = state.Sweep?.Cursor ?? 0,
            LastFullPass = state.History.LastFullPass,
            LastPass = state.LastPass,
            GapSince = SweepPolicy.Gap(state.History, now),
            RowsSeen = state.Counts.Seen,
            RowsSent = state.Counts.Sent,
            RowsKnown = state.Counts.Known,
            RowsRepeated = state.Counts.Repeated,
            Rejections = state.Counts.Rejected,
            SetAside = state.Counts.SetAside,
            LastError = state.LastError,
        };
    }

    private static string WhatIsAwaited(FeedRun run) => run.Pages.Count == 0
        ? run.HoldReason is { } reason ? $"Nothing is asked for until {run.HoldUntil:HH:mm:ss} UTC: {reason}." : "The next page is about to be asked for."
        : string.Join("; ", run.Pages.Values.OrderBy(p => p.Page).Select(p => p switch
        {
            PageInHand.Asked a => $"page {a.Page}: {a.Waiting}",
            PageInHand.LookingUp { Tries: > 0 } l => $"page {l.Page}: the catalogue does not answer, try {l.Tries}",
            PageInHand.LookingUp l => $"page {l.Page}: looking up what is known",
            PageInHand.Storing s => $"page {s.Page}: {s.Unanswered.Count} deals are storing",
            _ => $"page {p.Page}",
        })) + ".";
}
