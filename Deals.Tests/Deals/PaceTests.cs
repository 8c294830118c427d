using CsCheck;
using Deals.Actors.Deals;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Deals;

/// <summary>Each change of a price is counted once, however it came to be known.</summary>
public sealed class PaceTests
{
    private static readonly RatePrior Prior = RatePrior.Default;

    [Fact]
    public void A_first_history_counts_all_its_changes_over_all_its_days()
    {
        var moves = new PriceMoves(PriceType.Used, Any.T0.AddDays(-30), [Any.T0.AddDays(-20), Any.T0.AddDays(-10), Any.T0.AddDays(-1)]);
        var pace = Pace.From(moves.Since, Prior).Counted(moves, Any.T0, Prior);
        Assert.Equal((3, 30, Any.T0), (pace.Seen.Changes, pace.Seen.Days, pace.Until));
    }

    [Fact]
    public void Histories_in_any_pieces_and_any_order_count_what_the_whole_counts() => Gen
        .Select(Gen.Int[1, 10_000].Array[0, 30], Gen.Int[0, 10_000].Array[1, 6])
        .Sample(static (changes, looks) =>
        {
            DateTimeOffset[] at = [.. changes.Order().Distinct().Select(static m => Any.T0.AddMinutes(m))];
            var pieces = Pace.From(Any.T0, Prior);
            foreach (var look in looks)
                pieces = pieces.Counted(Moves(at, look), Any.T0.AddMinutes(look), Prior);
            var last = looks.Max();
            var whole = Pace.From(Any.T0, Prior).Counted(Moves(at, last), Any.T0.AddMinutes(last), Prior);
            Assert.Equal(whole.Until, pieces.Until);
            // What is older counts a little less with each piece; a week is a tenth of the half-life.
            Assert.InRange(pieces.Seen.Changes, whole.Seen.Changes * 0.9, whole.Seen.Changes + 1e-4);
            Assert.InRange(pieces.Seen.Days, whole.Seen.Days * 0.9, whole.Seen.Days + 1e-4);
        });

    [Fact]
    public void A_change_that_a_sighting_told_of_is_not_counted_again_from_the_history()
    {
        var seen = Pace.From(Any.T0, Prior).Sighted(changed: true, Any.T0.AddDays(1), Prior);
        var after = seen.Counted(new PriceMoves(PriceType.Used, Any.T0, [Any.T0.AddHours(12)]), Any.T0.AddDays(2), Prior);
        Assert.InRange(after.Seen.Changes, seen.Seen.Changes * 0.98, seen.Seen.Changes);
        Assert.Equal(Any.T0.AddDays(2), after.Until);
    }

    [Fact]
    public void Pushes_that_come_when_something_changes_teach_the_rate_at_which_it_changes() => Gen.Select(Gen.Double[1.5, 3], Gen.Int[0, 9999]).Sample(static (log, seed) =>
    {
        var (rate, random) = (Math.Exp(log), new Random(seed));
        var (pace, at) = (Pace.From(Any.T0, Prior), Any.T0);
        for (var i = 0; i < 200; i++)
        {
            at = at.AddDays(-Math.Log(1 - random.NextDouble()) / rate);
            pace = pace.Pushed(changed: true, at, Prior);
        }

        // Two hundred changes know a rate to a fourteenth; five of those are next to impossible. Taken for looks they would know none at all, for each found a change.
        Assert.InRange(pace.Estimate.PerDay / rate, 0.6, 1.6);
    });

    [Fact]
    public void What_is_older_than_what_is_known_changes_nothing()
    {
        var known = Pace.From(Any.T0, Prior).Counted(new PriceMoves(PriceType.Used, Any.T0, [Any.T0.AddHours(5)]), Any.T0.AddDays(1), Prior);
        Assert.Same(known, known.Sighted(changed: true, Any.T0.AddDays(1), Prior));
        Assert.Same(known, known.Pushed(changed: true, Any.T0.AddDays(1), Prior));
        Assert.Same(known, known.Counted(new PriceMoves(PriceType.Used, Any.T0.AddDays(-1), [Any.T0.AddHours(5)]), Any.T0.AddDays(1), Prior));
    }

    [Fact]
    public void Before_the_first_change_that_is_named_nothing_is_taken_for_quiet()
    {
        // More changes than are named: the span begins with the last that is not.
        var moves = new PriceMoves(PriceType.Used, Any.T0.AddDays(9), [Any.T0.AddDays(9.5)]);
        var pace = Pace.From(Any.T0, Prior).Counted(moves, Any.T0.AddDays(10), Prior);
        Assert.Equal((1, 1), (pace.Seen.Changes, pace.Seen.Days));
    }

    [Fact]
    public void What_is_stored_and_read_again_is_the_same() => Gen.Select(Gen.Double[0, 1e5], Gen.Double[0, 1e5]).Sample(static (changes, days) =>
    {
        var pace = new Pace(new ChangeRate(changes, days), Prior, Any.T0).Sighted(changed: true, Any.T0.AddHours(7), Prior);
        Assert.Equal(pace.Seen.Changes, Math.Round(pace.Seen.Changes * 1e6) / 1e6);
        Assert.Equal(pace.Seen.Days, Math.Round(pace.Seen.Days * 1e6) / 1e6);
    });

    private static PriceMoves Moves(DateTimeOffset[] at, int until) => new(PriceType.Used, Any.T0, [.. at.Where(a => a <= Any.T0.AddMinutes(until))]);
}
