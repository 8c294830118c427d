using CsCheck;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;

namespace Deals.Tests.Scouting;

public sealed class BackfillPlanTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FeedQuery Feed = FeedQuery.Default;

    [Fact]
    public void Bands_are_disjoint_and_together_the_whole_however_they_are_split()
    {
        Gen.Select(Gen.Int[1, 5_000_000], Gen.Int[0, int.MaxValue], Gen.Int[0, 40].Array[0, 30]).Sample((least, width, splits) =>
        {
            var whole = new PriceSlice(least, (int)Math.Min((long)least + width, int.MaxValue));
            var slices = PriceSlice.BandsOf(whole).ToList();
            foreach (var split in splits)
            {
                var at = split % slices.Count;
                if (slices[at].Halves() is not var (lower, upper))
                    continue;
                slices.RemoveAt(at);
                slices.InsertRange(at, [lower, upper]);
            }

            Assert.Equal((whole.Least, whole.Most), (slices[0].Least, slices[^1].Most));
            Assert.All(slices, s => Assert.True(s.Least <= s.Most));
            Assert.All(slices.Zip(slices.Skip(1)), pair => Assert.Equal(pair.Item1.Most + 1L, pair.Item2.Least));
        });
        Assert.Null(new PriceSlice(7, 7).Halves());
    }

    [Fact]
    public void F23_every_page_is_asked_for_in_order_and_a_restart_at_any_event_goes_on_at_the_same_page()
    {
        // Each slice has a random number of pages; a value of 67 and more is cut by Keepa's paging, and the slice is split.
        Gen.Int[0, 72].Array[400].Sample(
            sizes =>
            {
                var (state, history, asked) = (BackfillState.None, new List<BackfillEvent>(), new List<(PriceSlice Slice, int Page)>());
                for (var step = 0; step < 20_000 && state.LastRoundEnded is null; step++)
                {
                    var next = BackfillPlan.Next(state, [Feed], T0.AddHours(step));
                    if (step % 41 == 0)
                        Assert.Equal(next, BackfillPlan.Next(history.Aggregate(BackfillState.None, (s, e) => s.Apply(e)), [Feed], T0.AddHours(step)), Same);
                    var e = next switch
                    {
                        BackfillStep.Remember remember => remember.Event,
                        BackfillStep.Ask ask => Stored(ask, asked, sizes, T0.AddHours(step), state.Round),
                        _ => throw new InvalidOperationException(),
                    };
                    history.Add(e);
                    state = state.Apply(e);
                }

                Assert.NotNull(state.LastRoundEnded);
                Assert.Equal(asked.Count, asked.Distinct().Count());
                Assert.All(asked.GroupBy(a => a.Slice), pages => Assert.Equal(Enumerable.Range(0, pages.Count()), pages.Select(p => p.Page)));
                var walked = state.Walked[Feed.Name].Slices;
                Assert.Equal((1, int.MaxValue), (walked[0].Least, walked[^1].Most));
                Assert.All(walked.Zip(walked.Skip(1)), pair => Assert.Equal(pair.Item1.Most + 1L, pair.Item2.Least));
            },
            iter: 20);
    }

    [Fact]
    public void F41_a_single_value_that_keepa_cannot_page_is_counted_and_named_and_the_walk_goes_on()
    {
        var value = new PriceSlice(999, 999);
        Assert.IsType<SliceStep.Overflowed>(BackfillPlan.After(value, KeepaRequest.DealPage.LastPage, isLast: false));
        Assert.IsType<SliceStep.Split>(BackfillPlan.After(new PriceSlice(1, 999), KeepaRequest.DealPage.LastPage, isLast: false));
        Assert.IsType<SliceStep.NextPage>(BackfillPlan.After(value, 5, isLast: false));
        Assert.IsType<SliceStep.Ended>(BackfillPlan.After(value, 5, isLast: true));
        var state = BackfillState.None
            .Apply(new BackfillEvent.FeedBegan(T0, 1, Feed.Name, "scope", [value, new PriceSlice(1000, 2000)]))
            .Apply(new BackfillEvent.PageDone(T0, 1, Feed.Name, value, 0, SliceStep.Overflowed.Instance, RowCounts.None, 20));
        Assert.Equal((1L, value, new PriceSlice(1000, 2000)), (state.Overflows, Assert.Single(state.Overflowing).Slice, state.Walk!.Slice));
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 50)]
    [InlineData(20, 5)]
    [InlineData(250, 0.4)]
    public void Option_3_one_page_an_hour_or_as_five_percent_of_the_plan_allow(int rate, double minutes)
    {
        Assert.Equal(TimeSpan.FromMinutes(minutes), BackfillPolicy.Pause(rate));
        Assert.Equal(T0 + TimeSpan.FromMinutes(minutes), BackfillPolicy.NextStep(BackfillState.None with { LastPage = T0, RefillRate = rate }));
    }

    [Fact]
    public void The_broad_query_is_the_feeds_own_without_its_ranges_cut_to_a_band()
    {
        var feed = new FeedQuery("narrow", Feed.Query with { CurrentRange = new ValueRange(500, 9_000), DeltaPercentRange = new ValueRange(50, null), SalesRankRange = new ValueRange(1, 1000), IncludeCategories = [283155], DateRange = DateRange.Week });
        Assert.Equal(new PriceSlice(500, 9_000), BackfillPlan.WholeOf(feed));
        var broad = BackfillPlan.Broad(feed, new PriceSlice(500, 999));
        Assert.Equal((new ValueRange(500, 999), null, null, DateRange.Quarter), (broad.CurrentRange, broad.DeltaPercentRange, broad.SalesRankRange, broad.DateRange));
        Assert.Equal([283155], broad.IncludeCategories.AsEnumerable());
    }

    private static BackfillEvent.PageDone Stored(BackfillStep.Ask ask, List<(PriceSlice, int)> asked, int[] sizes, DateTimeOffset now, long round)
    {
        asked.Add((ask.Slice, ask.Request.Page));
        var pages = ask.Slice.Least == ask.Slice.Most ? 2 : sizes[Math.Abs(HashCode.Combine(ask.Slice.Least / 7, ask.Slice.Most / 7)) % sizes.Length];
        var then = BackfillPlan.After(ask.Slice, ask.Request.Page, isLast: ask.Request.Page >= pages);
        return new BackfillEvent.PageDone(now, round, ask.Feed.Name, ask.Slice, ask.Request.Page, then, RowCounts.None, 20);
    }

    private static bool Same(BackfillStep a, BackfillStep b) => (a, b) switch
    {
        (BackfillStep.Ask x, BackfillStep.Ask y) => (x.Slice, x.Request) == (y.Slice, y.Request),
        (BackfillStep.Remember x, BackfillStep.Remember y) => x.Event.GetType() == y.Event.GetType(),
        _ => a.GetType() == b.GetType(),
    };
}
