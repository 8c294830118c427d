using CsCheck;
using Deals.Actors.Freshness;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;

namespace Deals.Tests.Scouting;

public sealed class SweepTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void F23_F39_the_cursor_never_passes_a_page_that_is_not_stored_and_the_pass_reads_up_to_the_short_page()
    {
        Gen.Select(Gen.Int[0, 66], Gen.Int[1, 4], Gen.Int[0, int.MaxValue]).Sample((last, inFlight, seed) =>
        {
            var random = new Random(seed);
            var sweep = new Sweep { Pass = 1, Kind = PassKind.Full, BeganAt = T0 };
            var stored = new HashSet<int>();
            for (var step = 0; !sweep.IsComplete; step++)
            {
                Assert.True(step < 1000, "The pass does not end.");
                foreach (var page in sweep.ToAsk(inFlight))
                    sweep = sweep.Asked(page);
                Assert.InRange(sweep.InFlight.Count, 1, inFlight);
                var next = sweep.InFlight[random.Next(sweep.InFlight.Count)];
                if (random.Next(4) == 0)
                {
                    sweep = sweep.Returned(next);
                    continue;
                }

                if (next >= last)
                    sweep = sweep.Ended(next);
                sweep = sweep.PageStored(next, new RowCounts { New = random.Next(2) });
                stored.Add(next);
                Assert.All(Enumerable.Range(0, sweep.Cursor), page => Assert.Contains(page, stored));
            }

            Assert.All(Enumerable.Range(0, last + 1), page => Assert.Contains(page, stored));
        });
    }

    [Fact]
    public void A_head_pass_reads_until_a_page_brings_nothing()
    {
        var sweep = new Sweep { Pass = 2, Kind = PassKind.Head, BeganAt = T0 };
        Assert.Equal([0], sweep.ToAsk(3).AsEnumerable());
        sweep = sweep.Asked(0).PageStored(0, new RowCounts { New = 1 });
        Assert.Equal([1], sweep.ToAsk(3).AsEnumerable());
        Assert.True(sweep.Asked(1).PageStored(1, RowCounts.None).IsComplete);
        Assert.Equal(1, sweep.Counts.New);
        // In the order of change another price keeps it going; in any other order only an unknown deal does, for prices change on every page.
        Assert.False(sweep.Asked(1).PageStored(1, new RowCounts { Changed = 1, OldestChange = T0 }).IsComplete);
        Assert.True(sweep.Asked(1).PageStored(1, new RowCounts { Changed = 1 }).IsComplete);
    }

    [Fact]
    public void A_head_pass_in_the_order_of_change_ends_with_the_page_that_reaches_back_to_the_last_pass()
    {
        var sweep = new Sweep { Pass = 2, Kind = PassKind.Head, BeganAt = T0 }.Asked(0);
        var news = new RowCounts { Changed = 7, OldestChange = T0.AddHours(-3) };
        Assert.False(sweep.PageStored(0, news, readBefore: T0.AddHours(-4)).IsComplete);
        Assert.False(sweep.PageStored(0, news, readBefore: null).IsComplete);
        Assert.True(sweep.PageStored(0, news, readBefore: T0.AddHours(-2)).IsComplete);
        // A full pass goes on.
        Assert.False((sweep with { Kind = PassKind.Full }).PageStored(0, news, readBefore: T0.AddHours(-2)).IsComplete);
    }

    [Fact]
    public void F41_slices_are_disjoint_and_cover_the_feed_whatever_overflows() => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 5]).Sample((seed, overflowing) =>
    {
        var random = new Random(seed);
        var feed = FeedQuery.Default with { Query = FeedQuery.Default.Query with { CurrentRange = new ValueRange(500, 90_000) } };
        var state = new FeedState { Feed = "f" }.Apply(new ScoutEvent.PassBegan("f", T0, 1, PassKind.Full));
        for (var step = 0; ; step++)
        {
            Assert.True(step < 500, "The pass does not end.");
            var isTooLong = step == 0 || (random.Next(overflowing) > 0 && step < 40);
            var last = isTooLong ? KeepaRequest.DealPage.LastPage : random.Next(5);
            for (var page = 0; page <= last; page++)
                state = state.Apply(new ScoutEvent.PageStored("f", T0, 1, page, page == last && !isTooLong, RowCounts.None));
            Assert.True(state.Sweep!.IsComplete);
            if (SweepSlices.After(state.Sweep, feed) is not { } slices)
                break;
            state = state.Apply(new ScoutEvent.SliceBegan("f", T0, 1, slices));
        }

        state = state.Apply(new ScoutEvent.PassEnded("f", T0.AddHours(1), 1, null));
        var read = state.History.Slices.OrderBy(static s => s.Least).ToList();
        Assert.Equal((500, 90_000), (read[0].Least, read[^1].Most));
        Assert.All(read.Zip(read.Skip(1)), static pair => Assert.Equal(pair.Item1.Most + 1, pair.Item2.Least));
        Assert.Equal(read.Count, SweepSlices.AtBegin(state.History with { FullPages = 100 }, feed).Length);
        // Another range is another list.
        Assert.Empty(SweepSlices.AtBegin(state.History with { FullPages = 100 }, FeedQuery.Default));
        Assert.Empty(SweepSlices.AtBegin(state.History with { FullPages = 40 }, feed));
    });

    [Fact]
    public void What_the_passes_bring_is_learned_by_the_day()
    {
        var pass = new Sweep { Pass = 1, Kind = PassKind.Full, BeganAt = T0, Cursor = 10, Counts = new RowCounts { New = 1400, Sent = 1400, AgeSeconds = 1400 * 7200 } };
        var history = FeedHistory.None.After(pass, T0.AddMinutes(1));
        // The first pass finds the list, and not what comes to it.
        Assert.Equal((1400, 2.0, 0.0, 0.0), (history.Yield.Rows, history.Yield.Lag.TotalHours, history.Yield.FindsPerDay, history.Yield.Reach));
        Assert.False(history.Yield.IsKnown);
        var soon = history.After(new Sweep { Pass = 2, Kind = PassKind.Head, BeganAt = T0.AddMinutes(6), Cursor = 1, Counts = new RowCounts { New = 1, Recent = 10 } }, T0.AddMinutes(6));
        Assert.True(soon.Yield.IsKnown);
        Assert.InRange(soon.Yield.FindsPerDay, 239.9, 240.1);
        for (var hour = 1; hour <= 30 * 24; hour++)
        {
            var counts = new RowCounts { New = 1, Changed = 5, Left = hour % 12 == 0 ? 12 : 0, Recent = 30, Sent = 100 };
            history = history.After(new Sweep { Pass = hour, Kind = hour % 12 == 0 ? PassKind.Full : PassKind.Head, BeganAt = T0.AddHours(hour), Cursor = 2, Counts = counts }, T0.AddHours(hour));
        }

        Assert.InRange(history.Yield.FindsPerDay, 23.9, 24.1);
        Assert.InRange(history.Yield.NewsPerDay, 143, 145);
        Assert.InRange(history.Yield.RecentPerDay, 718, 722);
        // 24 of 144 a day are seen by full passes alone.
        Assert.InRange(history.Yield.Reach, 0.82, 0.85);
        Assert.Equal((100, T0.AddHours(720), T0.AddHours(720) - TimeSpan.FromMinutes(5)), (history.Yield.Rows, history.LastFullBegan!.Value, history.ReadBefore!.Value));
    }

    [Fact]
    public void Rows_are_told_apart_by_what_they_tell()
    {
        var before = T0.AddHours(-1);
        DealRow Row(int i, long price, int changedHoursAgo) => FeedWorld.Row(i, T0.AddMinutes(-30), price) with { CreatedAt = T0.AddHours(-changedHoursAgo) };
        // Changed just now, changed before the last pass, the same price, known as it is, unknown.
        DealRow[] rows = [Row(0, 900, 0), Row(1, 900, 5), Row(2, 1000, 0), Row(3, 1000, 9), Row(4, 1000, 7)];
        var known = Enumerable.Range(0, 4).ToDictionary(FeedWorld.IdOf, i => new Actors.Catalogue.KnownListing(i == 3 ? T0 : T0.AddDays(-1), 1000, ["us-used"]));
        var page = new KeepaOutcome.DealPage([.. rows], [], new TokenEnvelope(T0, 100, TimeSpan.FromSeconds(30), 20, 0, 5, TimeSpan.Zero));
        var (sightings, counts) = RowSift.Of(FeedQuery.Default, page, []).Choose(FeedQuery.Default, known, before, T0);
        Assert.Equal(4, sightings.Count);
        Assert.Equal((4, 1, 2, 1, 2, 2), (counts.Sent, counts.New, counts.Changed, counts.Known, counts.Left, counts.Recent));
        Assert.Equal((T0.AddHours(-9), 5 * 1800, 5), (counts.OldestChange, counts.AgeSeconds, counts.Accepted));
        var unordered = FeedQuery.Default with { Query = FeedQuery.Default.Query with { Sort = DealSort.LargestPercentFirst } };
        Assert.Null(RowSift.Of(unordered, page, []).Counts.OldestChange);
    }

    [Fact]
    public void F17_nobody_waits_for_a_page_beyond_those_of_the_last_full_pass()
    {
        var state = new FeedState { Feed = "f", History = new FeedHistory { FullPages = 3 } }.Apply(new ScoutEvent.PassBegan("f", T0, 1, PassKind.Full));
        bool MoreAfter(params int[] pages) => (state with { Sweep = pages.Aggregate(state.Sweep!, static (sweep, page) => sweep.Asked(page)) }).HasMore;
        Assert.True(MoreAfter(0));
        Assert.True(MoreAfter(0, 1));
        Assert.False(MoreAfter(0, 1, 2));
        Assert.False(MoreAfter(0, 1, 2, 3));
    }

    [Fact]
    public void Rows_that_are_newer_and_tell_no_news_do_not_keep_a_head_pass_going()
    {
        var state = new FeedState { Feed = "f" }.Apply(new ScoutEvent.PassBegan("f", T0, 1, PassKind.Head));
        var newer = state.Apply(new ScoutEvent.PageStored("f", T0, 1, 0, false, RowCounts.None with { Seen = 150, Sent = 40, New = 0 }));
        Assert.True(newer.Sweep!.IsComplete);
        var found = state.Apply(new ScoutEvent.PageStored("f", T0, 1, 0, false, RowCounts.None with { Seen = 150, Sent = 40, New = 1 }));
        Assert.False(found.Sweep!.IsComplete);
    }

    [Fact]
    public void F18_the_intervals_are_shares_of_the_budget_within_their_bounds()
    {
        var policy = new SweepPolicy();
        Gen.Select(Gen.Int[1, 250], Gen.Int[1, 67]).Sample((rate, pages) =>
        {
            var history = new FeedHistory { FirstBegan = T0, LastFullBegan = T0, LastFullPass = T0, LastEnd = T0, FullPages = pages };
            var interval = TimeSpan.FromMinutes(pages * KeepaRequest.DealPage.Cost / (rate * policy.FullShare));
            var expected = interval < policy.Interval ? policy.Interval : interval > SweepPolicy.LongestFullInterval ? SweepPolicy.LongestFullInterval : interval;
            // With the head passes out of the way the next full pass is due.
            var plan = policy.Next(history with { LastEnd = T0 + expected - policy.Interval }, rate, T0 + expected);
            Assert.Equal(PassKind.Full, plan.Kind);
            Assert.InRange((plan.At - (T0 + expected)).TotalMinutes, -0.01, 0.01);
            var next = policy.Next(history, rate, T0);
            Assert.InRange(next.At - T0, policy.Interval, SweepPolicy.LongestFullInterval);
            Assert.NotEmpty(next.Reason);
        });
    }

    [Fact]
    public void F44_a_full_pass_that_takes_long_begins_early_enough_to_leave_no_gap() => Gen.Select(Gen.Double[0.01, 5], Gen.Double[1, 11]).Sample((hours, every) =>
    {
        var terms = new FeedTerms(TimeSpan.FromHours(every), TimeSpan.FromHours(11), 1, Signals.None);
        var history = new FeedHistory { FirstBegan = T0, LastFullBegan = T0, LastBegan = T0, LastFullPass = T0.AddHours(hours), LastEnd = T0.AddHours(hours) };
        var next = new SweepPolicy().Next(history, 5, T0.AddHours(hours), terms);
        Assert.Equal(PassKind.Full, next.Kind);
        Assert.Null(SweepPolicy.Gap(history, next.At.AddHours(hours)));
    });

    [Fact]
    public void F11_another_rate_changes_the_next_plan()
    {
        var history = new FeedHistory { FirstBegan = T0, LastFullBegan = T0, LastFullPass = T0, LastEnd = T0 };
        var policy = new SweepPolicy { HeadShare = 0.0001 };
        Assert.True(policy.Next(history, 250, T0).At < policy.Next(history, 25, T0).At);
        Assert.True(policy.Next(history, 25, T0).At < policy.Next(history, 5, T0).At);
    }

    [Fact]
    public void A_feed_that_was_never_read_is_read_at_once_and_a_failed_pass_after_the_interval()
    {
        var policy = new SweepPolicy();
        Assert.Equal((PassKind.Full, T0), (policy.Next(FeedHistory.None, null, T0).Kind, policy.Next(FeedHistory.None, null, T0).At));
        Assert.Equal(T0 + policy.Interval, policy.Next(new FeedHistory { FirstBegan = T0, LastEnd = T0 }, null, T0).At);
    }

    [Fact]
    public void F44_a_gap_is_longer_than_the_feeds_memory()
    {
        var history = new FeedHistory { FirstBegan = T0, LastFullBegan = T0.AddHours(1) };
        Assert.Null(SweepPolicy.Gap(FeedHistory.None, T0));
        Assert.Null(SweepPolicy.Gap(history, T0.AddHours(13)));
        Assert.Equal(T0.AddHours(1), SweepPolicy.Gap(history, T0.AddHours(13.1)));
    }
}
