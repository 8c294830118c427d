using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>A newer envelope laid against the anchor before it: what the ticks between them brought, and what nobody has
/// explained.</summary>
/// <param name="Anchor">The anchor that the envelope makes.</param>
/// <param name="Refilled">What the ticks between brought, those beyond the capacity included.</param>
/// <param name="Wasted">What of it, and of the balance where a plan became smaller, did not fit into the bucket.</param>
/// <param name="Shortfall">Tokens that are missing: predicted balance less the reported one before its own cost; below zero for a
/// surplus.</param>
public sealed record Reconciliation(BucketAnchor Anchor, int Refilled, int Wasted, int Shortfall)
{
    // A plan change is searched tick by tick; after this many the bucket is full under any plan.
    private const int MostTicksSearched = 2 * BucketAnchor.MinutesHeld;

    /// <summary>Lays an envelope against an anchor. Both announce the tick that comes after them, so that the number of ticks between is
    /// exact,
    /// whatever the clocks do in between; where a tick is in doubt or the plan has changed, the reading that leaves the least unexplained
    /// is taken.</summary>
    /// <param name="before">The anchor so far.</param>
    /// <param name="envelope">The newer envelope.</param>
    /// <param name="serial">The last permit given.</param>
    /// <param name="alone">Whether nothing else of ours is in flight: only then does a balance that fits prove that a tick in doubt did
    /// not come,
    /// for a debit that is not known yet can hide one.</param>
    /// <param name="settings">The model's settings.</param>
    public static Reconciliation Between(BucketAnchor before, TokenEnvelope envelope, long serial, bool alone, LedgerSettings settings)
    {
        var announced = envelope.CompletedAt + envelope.RefillIn;
        var inDoubt = envelope.RefillIn <= settings.AmbiguousRefillIn;
        var ticks = Math.Max(0, Periods(announced - before.NextTick, settings.TickPeriod));
        var readings = Readings(before, envelope, ticks, inDoubt).ToArray();
        var best = readings.MinBy(static r => r.Badness)!;
        // An announcement in doubt never moves the phase: the tick is where the phase before it has one.
        var nextTick = inDoubt ? before.NextTick + ((ticks + Math.Max(0, best.TicksBeyond)) * settings.TickPeriod) : announced;
        var onlyFit = best.Shortfall == 0 && !readings.Any(r => r.Shortfall == 0 && r.TicksBeyond != best.TicksBeyond);
        var settled = best.TicksBeyond > 0 || (alone && !before.TickInDoubt && onlyFit);
        var anchor = new BucketAnchor(
            envelope.TokensLeft, envelope.CompletedAt, nextTick, inDoubt && !settled, envelope.RefillRate, envelope.TokenFlowReduction, serial);
        return new Reconciliation(anchor, best.Refilled, best.Wasted, best.Shortfall);
    }

    /// <summary>Whole tick periods nearest to an interval; negative before.</summary>
    public static long Periods(TimeSpan interval, TimeSpan period) =>
        (long)Math.Round((double)interval.Ticks / period.Ticks, MidpointRounding.AwayFromZero);

    private static IEnumerable<Reading> Readings(BucketAnchor before, TokenEnvelope envelope, long ticks, bool inDoubt)
    {
        var fewest = before.TickInDoubt ? Math.Max(0, ticks - 1) : ticks;
        var most = inDoubt ? ticks + 1 : ticks;
        var planChanged = before.RefillRate != envelope.RefillRate || before.TokenFlowReduction != envelope.TokenFlowReduction;
        for (var count = fewest; count <= most; count++)
        {
            for (var atNewRate = 0; atNewRate <= (planChanged ? Math.Min(count, MostTicksSearched) : 0); atNewRate++)
                yield return Reading.Of(before, envelope, count - atNewRate, atNewRate, (int)(count - ticks));
        }
    }

    /// <summary>One way to read what happened between: so many ticks under the old plan, then so many under the new one.</summary>
    private sealed record Reading(int TicksBeyond, int Refilled, int Wasted, int Shortfall)
    {
        /// <summary>Exact first, then the smallest shortfall; a surplus, which nobody can have caused, last.</summary>
        public long Badness => Shortfall >= 0 ? Shortfall : int.MaxValue - (long)Shortfall;

        public static Reading Of(BucketAnchor before, TokenEnvelope envelope, long atOldRate, long atNewRate, int ticksBeyond)
        {
            var reported = envelope.TokensLeft + envelope.TokensConsumed;
            var after = new BucketAnchor(0, default, default, TickInDoubt: false, envelope.RefillRate, envelope.TokenFlowReduction, 0);
            var old = atOldRate * before.TokensPerTick;
            var @new = atNewRate * after.TokensPerTick;
            // The reported balance is proof that the bucket held as much, even where it is above what the plan says.
            var kept = Math.Min(before.TokensLeft + old, Math.Max(before.Capacity, reported));
            kept = Math.Min(kept + @new, Math.Max(after.Capacity, reported));
            return new Reading(ticksBeyond, Clamp(old + @new), Clamp(before.TokensLeft + old + @new - kept), Clamp(kept - reported));
        }

        private static int Clamp(long tokens) => (int)Math.Clamp(tokens, int.MinValue, int.MaxValue);
    }
}
