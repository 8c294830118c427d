namespace Deals.Simulator.Bucket;

/// <summary>Keepa's token bucket: lumps at every tick, a capacity of an hour, admission while the balance is above zero, and debts without a floor. Pure;
/// instants are passed in. At all times <c>balance = initial + refilled - debited - drained</c>.</summary>
public sealed record TokenBucket
{
    private const int MinutesHeld = 60;
    private static readonly TimeSpan FlowPeriod = TimeSpan.FromMinutes(5);

    public required int RefillRate { get; init; }

    /// <summary>Tokens a minute that trackings take.</summary>
    public decimal FlowReduction { get; init; }

    /// <summary>What the trackings will take, and from when on: Keepa reckons it anew every five minutes, not at once.</summary>
    public FlowChange? NextFlow { get; init; }

    public required TimeSpan TickPeriod { get; init; }

    /// <summary>The next refill.</summary>
    public required DateTimeOffset NextTick { get; init; }

    public required long Balance { get; init; }

    public required long Initial { get; init; }

    /// <summary>What fitted.</summary>
    public long Refilled { get; init; }

    /// <summary>What did not fit.</summary>
    public long LostAtCap { get; init; }

    public long Debited { get; init; }

    /// <summary>What another user of the key took.</summary>
    public long Drained { get; init; }

    /// <summary>Tokens a minute that another user takes.</summary>
    public int DrainRate { get; init; }

    /// <summary>Requests that came while the balance was not above zero.</summary>
    public long Refused { get; init; }

    /// <summary>Requests that were refused on purpose, whatever the balance.</summary>
    public long Injected { get; init; }

    public long Capacity => (long)MinutesHeld * RefillRate;

    private long TokensATick => Math.Max(0, RefillRate - (long)Math.Round(FlowReduction, MidpointRounding.AwayFromZero));

    /// <summary>A full bucket.</summary>
    /// <param name="rate">Tokens a minute.</param>
    /// <param name="period">Time between two ticks.</param>
    /// <param name="firstTick">The first refill.</param>
    public static TokenBucket Full(int rate, TimeSpan period, DateTimeOffset firstTick) => new()
    {
        RefillRate = rate,
        TickPeriod = period,
        NextTick = firstTick,
        Balance = (long)MinutesHeld * rate,
        Initial = (long)MinutesHeld * rate,
    };

    /// <summary>Credits every tick that is due. Each tick first lets the other user take its share of a minute.</summary>
    public TokenBucket At(DateTimeOffset now) => NextFlow is { } flow && flow.From <= now
        ? (Ticked(flow.From) with { FlowReduction = flow.PerMinute, NextFlow = null }).Ticked(now)
        : Ticked(now);

    private TokenBucket Ticked(DateTimeOffset now)
    {
        if (now < NextTick)
            return this;
        var ticks = 1 + ((now - NextTick).Ticks / TickPeriod.Ticks);
        var bucket = this with { NextTick = NextTick + (ticks * TickPeriod) };
        // Once a tick leaves the balance as it was, every further one does the same: the rest is arithmetic, however long nobody looked.
        for (; ticks > 0; ticks--)
        {
            var next = bucket.Tick();
            if (next.Balance == bucket.Balance)
                return next.Repeated(bucket, ticks - 1);
            bucket = next;
        }

        return bucket;
    }

    private TokenBucket Repeated(TokenBucket before, long times) => this with
    {
        Refilled = Refilled + (times * (Refilled - before.Refilled)),
        LostAtCap = LostAtCap + (times * (LostAtCap - before.LostAtCap)),
        Drained = Drained + (times * (Drained - before.Drained)),
    };

    /// <summary>Whether a request that arrives now is served: the balance is above zero, whatever the request costs.</summary>
    public bool Admits => Balance > 0;

    /// <summary>A request was served.</summary>
    public TokenBucket Debit(int cost) => this with { Balance = Balance - cost, Debited = Debited + cost };

    /// <summary>A request was refused with 429.</summary>
    public TokenBucket Refuse() => this with { Refused = Refused + 1 };

    /// <summary>A request was refused with 429 because a fault was asked for: no fault of the client's.</summary>
    public TokenBucket Inject() => this with { Injected = Injected + 1 };

    /// <summary>Another plan from now on; what is above the new capacity is lost.</summary>
    public TokenBucket Plan(int rate)
    {
        var planned = this with { RefillRate = rate };
        var lost = Math.Max(0, Balance - planned.Capacity);
        return planned with { Balance = Balance - lost, Refilled = Refilled - lost, LostAtCap = LostAtCap + lost };
    }

    /// <summary>Trackings changed: what they take now counts from the next full five minutes on.</summary>
    public TokenBucket Track(decimal perMinute, DateTimeOffset now) =>
        this with { NextFlow = new FlowChange(perMinute, new DateTimeOffset(now.UtcTicks - (now.UtcTicks % FlowPeriod.Ticks) + FlowPeriod.Ticks, TimeSpan.Zero)) };

    private TokenBucket Tick()
    {
        var taken = DrainRate == 0 ? 0 : Math.Clamp(Balance, 0, DrainRate);
        var balance = Balance - taken;
        var fits = Math.Max(0, Math.Min(TokensATick, Capacity - balance));
        return this with { Balance = balance + fits, Refilled = Refilled + fits, LostAtCap = LostAtCap + TokensATick - fits, Drained = Drained + taken };
    }
}

/// <summary>A change of what trackings take.</summary>
/// <param name="PerMinute">Tokens a minute.</param>
/// <param name="From">When it counts.</param>
public sealed record FlowChange(decimal PerMinute, DateTimeOffset From);
