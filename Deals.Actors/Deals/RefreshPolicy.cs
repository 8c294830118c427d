using Deals.Actors.Budget;
using Deals.Actors.Freshness;

namespace Deals.Actors.Deals;

/// <summary>Decides when a deal is looked at again. Pure: policies are values of one hierarchy, and everything else of the schedule (what failed, what is
/// known to be stale, what is gone) is the same under each of them.</summary>
public abstract record RefreshPolicy
{
    /// <summary>Keepa looks at a product about once an hour by itself: sooner than this a look buys nothing new.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromHours(1);

    /// <summary>A watched deal is not older than this, whatever its priority.</summary>
    public static readonly TimeSpan WatchedInterval = TimeSpan.FromHours(6);

    // From here on a deal is looked at rarely enough for its buy box to be bought with it.
    private const int BuyBoxPriority = 4;

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

    /// <summary>Whether due times move with a price, without the deal's word.</summary>
    public virtual bool FollowsPrice => false;

    /// <summary>The age that no deal is to pass, domain time.</summary>
    public virtual TimeSpan MostAge => Interval(Schedule.LeastPriority) * (1 + SoftShare);

    /// <summary>The age at which the facts of a deal of that priority are taken again, domain time.</summary>
    /// <param name="priority">Its priority at the look that took them, 1-5.</param>
    public abstract TimeSpan Interval(int priority);

    /// <summary>How deep a look is: of a watched deal with all offers; of one that is looked at rarely, or with tokens that nobody else wants, with the buy box.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="next">The look.</param>
    /// <param name="isPull">Whether it is made before its time, for tokens are left.</param>
    /// <param name="terms">On which terms tokens are had; absent while nobody knows.</param>
    /// <param name="now">Domain time.</param>
    public virtual LookDepth DepthOf(DealRecord deal, Schedule next, bool isPull, RefreshTerms? terms, DateTimeOffset now) =>
        deal.IsWatched ? LookDepth.Offers : isPull || next.Priority >= BuyBoxPriority ? LookDepth.BuyBox : LookDepth.Plain;

    /// <summary>After a look at the product.</summary>
    /// <param name="deal">The deal after it, with the priority that it had.</param>
    /// <param name="terms">On which terms tokens are had; absent while nobody knows.</param>
    public Schedule AfterLook(RefreshSubject deal, RefreshTerms? terms)
    {
        var time = TimeOf(deal, terms);
        if (deal.IsWatched && time.Due > deal.LookedAt + WatchedInterval)
            time = new RefreshTime(deal.LookedAt + WatchedInterval, deal.LookedAt + WatchedInterval + (WatchedInterval * SoftShare));
        return new Schedule(Lane.Refresh, time.Due, time.SoftDeadline, DueReason.Age, Math.Min(deal.Priority + 1, Schedule.LeastPriority));
    }

    /// <summary>The same schedule on other terms, or after a row that showed nothing new; absent where it stays as it is.</summary>
    /// <param name="before">The schedule.</param>
    /// <param name="deal">The deal as it is now.</param>
    /// <param name="terms">On which terms tokens are had.</param>
    public virtual Schedule? Replanned(Schedule before, RefreshSubject deal, RefreshTerms? terms) => null;

    /// <summary>When a deal's facts are taken again, and by when at the latest.</summary>
    protected virtual RefreshTime TimeOf(RefreshSubject deal, RefreshTerms? terms)
    {
        var interval = Interval(deal.Priority);
        return new RefreshTime(deal.LookedAt + interval, deal.LookedAt + interval + (interval * SoftShare));
    }

    /// <summary>After a row that shows another price: due as soon as a look can bring something new. Its soft deadline stays, so that deals which only
    /// moved never push one that is getting old.</summary>
    /// <param name="before">The schedule before the row.</param>
    /// <param name="deal">The deal with what the row showed.</param>
    /// <param name="terms">On which terms tokens are had; absent while nobody knows.</param>
    /// <param name="now">When the row was taken.</param>
    public virtual Schedule? AfterChange(Schedule before, RefreshSubject deal, RefreshTerms? terms, DateTimeOffset now)
    {
        var due = deal.LookedAt + ShortestInterval > now ? deal.LookedAt + ShortestInterval : now;
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

    /// <summary>A deal's own noise, 0-1.</summary>
    internal static double SpreadOf(DealId id) => (Noise(id, 0) + 1) / 2;

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

/// <summary>A deal is looked at when its next look is worth the price of a token: what a market does with what is scarce. Until the price is known, as the tiers have it.</summary>
/// <param name="MaxAge">The age that no deal is to pass, domain time; where the plan cannot pay for it, the terms have a longer one.</param>
public sealed record PricedPolicy(TimeSpan MaxAge) : RefreshPolicy
{
    /// <inheritdoc />
    public override string Name => "Priced";

    /// <inheritdoc />
    public override bool FollowsPrice => true;

    /// <inheritdoc />
    public override TimeSpan MostAge => MaxAge;

    /// <inheritdoc />
    public override TimeSpan Interval(int priority) => TieredPolicy.Default.Interval(priority) is var tier && tier < MaxAge ? tier : MaxAge;

    /// <inheritdoc />
    /// <remarks>The first look is plain: what it tells decides what more is worth. Each deeper group is bought when it is worth the price.</remarks>
    public override LookDepth DepthOf(DealRecord deal, Schedule next, bool isPull, RefreshTerms? terms, DateTimeOffset now)
    {
        if (terms is null || deal.IsWatched || deal.AsSubject() is not { } subject)
            return base.DepthOf(deal, next, isPull, terms, now);
        return LookDepths.Of(subject.Worth(terms).Weight, subject.OfferChanges(terms), now - deal.BuyBox?.AsOf, now - deal.Offers?.AsOf, terms);
    }

    /// <inheritdoc />
    public override Schedule? Replanned(Schedule before, RefreshSubject deal, RefreshTerms? terms) => terms is null || before.Reason != DueReason.Age
        ? null
        : AfterLook(deal with { Priority = Math.Max(Schedule.FirstPriority, deal.Priority - 1) }, terms) is var next && next with { Priority = before.Priority } is var replanned && replanned != before ? replanned : null;

    /// <inheritdoc />
    public override Schedule? AfterChange(Schedule before, RefreshSubject deal, RefreshTerms? terms, DateTimeOffset now)
    {
        if (terms is null || before.Reason != DueReason.Age)
            return base.AfterChange(before, deal, terms, now);
        return deal.WorthBesideFeed(terms).AfterChange(deal.LookedAt, now, terms.Price, terms.Bounds) is { } time
            ? before with { Due = time.Due, SoftDeadline = time.SoftDeadline, Reason = DueReason.KnownStale }
            : Replanned(before, deal, terms);
    }

    /// <inheritdoc />
    protected override RefreshTime TimeOf(RefreshSubject deal, RefreshTerms? terms) =>
        terms is null ? base.TimeOf(deal, terms) : deal.WorthBesideFeed(terms).After(deal.LookedAt, deal.SeenAt, terms.Price, terms.Bounds, deal.Spread);
}
