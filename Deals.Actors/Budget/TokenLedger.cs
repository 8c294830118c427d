using System.Collections.Immutable;

namespace Deals.Actors.Budget;

/// <summary>The one account of the paid tokens: a pure state machine in integers. It predicts Keepa's balance from the newest envelope
/// and the ticks since, holds the
/// worst case of every permit that may still cost something, and grants only what is certainly there: <c>balance - held - worst case >=
/// -debt</c> and
/// <c>balance - held > 0</c>, for Keepa serves a request exactly while its balance is above zero.
/// Every instant is ours and passed in; Keepa's own clock is read from its envelopes.</summary>
public sealed partial record TokenLedger
{
    // Asking Keepa takes about this long; the estimate only tells people when to look again.
    private static readonly TimeSpan AskTakes = TimeSpan.FromSeconds(2);

    // From this part of the refill on it pays to ask, which is free, before a refill is granted that may be gone.
    private const double NoticeableDrain = 0.05;

    // How long a grant travels until Keepa looks at the balance.
    private static readonly TimeSpan GrantTravels = TimeSpan.FromSeconds(2);

    /// <summary>What is taken for granted about the bucket.</summary>
    public required LedgerSettings Settings { get; init; }

    /// <summary>The bucket as last seen; absent before the first envelope.</summary>
    public BucketAnchor? Anchor { get; init; }

    /// <summary>Keepa's clock, learned in this life; absent before the first envelope of it.</summary>
    public ServerClock? Clock { get; init; }

    /// <summary>Whether the anchor may be spent from: the answer to a permit later than <see cref="ConfirmAfter"/> has confirmed
    /// it.</summary>
    public bool Confirmed { get; init; }

    /// <summary>The last permit whose answer proves nothing about the balance now: those of an earlier life, or of before a 429 that
    /// contradicted the anchor.</summary>
    public long ConfirmAfter { get; init; }

    /// <summary>How many permits were ever given.</summary>
    public long Serial { get; init; }

    /// <summary>Every permit that may still cost something.</summary>
    public ImmutableDictionary<Guid, Reservation> Open
    {
        get;
        init
        {
            field = value;
            // Read several times for each grant, and changed once.
            Held = value.Values.Sum(static r => r.WorstCase);
        }
    } = ImmutableDictionary<Guid, Reservation>.Empty;

    /// <summary>Missing tokens that open permits may explain, oldest first.</summary>
    public ImmutableList<Suspended> Suspense { get; init; } = [];

    /// <summary>Permits without an answer that cannot be charged any more, and what of the suspense is theirs.</summary>
    public ImmutableList<UnknownClaim> Claims { get; init; } = [];

    /// <summary>The accounts.</summary>
    public LedgerTotals Totals { get; init; } = new();

    /// <summary>Foreign use; absent until some was seen.</summary>
    public ForeignDrain? Drain { get; init; }

    /// <summary>Keepa wants to be left alone until then, our time.</summary>
    public DateTimeOffset? QuietUntil { get; init; }

    /// <summary>Keepa refuses the key.</summary>
    public KeyRefusal? Refusal { get; init; }

    /// <summary>A ledger that knows nothing.</summary>
    public static TokenLedger Empty(LedgerSettings settings) => new() { Settings = settings };

    /// <summary>Tokens held at worst case.</summary>
    public int Held { get; private init; }

    /// <summary>The balance that is certainly there before what is held; absent before the first envelope of this life.</summary>
    public int? Balance(DateTimeOffset now) => Anchor is null || Clock is null ? null : Anchor.CautiousBalance(Clock.ToServer(now), Settings);

    /// <summary>The tokens that are free for a grant: the balance less what is held and what somebody else has probably taken since the newest envelope.
    /// Absent before the first envelope of this life.</summary>
    public int? Free(DateTimeOffset now) => Balance(now) is { } balance ? balance - Held - ForeignSinceAnchor(now) : null;

    /// <summary>The next refill, our time; absent before the first envelope of this life.</summary>
    public DateTimeOffset? NextTickAt(DateTimeOffset now) => Anchor is null || Clock is null ? null : Clock.ToOurs(NextCautiousTick(now));

    /// <summary>Tokens a minute that somebody else takes. Where the newest envelope is older than a refill, as of the refill after it: of the
    /// time since nothing is known.</summary>
    public double DrainPerMinute(DateTimeOffset now)
    {
        if (Drain is null)
            return 0;
        if (Anchor is null || Clock is null)
            return Drain.Read(Drain.At, Settings.DrainWindow);
        var (server, known) = (Clock.ToServer(now), Anchor.CompletedAt + Settings.TickPeriod);
        return Drain.Read(server < known ? server : known, Settings.DrainWindow);
    }

    /// <summary>What was used or is still there of what was refilled, 0-1; absent before the first refill.</summary>
    public double? Utilisation => Anchor is null || Totals.Refilled == 0
        ? null
        : Math.Clamp((Totals.Settled + Anchor.TokensLeft - Totals.Initial) / (double)Totals.Refilled, 0, 1);

    /// <summary>Whether the tokens of a permit are there, and if not, what is waited for and until when.</summary>
    public LedgerDecision Decide(PermitTerms terms, DateTimeOffset now) =>
        Objection(terms.WorstCase, terms.DebtAllowance, now) ?? new LedgerDecision.Granted(Reserve(terms.PermitId, terms.WorstCase, now, terms.Deadline));

    /// <summary>Why tokens are not there now; absent where they are.</summary>
    /// <param name="worstCase">The most that the request can cost.</param>
    /// <param name="debtAllowance">How far below zero it may take the balance.</param>
    /// <param name="now">Now.</param>
    public LedgerDecision? Objection(int worstCase, int debtAllowance, DateTimeOffset now)
    {
        if (Blocked(now) is { } blocked)
            return blocked;
        var capacity = Anchor!.Capacity;
        if (worstCase > capacity + debtAllowance)
        {
            return new LedgerDecision.Impossible(
                $"It can cost {worstCase} tokens, and the bucket holds {capacity} at {Anchor.RefillRate} tokens a minute: it has to be split.");
        }

        var free = Free(now)!.Value;
        var needed = Math.Max(1, worstCase - DebtNow(debtAllowance));
        if (free >= needed)
            return null;
        var wait = WaitForTokens(needed, free, now);
        return free < Math.Max(1, worstCase - debtAllowance) ? wait : wait with { Reason = "Requests are in flight that a debt could overtake." };
    }

    /// <summary>What of a debt may be begun now: none while requests are in flight, for one that goes into debt may overtake them, and Keepa would refuse them.</summary>
    public int DebtNow(int debtAllowance) => Open.Values.Any(static r => r.WorstCase > 0 && !r.FateUnknown) ? 0 : debtAllowance;

    /// <summary>When so many tokens will be free if nothing else is spent, our time; absent while that cannot be said.</summary>
    public DateTimeOffset? WhenFree(long tokens, DateTimeOffset now)
    {
        if (Free(now) is not { } free)
            return null;
        var missing = tokens - free;
        if (missing <= 0)
            return now;
        return Anchor!.CautiousTokensPerTick == 0 ? null : TickAt(missing, now);
    }

    /// <summary>Holds the worst case of a permit; what <see cref="Decide"/> grants, and what a recovering router repeats.</summary>
    public TokenLedger Reserve(Guid permitId, int worstCase, DateTimeOffset issuedAt, DateTimeOffset deadline) => this with
    {
        Serial = Serial + 1,
        Open = Open.Add(permitId, new Reservation(permitId, Serial + 1, worstCase, issuedAt, deadline, FateUnknown: false)),
    };

    /// <summary>Why Keepa has to be asked for its balance now, which is free; absent while there is no reason.</summary>
    public string? ReasonToAsk(DateTimeOffset now)
    {
        if (Refusal is not null)
            return now >= Refusal.ProbeAt ? "the key was refused; trying it again" : null;
        if (QuietUntil > now)
            return null;
        if (Anchor is null || Clock is null || !Confirmed)
            return "the balance is not known yet";
        if (Open.Values.Any(r => r.FateUnknown && r.Deadline <= now))
            return "requests without an answer have to be accounted for";
        if (SharesAnUnseenRefill(now))
            return "somebody else uses the key, and a refill has come since the last answer";
        return now - Clock.LearnedAt > Settings.StaleAfter ? "the last answer is old" : null;
    }

    /// <summary>The permits whose fate nobody has told by their deadline.</summary>
    public ImmutableArray<Guid> Overdue(DateTimeOffset now) =>
        [.. Open.Values.Where(r => !r.FateUnknown && r.Deadline <= now).OrderBy(static r => r.Serial).Select(static r => r.PermitId)];

    /// <summary>The start of a new life after a crash or a move: nothing is granted until Keepa has been asked, and what was in flight
    /// stays held.</summary>
    /// <param name="now">The start of this life.</param>
    /// <param name="longestHold">The longest that a permit of the earlier life can still cost something.</param>
    public TokenLedger Reopen(DateTimeOffset now, TimeSpan longestHold)
    {
        // The clock of an earlier life may have been another machine's: no deadline of it binds for longer than one given now.
        var latest = now + longestHold;
        return this with
        {
            Clock = null,
            Confirmed = false,
            ConfirmAfter = Serial,
            QuietUntil = null,
            Refusal = Refusal is null ? null : Refusal with { ProbeAt = now },
            Open = Open.ToImmutableDictionary(
                static pair => pair.Key, pair => pair.Value.Deadline > latest ? pair.Value with { Deadline = latest } : pair.Value),
        };
    }

    /// <summary>What somebody else has probably taken since the newest envelope, or will have when a grant arrives: it is not there to be granted.</summary>
    private int ForeignSinceAnchor(DateTimeOffset now) =>
        Drain is null ? 0 : (int)(DrainPerMinute(now) * Math.Max(0, (Clock!.ToServer(now) - Anchor!.CompletedAt + GrantTravels).TotalMinutes));

    private bool IsSharedNoticeably(DateTimeOffset now) => Drain is not null && DrainPerMinute(now) >= NoticeableDrain * Anchor!.TokensPerTick;

    /// <summary>Whether a refill that came since the newest envelope may be somebody else's already: he may have waited for it as we have.</summary>
    private bool SharesAnUnseenRefill(DateTimeOffset now) => Anchor!.CautiousTicks(Clock!.ToServer(now), Settings) > 0 && IsSharedNoticeably(now);

    private LedgerDecision.WaitUntil? Blocked(DateTimeOffset now)
    {
        if (Refusal is { } refusal)
        {
            return new LedgerDecision.WaitUntil(
                Later(refusal.ProbeAt, now), $"Keepa refuses the key ({refusal.Reason}); it is tried again.");
        }

        if (QuietUntil > now)
            return new LedgerDecision.WaitUntil(QuietUntil.Value, "Keepa answered 429 and named this time.");
        if (Anchor is null || Clock is null || !Confirmed)
            return new LedgerDecision.WaitUntil(now + AskTakes, "Keepa is being asked for the balance.");
        if (SharesAnUnseenRefill(now))
            return new LedgerDecision.WaitUntil(now + AskTakes, "Keepa is being asked for the balance, for somebody else uses the key.");
        return now - Clock.LearnedAt > Settings.StaleAfter
            ? new LedgerDecision.WaitUntil(now + AskTakes, "Keepa is being asked for the balance, for the last answer is old.")
            : null;
    }

    private LedgerDecision.WaitUntil WaitForTokens(int needed, int free, DateTimeOffset now)
    {
        var missing = needed - free;
        var fits = needed + Held <= Anchor!.Capacity;
        if (fits && Anchor.CautiousTokensPerTick > 0)
            return new LedgerDecision.WaitUntil(TickAt(missing, now), missing == 1 ? "One more token has to be refilled." : $"{missing} more tokens have to be refilled.");
        if (!Open.IsEmpty)
        {
            // Past its deadline, a permit of unknown fate waits for an answer of after it, and Keepa is being asked.
            var deadlines = Open.Values.Where(r => r.Deadline > now).Select(static r => r.Deadline);
            return new LedgerDecision.WaitUntil(
                deadlines.DefaultIfEmpty(now + AskTakes).Min(), $"{Held} tokens are held for permits in flight or of unknown fate.");
        }

        return new LedgerDecision.WaitUntil(now + Settings.StaleAfter, "The plan refills nothing: product trackings take all of it.");
    }

    private DateTimeOffset TickAt(long missing, DateTimeOffset now)
    {
        var ticks = ((missing - 1) / Anchor!.CautiousTokensPerTick) + 1;
        return Later(Clock!.ToOurs(NextCautiousTick(now) + ((ticks - 1) * (Settings.TickPeriod + Settings.TickDrift))), now);
    }

    private DateTimeOffset NextCautiousTick(DateTimeOffset now)
    {
        var server = Clock!.ToServer(now);
        var first = Anchor!.CautiousTick(1, Settings);
        if (server < first)
            return first;
        var passed = (server - first).Ticks / (Settings.TickPeriod + Settings.TickDrift).Ticks;
        return Anchor.CautiousTick(passed + 2, Settings);
    }

    private static DateTimeOffset Later(DateTimeOffset instant, DateTimeOffset now) => instant > now ? instant : now;
}
