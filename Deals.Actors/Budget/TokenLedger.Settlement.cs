using System.Collections.Immutable;
using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>How permits end and envelopes are taken in.</summary>
public sealed partial record TokenLedger
{
    /// <summary>Takes in what became of a permit. A permit that is not open changes nothing but a counter, so that a settlement may
    /// arrive twice.</summary>
    public LedgerStep Settle(Guid permitId, PermitFate fate, DateTimeOffset now)
    {
        if (!Open.TryGetValue(permitId, out var reservation))
        {
            var ignored = this with { Totals = Totals with { Ignored = Totals.Ignored + 1 } };
            return new LedgerStep(ignored, [new LedgerEvent.SettlementIgnored(permitId)]);
        }

        return fate switch
        {
            PermitFate.Answered answered => Release(reservation).Answered(reservation, answered, now),
            PermitFate.Throttled throttled =>
                Release(reservation).BookExplained([]).Then(l => l.Quiet(throttled.RetryAfter, now, balanceKnown: false)),
            PermitFate.KeyRefused refused => Release(reservation).BookExplained([]).Then(l => l.Refuse(refused.Reason, now)),
            PermitFate.NotSent => Release(reservation).BookExplained([]),
            PermitFate.Unknown => new LedgerStep(MarkUnknown(permitId), []),
            _ => throw new ArgumentOutOfRangeException(nameof(fate), fate, "Not a fate that the ledger knows."),
        };
    }

    /// <summary>Takes in an envelope that belongs to no permit, such as a recorded one.</summary>
    public LedgerStep Observe(TokenEnvelope envelope, DateTimeOffset now)
    {
        var (ledger, events) = envelope.DescribesBucket ? TakeIn(envelope, Serial + 1, now) : (this, []);
        return ledger.BookExplained(events);
    }

    /// <summary>Nobody will tell what became of a permit: its worst case stays held until an envelope of after its deadline, for until
    /// then it may still be charged.</summary>
    public TokenLedger MarkUnknown(Guid permitId)
    {
        if (!Open.TryGetValue(permitId, out var reservation))
            return this;
        return reservation.WorstCase == 0
            ? this with { Open = Open.Remove(permitId) }
            : this with { Open = Open.SetItem(permitId, reservation with { FateUnknown = true }) };
    }

    private TokenLedger Release(Reservation reservation) => this with { Open = Open.Remove(reservation.PermitId) };

    private LedgerStep Answered(Reservation reservation, PermitFate.Answered answer, DateTimeOffset now)
    {
        if (!answer.Envelope.DescribesBucket)
            return BookExplained([]);
        var (ledger, events) = TakeIn(answer.Envelope, reservation.Serial, now);
        ledger = ledger.CloseUnknown(reservation.IssuedAt);
        if (Refusal is not null)
        {
            ledger = ledger with { Refusal = null };
            events = events.Add(new LedgerEvent.KeyAccepted());
        }

        var step = ledger.BookExplained(events);
        return answer.RetryAfter is { } retryAfter ? step.Then(l => l.Quiet(retryAfter, now, balanceKnown: true)) : step;
    }

    private LedgerStep Quiet(TimeSpan retryAfter, DateTimeOffset now, bool balanceKnown)
    {
        var until = now + (retryAfter > TimeSpan.Zero ? retryAfter : TimeSpan.Zero) + Settings.TickMargin;
        if (QuietUntil > until)
            until = QuietUntil.Value;
        var quiet = this with
        {
            QuietUntil = until,
            Confirmed = Confirmed && balanceKnown,
            ConfirmAfter = balanceKnown ? ConfirmAfter : Serial,
            Totals = Totals with { Throttled = Totals.Throttled + 1 },
        };
        return new LedgerStep(quiet, [new LedgerEvent.Throttled(until)]);
    }

    private LedgerStep Refuse(string reason, DateTimeOffset now)
    {
        // Requests that were in flight together are refused together: that is one refusal.
        if (Refusal is { } before && now < before.ProbeAt)
            return new LedgerStep(this, []);
        var attempts = (Refusal?.Attempts ?? 0) + 1;
        var wait = Settings.ProbeInterval * Math.Pow(2, Math.Min(attempts - 1, 16));
        var probeAt = now + (wait < Settings.LongestProbeInterval ? wait : Settings.LongestProbeInterval);
        var refused = this with { Refusal = new KeyRefusal(reason, attempts, probeAt) };
        return new LedgerStep(refused, [new LedgerEvent.KeyRefused(reason, probeAt)]);
    }

    private (TokenLedger Ledger, ImmutableList<LedgerEvent> Events) TakeIn(TokenEnvelope envelope, long serial, DateTimeOffset now)
    {
        var clock = Clock?.Learn(envelope.CompletedAt, now) ?? ServerClock.From(envelope.CompletedAt, now);
        var settled = this with
        {
            Clock = clock,
            Confirmed = Confirmed || serial > ConfirmAfter,
            Totals = Totals with { Settled = Totals.Settled + envelope.TokensConsumed },
        };
        if (Anchor is null)
            return settled.AnchorFirst(envelope);
        var causedLater = serial > Anchor.Serial;
        if (causedLater && envelope.CompletedAt < Anchor.CompletedAt - Settings.OrderTolerance)
            return settled.AnchorAfterClockWentBack(envelope, now);
        if (causedLater || envelope.CompletedAt > Anchor.CompletedAt || OrderInDoubt(envelope))
            return settled.AnchorNext(envelope);
        return (settled.SettleLate(envelope, serial), []);
    }

    /// <summary>Two answers within the clock's own error: the lower balance is the later one, unless a tick came between.</summary>
    private bool OrderInDoubt(TokenEnvelope envelope) =>
        Anchor!.CompletedAt - envelope.CompletedAt <= Settings.OrderTolerance
        && envelope.TokensLeft < Anchor.TokensLeft
        && (envelope.RefillIn <= Settings.AmbiguousRefillIn
            || Reconciliation.Periods(envelope.CompletedAt + envelope.RefillIn - Anchor.NextTick, Settings.TickPeriod) >= 0);

    private (TokenLedger Ledger, ImmutableList<LedgerEvent> Events) AnchorFirst(TokenEnvelope envelope)
    {
        var anchor = BucketAnchor.First(envelope, Serial, Settings);
        var anchored = this with
        {
            Anchor = anchor,
            Totals = Totals with { Initial = Totals.Initial + envelope.TokensLeft + envelope.TokensConsumed },
        };
        return (anchored, [new LedgerEvent.PlanLearned(null, anchor.RefillRate, anchor.Capacity)]);
    }

    private (TokenLedger Ledger, ImmutableList<LedgerEvent> Events) AnchorAfterClockWentBack(TokenEnvelope envelope, DateTimeOffset now)
    {
        // Ticks cannot be counted over a step of the clock: the difference is booked as it is, and the new clock starts here.
        var by = Anchor!.CompletedAt - envelope.CompletedAt;
        var reset = this with
        {
            Clock = ServerClock.From(envelope.CompletedAt, now),
            Anchor = Anchor with { CompletedAt = envelope.CompletedAt, NextTick = envelope.CompletedAt + envelope.RefillIn },
        };
        var (ledger, events) = reset.AnchorNext(envelope);
        return (ledger, events.Insert(0, new LedgerEvent.ServerClockWentBack(by)));
    }

    private (TokenLedger Ledger, ImmutableList<LedgerEvent> Events) AnchorNext(TokenEnvelope envelope)
    {
        var found = Reconciliation.Between(Anchor!, envelope, Serial, alone: Held == 0, Settings);
        var events = ImmutableList<LedgerEvent>.Empty;
        if (found.Anchor.RefillRate != Anchor!.RefillRate)
            events = events.Add(new LedgerEvent.PlanLearned(Anchor.RefillRate, found.Anchor.RefillRate, found.Anchor.Capacity));
        if (found.Shortfall < 0)
            events = events.Add(new LedgerEvent.Surplus(-found.Shortfall));
        var anchored = this with
        {
            Anchor = found.Anchor with { CompletedAt = Latest(found.Anchor.CompletedAt, Anchor.CompletedAt) },
            Totals = Totals with { Refilled = Totals.Refilled + found.Refilled, Surplus = Totals.Surplus + Math.Max(0, -found.Shortfall) },
        };
        return anchored.Book(Math.Max(0, found.Shortfall), found.Wasted, envelope.CompletedAt, events);
    }

    /// <summary>Missing tokens, and those that did not fit, stay in suspense while a permit is open that may explain them; else they are
    /// somebody else's, or lost.</summary>
    private (TokenLedger Ledger, ImmutableList<LedgerEvent> Events) Book(
        int shortfall, int wasted, DateTimeOffset seenAt, ImmutableList<LedgerEvent> events)
    {
        if (shortfall == 0 && wasted == 0)
            return (this, events);
        return Held == 0
            ? BookFinally(shortfall, wasted, seenAt, events)
            : (this with { Suspense = Suspense.Add(new Suspended(Serial, seenAt, shortfall, wasted)) }, events);
    }

    private (TokenLedger Ledger, ImmutableList<LedgerEvent> Events) BookFinally(
        int foreign, int wasted, DateTimeOffset seenAt, ImmutableList<LedgerEvent> events)
    {
        var ledger = wasted == 0 ? this : this with { Totals = Totals with { Wasted = Totals.Wasted + wasted } };
        if (foreign == 0)
            return (ledger, events);
        var before = seenAt - Settings.TickPeriod;
        var drain = (Drain ?? new ForeignDrain(0, seenAt) { Since = before }).Book(foreign, seenAt, before, Settings.DrainWindow);
        ledger = ledger with { Drain = drain, Totals = ledger.Totals with { Foreign = ledger.Totals.Foreign + foreign } };
        return (ledger, events.Add(new LedgerEvent.ForeignUse(foreign, drain.Read(seenAt, Settings.DrainWindow))));
    }

    /// <summary>An answer that was overtaken by a later one: the anchor has its cost already, as a shortfall that nobody had
    /// explained.</summary>
    private TokenLedger SettleLate(TokenEnvelope envelope, long serial)
    {
        var suspense = Suspense;
        var unexplained = envelope.TokensConsumed;
        foreach (var entry in Suspense.Where(s => s.Serial >= serial && s.SeenAt >= envelope.CompletedAt))
        {
            var (rest, taken) = entry.Take(unexplained);
            unexplained -= taken;
            suspense = rest is { Shortfall: 0, Wasted: 0 } ? suspense.Remove(entry) : suspense.Replace(entry, rest);
        }

        return this with { Suspense = suspense, Totals = Totals with { Surplus = Totals.Surplus + unexplained } };
    }

    /// <summary>Closes the permits of unknown fate that cannot be charged any more: the envelope answers a permit that was given after
    /// their deadline.
    /// What they cost is claimed from the suspense once the answers that are still on their way have taken theirs.</summary>
    private TokenLedger CloseUnknown(DateTimeOffset issuedAt)
    {
        ImmutableArray<Reservation> closed =
            [.. Open.Values.Where(r => r.FateUnknown && r.Deadline <= issuedAt).OrderBy(static r => r.Serial)];
        return closed.IsEmpty ? this : this with
        {
            Open = Open.RemoveRange(closed.Select(static r => r.PermitId)),
            Claims = Claims.AddRange(closed.Select(r => new UnknownClaim(r.PermitId, r.Serial, Serial, r.WorstCase, 0))),
        };
    }

    /// <summary>Books what no open permit can explain any more: to the permits without an answer as far as they can have cost it, the
    /// rest to somebody else.</summary>
    private LedgerStep BookExplained(ImmutableList<LedgerEvent> events)
    {
        var oldest = Open.Values.Where(static r => r.WorstCase > 0).Select(static r => r.Serial).DefaultIfEmpty(long.MaxValue).Min();
        var ledger = this;
        // What is missing is claimed before what did not fit: the one needs somebody who took it, the other only may have one.
        var (unclaimed, kept) = (new List<Suspended>(), new List<Suspended>());
        var wasted = Suspense.Where(static s => s.Wasted > 0).ToArray();
        foreach (var entry in Suspense.Where(s => s.Serial < oldest))
        {
            // Whoever cannot have cost what did not fit is asked first: the others may have cost that.
            var claims = ledger.Claims.OrderBy(c => wasted.Any(c.MayExplain));
            (ledger, var rest) = (ledger with { Suspense = ledger.Suspense.Remove(entry) }).Claim(entry with { Wasted = 0 }, claims);
            unclaimed.Add(rest with { Wasted = entry.Wasted });
        }

        foreach (var entry in unclaimed)
        {
            var waits = entry.Wasted > 0 && ledger.IsMissedElsewhere(entry);
            (ledger, var rest) = waits ? (ledger, entry with { Wasted = 0 }) : ledger.Claim(entry with { Shortfall = 0 }, ledger.Claims);
            (ledger, events) = ledger.BookFinally(entry.Shortfall, rest.Wasted, entry.SeenAt, events);
            if (waits)
                kept.Add(entry with { Shortfall = 0 });
        }

        ledger = ledger with { Suspense = ledger.Suspense.InsertRange(0, kept) };
        foreach (var claim in ledger.Claims.Where(c => !ledger.Suspense.Any(c.MayExplain)))
        {
            ledger = ledger with { Claims = ledger.Claims.Remove(claim) };
            events = events.Add(new LedgerEvent.UnknownBooked(claim.PermitId, claim.WorstCase, claim.Booked));
        }

        return new LedgerStep(ledger, [.. events]);
    }

    /// <summary>Whether a permit that may have cost what did not fit may as well have cost what is still missing and not decided: then it is asked about that first.</summary>
    private bool IsMissedElsewhere(Suspended entry) =>
        Claims.Any(c => c.Booked < c.WorstCase && c.MayExplain(entry) && Suspense.Any(s => s.Shortfall > 0 && c.MayExplain(s)));

    private (TokenLedger Ledger, Suspended Unclaimed) Claim(Suspended entry, IEnumerable<UnknownClaim> inOrder)
    {
        var (claims, unclaimed) = (Claims, entry);
        foreach (var claim in inOrder.Where(c => c.MayExplain(entry)))
        {
            // What did not fit only if nothing was spent is claimed too: no tick is called lost that may have been used.
            var (rest, taken) = unclaimed.Take(claim.WorstCase - claim.Booked);
            unclaimed = rest;
            claims = claims.Replace(claim, claim with { Booked = claim.Booked + taken });
        }

        var booked = entry.Shortfall + entry.Wasted - unclaimed.Shortfall - unclaimed.Wasted;
        return (this with { Claims = claims, Totals = Totals with { Unknown = Totals.Unknown + booked } }, unclaimed);
    }

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
