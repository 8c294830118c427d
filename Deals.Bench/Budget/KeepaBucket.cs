namespace Deals.Bench.Budget;

/// <summary>What Keepa says about the bucket with an answer.</summary>
/// <param name="At">Keepa's clock at the end of processing.</param>
/// <param name="Left">The balance, which may be below zero.</param>
/// <param name="RefillIn">Time to the next refill, as announced.</param>
/// <param name="Rate">Tokens a minute of the plan.</param>
/// <param name="Consumed">What the request cost.</param>
internal sealed record BucketReading(DateTimeOffset At, int Left, TimeSpan RefillIn, int Rate, int Consumed);

/// <summary>A bucket that charges like Keepa: a lump of the rate every 60.21 s, room for 60 of them, a request is served exactly while the
/// balance is above zero and its true cost is taken at its end, below zero if need be. The truth that every contestant is measured by;
/// it shares no code with the ledger.</summary>
internal sealed class KeepaBucket
{
    /// <summary>Between two refills, as recorded.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(60_210);

    private const int Minutes = 60;

    // Keepa never announces less; a refill that is nearer may be in the balance already.
    private static readonly TimeSpan LeastAnnounced = TimeSpan.FromMilliseconds(522);
    private static readonly TimeSpan AnnouncementError = TimeSpan.FromMilliseconds(200);

    private readonly Random _random;

    /// <summary>Makes a bucket.</summary>
    /// <param name="rate">Tokens a minute.</param>
    /// <param name="balance">What is in it.</param>
    /// <param name="firstTick">When the first refill comes.</param>
    /// <param name="random">For the errors of its announcements.</param>
    public KeepaBucket(int rate, int balance, DateTimeOffset firstTick, Random random)
    {
        (Rate, Balance, Lowest, NextTick, _random) = (rate, balance, balance, firstTick, random);
    }

    /// <summary>Tokens a minute.</summary>
    public int Rate { get; private set; }

    /// <summary>The balance.</summary>
    public int Balance { get; private set; }

    /// <summary>The lowest balance ever.</summary>
    public int Lowest { get; private set; }

    /// <summary>The next refill.</summary>
    public DateTimeOffset NextTick { get; private set; }

    /// <summary>What refills brought, with what did not fit.</summary>
    public long Refilled { get; private set; }

    /// <summary>What of it did not fit.</summary>
    public long LostAtCap { get; private set; }

    /// <summary>What a smaller plan cut off.</summary>
    public long LostAtChange { get; private set; }

    /// <summary>What the contestant's requests cost.</summary>
    public long Charged { get; private set; }

    /// <summary>What somebody else took.</summary>
    public long Foreign { get; private set; }

    /// <summary>The contestant's requests that were refused with 429.</summary>
    public int Refused { get; private set; }

    /// <summary>The most that it holds.</summary>
    public int Capacity => Minutes * Rate;

    /// <summary>Whether a request that arrives now is served.</summary>
    public bool Admits(DateTimeOffset at)
    {
        AdvanceTo(at);
        if (Balance > 0)
            return true;
        Refused++;
        return false;
    }

    /// <summary>Takes the true cost of a request that was served, at its end.</summary>
    public BucketReading Charge(DateTimeOffset at, int cost)
    {
        AdvanceTo(at);
        if (NextTick - at <= LeastAnnounced && _random.Next(2) == 0)
            Tick();
        Balance -= cost;
        Lowest = Math.Min(Lowest, Balance);
        Charged += cost;
        return Read(at, cost);
    }

    /// <summary>What an answer says that cost nothing.</summary>
    public BucketReading Read(DateTimeOffset at)
    {
        AdvanceTo(at);
        return Read(at, 0);
    }

    /// <summary>Somebody else's request with the same key: whether it was served.</summary>
    public bool TakeForeign(DateTimeOffset at, int tokens)
    {
        AdvanceTo(at);
        if (Balance <= 0)
            return false;
        Balance -= tokens;
        Lowest = Math.Min(Lowest, Balance);
        Foreign += tokens;
        return true;
    }

    /// <summary>Another plan from now on; what a smaller one does not hold is gone.</summary>
    public void Change(DateTimeOffset at, int rate)
    {
        AdvanceTo(at);
        Rate = rate;
        var cut = Math.Max(0, Balance - Capacity);
        LostAtChange += cut;
        Balance -= cut;
    }

    /// <summary>Lets the refills come that are due.</summary>
    public void AdvanceTo(DateTimeOffset at)
    {
        while (NextTick <= at)
            Tick();
    }

    private void Tick()
    {
        var fits = Math.Min(Rate, Math.Max(0, Capacity - Balance));
        Refilled += Rate;
        LostAtCap += Rate - fits;
        Balance += fits;
        NextTick += Period;
    }

    private BucketReading Read(DateTimeOffset at, int consumed)
    {
        var error = AnnouncementError * ((2 * _random.NextDouble()) - 1);
        var left = NextTick - at;
        var announced = left < LeastAnnounced || left > Period || left + error < LeastAnnounced ? LeastAnnounced : left + error;
        return new BucketReading(at, Balance, TimeSpan.FromMilliseconds(Math.Floor(announced.TotalMilliseconds)), Rate, consumed);
    }
}
