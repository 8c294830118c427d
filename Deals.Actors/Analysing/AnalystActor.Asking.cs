using Akka.Actor;
using Akka.Event;
using Deals.Actors.Deals;
using Deals.Actors.Enrichment.Analyst;

namespace Deals.Actors.Analysing;

/// <summary>How one deal is judged: examined, reserved, asked about, remembered, told. Each step has its limit of time, and none but the last changes the deal.</summary>
public sealed partial class AnalystActor
{
    private const int MostFailures = 10_000;
    private static readonly TimeSpan TryElsewhere = TimeSpan.FromMinutes(10);

    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private int _refusals;

    private void Begin(DealId id, AnalystLane lane)
    {
        var work = new Work(++_works, lane, _around.Clock.Wall.GetTimestamp());
        _inFlight[id] = work;
        _ = ExamineAsync(id, Now, _stopping.Token).PipeTo(Self, success: found => new Examined(id, work, found), failure: e => new ExamineFailed(id, work, e));
    }

    private async Task<Examination> ExamineAsync(DealId id, DateTimeOffset now, CancellationToken cancellation)
    {
        var reply = await _around.Deals.Ask<DealReply>(new GetDeal(id), Patience, cancellation);
        return reply is DealReply.Details details
            ? await _around.Examiner.ExamineAsync(details.State, now, cancellation)
            : new Examination.Nothing();
    }

    private bool IsCurrent(DealId id, Work work) => _inFlight.TryGetValue(id, out var current) && current.Number == work.Number;

    private void OnExamineFailed(ExamineFailed failed)
    {
        if (!IsCurrent(failed.Id, failed.Work))
            return;
        _log.Warning("The deal {Deal} is not put to the analyst: {Error}", failed.Id, failed.Cause.GetBaseException().Message);
        End(failed.Id, TimeSpan.Zero);
    }

    private void OnExamined(Examined examined)
    {
        if (!IsCurrent(examined.Id, examined.Work))
            return;
        switch (examined.Found)
        {
            case Examination.ToAsk ask:
                Reserve(ask.Case, examined.Work);
                break;
            case Examination.Answered known:
                _counts = _counts with { Remembered = _counts.Remembered + 1 };
                Tell(examined.Id, known.Facts, known.AsOf, TryElsewhere);
                break;
            case Examination.GivenUp given:
                Tell(examined.Id, given.Facts, given.AsOf, AnalysisFacts.VerdictLives);
                break;
            case Examination.Unpriced unpriced:
                _counts = _counts with { Unpriced = _counts.Unpriced + 1 };
                Tell(examined.Id, Unverified.NoListPrice(unpriced.Why), unpriced.AsOf, TryElsewhere);
                break;
            default:
                End(examined.Id, _around.Clock.ToWall(TryElsewhere));
                break;
        }
    }

    private void Reserve(AnalystCase about, Work work)
    {
        if (WhyNobodyIsAsked() is { } wait)
        {
            NotNow(about, work, wait.Facts);
            return;
        }

        var now = Now;
        _worst = _settings.WorstOf(about.Prompt);
        if (_quota.TryReserve(_settings.Limits, now, work.Lane, _worst, out var why) is not { } reserved)
        {
            NotNow(about, work, Unverified.Quota(why, _quota.NextDay(now)));
            return;
        }

        Store(reserved, () => _ = _around.Model!.AskAsync(about.Prompt, _stopping.Token).PipeTo(
            Self,
            success: outcome => new Called(about, work, reserved.Number, outcome),
            failure: e => new Called(about, work, reserved.Number, new ModelOutcome.Unknown($"the call broke ({e.GetBaseException().GetType().Name})"))));
    }

    private void OnCalled(Called called)
    {
        QuotaEvent? settled = called.Outcome switch
        {
            ModelOutcome.Answered a => new QuotaEvent.Settled(called.Number, Now, _settings.CostOf(a.TokensIn, a.TokensOut), a.TokensIn, a.TokensOut, HasLeft: true),
            ModelOutcome.Throttled or ModelOutcome.Failed => new QuotaEvent.Settled(called.Number, Now, 0, 0, 0, HasLeft: true),
            ModelOutcome.NotSent => new QuotaEvent.Settled(called.Number, Now, 0, 0, 0, HasLeft: false),
            // It may have been charged, and stays charged at its worst.
            _ => null,
        };
        if (settled is null)
            Follow(called);
        else
            Store(settled, () => Follow(called));
    }

    private void Follow(Called called)
    {
        var about = called.About;
        if (called.Outcome is not ModelOutcome.Throttled)
            _refusals = 0;
        switch (called.Outcome)
        {
            case ModelOutcome.Answered answered:
                Read(about, called.Work, answered);
                break;
            case ModelOutcome.Throttled throttled:
                _counts = _counts with { Throttled = _counts.Throttled + 1 };
                // Several may be refused at once: that is one refusal.
                if (Now >= _pausedUntil)
                    _pausedUntil = Now + RetryPlan.Pause(throttled.After is { } after ? _around.Clock.ToDomain(after) : null, ++_refusals);
                NotNow(about, called.Work, Unverified.Throttled(_pausedUntil));
                break;
            case ModelOutcome.Failed failed:
                _counts = _counts with { Failed = _counts.Failed + 1 };
                Fail(about, failed.Reason);
                break;
            case ModelOutcome.Unknown unknown:
                _counts = _counts with { Unknown = _counts.Unknown + 1 };
                Fail(about, unknown.Reason);
                break;
            default:
                End(about.Id, TimeSpan.Zero);
                break;
        }
    }

    private void Read(AnalystCase about, Work work, ModelOutcome.Answered answered)
    {
        var origin = new AnalysisOrigin(
            AnalystPrompt.Version, _settings.Model, about.Hash, answered.TokensIn, answered.TokensOut, _settings.CostOf(answered.TokensIn, answered.TokensOut));
        var (parsed, tries) = (AnalystAnswer.Parse(answered.Text), about.Tries + 1);
        var verdict = parsed as AnalystAnswer.Read;
        AnalysisFacts facts;
        if (verdict is not null)
        {
            _counts = _counts with { Verdicts = _counts.Verdicts + 1 };
            facts = about.Facts(verdict.Verdict, origin);
        }
        else
        {
            _counts = _counts with { Unparseable = _counts.Unparseable + 1 };
            facts = Unverified.Unparseable(((AnalystAnswer.Unparseable)parsed).Why, RetryPlan.AfterUnparseable(Now, tries), origin);
        }

        _failures.Remove(about.Id);
        // Remembered before the deal is told: what is lost on the way to it is not bought again.
        var answer = new RememberedAnswer(origin, Now, verdict?.Verdict, tries);
        _ = _around.Memory.KeepAsync(about.Id, answer, _stopping.Token).PipeTo(
            Self, success: () => new Kept(about, work, facts, null), failure: e => new Kept(about, work, facts, e));
    }

    private void OnKept(Kept kept)
    {
        if (kept.Cause is { } cause)
            _log.Warning("What the analyst said of {Deal} is not remembered: {Error}", kept.About.Id, cause.GetBaseException().Message);
        Tell(kept.About.Id, kept.Facts, kept.About.AsOf, kept.Facts.RetryAt is { } at ? at - Now : TimeSpan.Zero);
    }

    /// <summary>A deal that was about to be asked about, and cannot be now: it is told so once, and whoever asked for it goes on waiting.</summary>
    private void NotNow(AnalystCase about, Work work, AnalysisFacts facts)
    {
        if (work.Lane == AnalystLane.Interactive && !_asked.Contains(about.Id) && _asked.Count < MostAsked)
            _asked.AddFirst(about.Id);
        if (about.HasWord)
            End(about.Id, _around.Clock.ToWall(TryElsewhere));
        else
            Tell(about.Id, facts, about.AsOf, TimeSpan.Zero);
    }

    private void Fail(AnalystCase about, string reason)
    {
        if (_failures.Count >= MostFailures)
            _failures.Clear();
        var tries = _failures[about.Id] = _failures.GetValueOrDefault(about.Id) + 1;
        var retryAt = RetryPlan.AfterFailure(Now, tries);
        Tell(about.Id, Unverified.Failed(reason, retryAt), about.AsOf, retryAt - Now);
    }

    /// <summary>Tells a deal, and leaves it alone for a while of domain time. Where the deal does not answer, it is found again by its row, and what was paid for is remembered.</summary>
    private void Tell(DealId id, AnalysisFacts facts, DateTimeOffset asOf, TimeSpan hold)
    {
        var wait = _around.Clock.ToWall(hold);
        _ = _around.Deals.Ask<DealReply>(new DealCommand.RecordAnalysis(id, Now, facts, asOf), Patience, _stopping.Token)
            .PipeTo(Self, success: _ => new Told(id, wait, null), failure: e => new Told(id, wait, e));
    }

    private void OnTold(Told told)
    {
        if (told.Cause is { } cause)
            _log.Warning("The deal {Deal} was not told of its analysis, and is put to the analyst again: {Error}", told.Id, cause.GetBaseException().Message);
        End(told.Id, told.Cause is null ? told.Hold : TimeSpan.Zero);
    }

    private void End(DealId id, TimeSpan hold)
    {
        _inFlight.Remove(id);
        _holds.Hold(id, hold);
    }

    private sealed record Examined(DealId Id, Work Work, Examination Found) : INoSerializationVerificationNeeded;

    private sealed record ExamineFailed(DealId Id, Work Work, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record Called(AnalystCase About, Work Work, long Number, ModelOutcome Outcome) : INoSerializationVerificationNeeded;

    private sealed record Kept(AnalystCase About, Work Work, AnalysisFacts Facts, Exception? Cause) : INoSerializationVerificationNeeded;

    private sealed record Told(DealId Id, TimeSpan Hold, Exception? Cause) : INoSerializationVerificationNeeded;
}
