using Akka.Actor;
using Deals.Actors.Keepa;

namespace Deals.Actors.Scouting;

/// <summary>What the end of a page means for its pass, and what is said of the feeds.</summary>
public sealed partial class ScoutActor
{
    private void Ask(FeedRun run, int page)
    {
        Change(run, sweep => sweep.Asked(page));
        _courier.Ask(run, new KeepaRequest.DealPage(SweepSlices.QueryOf(run.Feed, Of(run.Feed.Name).Sweep?.Slice), page));
    }

    private void Ended(FeedRun run, PageEnd end)
    {
        if (Of(run.Feed.Name).Sweep is not { } sweep)
            return;
        switch (end)
        {
            case PageEnd.Stored stored:
                Record(run, new ScoutEvent.PageStored(run.Feed.Name, _clock.GetUtcNow(), sweep.Pass, stored.Page, stored.IsLast, stored.Counts));
                break;
            case PageEnd.Postponed postponed:
                Return(run, postponed.Page, postponed.Reason, postponed.Until ?? _clock.GetUtcNow() + _policy.Interval);
                break;
            case PageEnd.Failed { Attempts: >= MostAttemptsAPage } failed:
                End(run, sweep, $"page {failed.Page} failed {failed.Attempts} times: {failed.Error}");
                break;
            case PageEnd.Failed failed:
                Return(run, failed.Page, $"page {failed.Page} failed: {failed.Error}", _clock.GetUtcNow() + _clock.ToDomain(_policy.RetryAfter * failed.Attempts));
                break;
            case PageEnd.Hopeless hopeless:
                End(run, sweep, $"page {hopeless.Page}: {hopeless.Error}");
                break;
        }
    }

    /// <summary>Gives a page back, to be asked for again.</summary>
    private void Return(FeedRun run, int page, string reason, DateTimeOffset until)
    {
        run.Hold(reason, until);
        Change(run, sweep => sweep.Returned(page));
        Go(run);
    }

    private void Change(FeedRun run, Func<Sweep, Sweep> change)
    {
        var state = Of(run.Feed.Name);
        if (state.Sweep is { } sweep)
            _memory[run.Feed.Name] = state with { Sweep = change(sweep) };
    }

    /// <summary>Begins the full passes that an operator wants, and answers when they are remembered.</summary>
    private void Run(string? name)
    {
        var results = _runs.Values.Where(r => name is null || r.Feed.Name == name).Select(Run).ToList();
        if (results.Count == 0 && name is not null)
            results.Add(new RequestedPass(name, PassRequestResult.UnknownFeed, 0, null));
        var sender = Sender;
        DeferAsync(new ScoutRun(_clock.GetUtcNow(), [.. results]), answer => sender.Tell(answer));
    }

    private RequestedPass Run(FeedRun run)
    {
        var state = Of(run.Feed.Name);
        if (state.Sweep is { } sweep)
            return new RequestedPass(run.Feed.Name, PassRequestResult.AlreadySweeping, sweep.Pass, sweep.Kind);
        Begin(run, state, PassKind.Full, "An operator asked for it.");
        return new RequestedPass(run.Feed.Name, PassRequestResult.Started, state.Passes + 1, PassKind.Full);
    }

    private ScoutStatus Status()
    {
        var now = _clock.GetUtcNow();
        return new ScoutStatus(now, [.. _runs.Values.Select(run => StatusOf(run, now))]);
    }

    private FeedStatus StatusOf(FeedRun run, DateTimeOffset now)
    {
        var state = Of(run.Feed.Name);
        var plan = state.Sweep is null ? PlanOf(state, now) : null;
        return new FeedStatus
        {
            Feed = run.Feed.Name,
            Domain = run.Feed.Query.Domain.Number,
            PriceType = run.Feed.Query.PriceType.Name,
            DateRange = run.Feed.Query.DateRange.ToString(),
            State = state.Sweep is null ? "waiting" : "sweeping",
            Reason = plan?.Reason ?? run.WhatIsAwaited(),
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
            Tokens = state.Counts.Tokens,
            NewPaid = state.Counts.NewPaid,
            Rejections = state.Counts.Rejected,
            SetAside = state.Counts.SetAside,
            Slice = state.Sweep?.Slice?.ToString(),
            SlicesLeft = state.Sweep?.Ahead.Length ?? 0,
            FullPages = state.History.FullPages,
            HeadPages = state.History.HeadPages,
            Yield = state.History.Yield,
            Terms = TermsOf(state),
            LastError = state.LastError,
        };
    }
}
