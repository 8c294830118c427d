using Deals.Actors.Budget;

namespace Deals.Actors.Deals;

/// <summary>Decides when a deal is looked at again. Pure: policies are values of one hierarchy, and everything else of the schedule (what failed, what is
/// known to be stale, what is gone) is the same under each of them.</summary>
public abstract record RefreshPolicy
{
    /// <summary>Keepa looks at a product about once an hour by itself: sooner than this a look buys nothing new.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromHours(1);

    /// <summary>A watched deal is not older than this, whatever its priority.</summary>
    public static readonly TimeSpan WatchedInterval = TimeSpan.FromHours(6);

    private const double SoftShare = 0.1;
    private const double Jitter = 0.25;
    private const int RetryFactor = 4;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GoneInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan SetAsideInterval = TimeSpan.FromDays(30);

    /// <summary>The policy's name in settings and answers.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a deal that is due goes back to pending_processing (option 1) or stays active while it is looked at.</summary>
    public virtual bool SendsBack => false;

    /// <summary>The age at which the facts of a deal of that priority are taken again, domain time.</summary>
    /// <param name="priority">Its priority at the look that took them, 1-5.</param>
    public abstract TimeSpan Interval(int priority);

    /// <summary>After a look at the product.</summary>
    /// <param name="priority">The priority that it had.</param>
    /// <param name="watched">Whether somebody watches it.</param>
    /// <param name="now">When it was looked at.</param>
    public Schedule AfterLook(int priority, bool watched, DateTimeOffset now)
    {
        var interval = Interval(priority);
        if (watched && interval > WatchedInterval)
            interval = WatchedInterval;
        return new Schedule(Lane.Refresh, now + interval, now + interval + (interval * SoftShare), DueReason.Age, Math.Min(priority + 1, Schedule.LeastPriority));
    }

    /// <summary>After a row that shows another price: due as soon as a look can bring something new. Its soft deadline stays, so that deals which only
    /// moved never push one that is getting old.</summary>
    /// <param name="before">The schedule before the row.</param>
    /// <param name="lookedAt">When the product was looked at last.</param>
    /// <param name="now">When the row was taken.</param>
    public static Schedule? AfterChange(Schedule before, DateTimeOffset lookedAt, DateTimeOffset now)
    {
        var due = lookedAt + ShortestInterval > now ? lookedAt + ShortestInterval : now;
        return before.Reason == DueReason.Age && due < before.Due ? before with { Due = due, Reason = DueReason.KnownStale } : null;
    }

    /// <summary>After a failed attempt: 1, 4, 16, 64 minutes, a quarter more or less by the deal's own noise, so that those that failed together do not come
    /// back together.</summary>
    /// <param name="before">The schedule before it.</param>
    /// <param name="id">The deal.</param>
    /// <param name="attempts">Failed attempts with this one.</param>
    /// <param name="now">When it failed.</param>
    public static Schedule AfterFailure(Schedule before, DealId id, int attempts, DateTimeOffset now)
    {
        var wait = FirstRetry * Math.Pow(RetryFactor, Math.Clamp(attempts, 1, 5) - 1) * (1 + (Jitter * Noise(id, attempts)));
        // The person has waited for the first attempt; a deal that fails does not keep others from being first.
        var lane = before.Lane == Lane.Interactive ? Lane.Enrichment : before.Lane;
        return before with { Lane = lane, Due = now + wait, SoftDeadline = now + wait, Reason = DueReason.Retry };
    }

    /// <summary>After a look that found the product gone: a day later, to be sure.</summary>
    public static Schedule AfterGone(Schedule before, DateTimeOffset now) =>
        before with { Due = now + GoneInterval, SoftDeadline = now + (GoneInterval * (1 + SoftShare)), Reason = DueReason.FoundGone };

    /// <summary>After too many failures: a month later, unless a person releases it before.</summary>
    public static Schedule AfterSuspension(Schedule before, DateTimeOffset now) =>
        before with { Due = now + SetAsideInterval, SoftDeadline = now + (SetAsideInterval * (1 + SoftShare)), Reason = DueReason.SetAside };

    // From -1 to 1, a function of the deal and the attempt: a decision is the same whenever it is made again.
    private static double Noise(DealId id, int attempts)
    {
        var hash = 2166136261u;
        foreach (var c in id.ToString())
            hash = (hash ^ c) * 16777619;
        hash = (hash ^ (uint)attempts) * 16777619;
        return (hash % 2001 / 1000.0) - 1;
    }
}

/// <summary>Option 2: found now, then after a day, then after three, then every week.</summary>
public sealed record TieredPolicy : RefreshPolicy
{
    /// <summary>24 hours, 3 days, 7 days.</summary>
    public static readonly TieredPolicy Default = new();

    /// <inheritdoc />
    public override string Name => "Tiered";

    /// <inheritdoc />
    public override TimeSpan Interval(int priority) => TimeSpan.FromDays(priority switch
    {
        <= 1 => 1,
        2 => 3,
        _ => 7,
    });
}

/// <summary>Option 1: whatever was not looked at for the maximum age goes back to processing.</summary>
/// <param name="MaxAge">The maximum age, domain time.</param>
public sealed record MaxAgePolicy(TimeSpan MaxAge) : RefreshPolicy
{
    /// <inheritdoc />
    public override string Name => "MaxAge";

    /// <inheritdoc />
    public override bool SendsBack => true;

    /// <inheritdoc />
    public override TimeSpan Interval(int priority) => MaxAge;
}
