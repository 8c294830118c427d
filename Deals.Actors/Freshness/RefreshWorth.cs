using System.Runtime.InteropServices;

namespace Deals.Actors.Freshness;

/// <summary>When a deal is looked at again, and by when at the latest.</summary>
/// <param name="Due">From when on a look is worth the price.</param>
/// <param name="SoftDeadline">What orders those that are due.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RefreshTime(DateTimeOffset Due, DateTimeOffset SoftDeadline);

/// <summary>What looking at a deal is worth as its facts grow old. A look is worth its price when the weighted freshness that it wins at the margin
/// for a token, <c>U(t) = (w/c) (1 - (1 + D t) e^(-D t)) / D</c>, has reached the price λ: that rule is the optimum of the whole (the KKT condition), and
/// each deal can follow it alone. Worth and price are in weight x days of freshness a token.</summary>
/// <param name="Weight">w: how much this deal's freshness counts, above 0; 1 is an ordinary deal.</param>
/// <param name="ChangesPerDay">D: how often it changes.</param>
/// <param name="Cost">c: tokens of a look.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RefreshWorth(double Weight, double ChangesPerDay, double Cost)
{
    // A part of its interval that a deal may wait beyond its due: those that change in minutes go before those that change in weeks.
    private const double SoftShare = 0.1;

    /// <summary>The most that a look can be worth, <c>w / (c D)</c>: of a deal that is known to be stale. At a higher price a deal is never looked at for
    /// its freshness: it changes faster than it can be followed.</summary>
    public double WhenStale => Weight / (Cost * ChangesPerDay);

    /// <summary>U: what a look is worth at an age, a token.</summary>
    public double At(TimeSpan age) => WhenStale * Staleness.Gain(ChangesPerDay * Math.Max(0, age.TotalDays));

    /// <summary>The age in days at which a look is worth the price, within the bounds.</summary>
    /// <param name="price">λ.</param>
    /// <param name="bounds">The bounds.</param>
    public double IntervalDays(double price, RefreshBounds bounds) =>
        bounds.Clamp(Staleness.ChangesAtGain(price / WhenStale) / ChangesPerDay);

    /// <summary>When a deal that was looked at is due again.</summary>
    /// <param name="lookedAt">The last look.</param>
    /// <param name="seenAt">When a row of a feed last showed what it is now; the last look where none did since.</param>
    /// <param name="price">λ.</param>
    /// <param name="bounds">The bounds; the maximum age is that of the look.</param>
    /// <param name="spread">0-1, the deal's own noise, so that deals which were looked at together do not reach the maximum age together.</param>
    public RefreshTime After(DateTimeOffset lookedAt, DateTimeOffset seenAt, double price, RefreshBounds bounds, double spread = 0)
    {
        var interval = TimeSpan.FromDays(IntervalDays(price, bounds));
        var (due, latest) = (seenAt + interval, lookedAt + bounds.LatestDueOf(spread));
        return Ordered(due < latest ? due : latest, interval, lookedAt, bounds);
    }

    /// <summary>When a deal is due that is seen to be stale; absent where even that is not worth the price.</summary>
    /// <param name="lookedAt">The last look.</param>
    /// <param name="now">When it was seen.</param>
    /// <param name="price">λ.</param>
    /// <param name="bounds">The bounds.</param>
    public RefreshTime? AfterChange(DateTimeOffset lookedAt, DateTimeOffset now, double price, RefreshBounds bounds)
    {
        if (WhenStale < price)
            return null;
        var due = lookedAt + bounds.Shortest > now ? lookedAt + bounds.Shortest : now;
        return Ordered(due, TimeSpan.FromDays(IntervalDays(price, bounds)), lookedAt, bounds);
    }

    /// <summary>The part of the time that the deal is fresh at that interval, 0-1.</summary>
    public double FreshnessAt(double intervalDays) => Staleness.Freshness(ChangesPerDay * intervalDays);

    private static RefreshTime Ordered(DateTimeOffset due, TimeSpan interval, DateTimeOffset lookedAt, RefreshBounds bounds)
    {
        var soft = due + (interval * SoftShare);
        var latest = lookedAt + bounds.LatestSoft;
        return new RefreshTime(due, soft < latest ? soft : latest > due ? latest : due);
    }
}
