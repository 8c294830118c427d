using Deals.Actors.Budget;
using Deals.Bench.Budget;

namespace Deals.Tests.Bench;

public sealed class BudgetDayTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _order;

    [Fact]
    public void The_bucket_serves_exactly_while_its_balance_is_above_zero_and_charges_below_it()
    {
        var bucket = Bucket(rate: 5, balance: 1);
        Assert.True(bucket.Admits(T0));
        Assert.Equal(-99, bucket.Charge(T0.AddSeconds(1), 100).Left);
        Assert.False(bucket.Admits(T0.AddSeconds(2)));
        Assert.Equal((1, 100L, -99), (bucket.Refused, bucket.Charged, bucket.Lowest));
    }

    [Fact]
    public void The_bucket_is_refilled_in_lumps_of_the_rate_every_60_21_seconds()
    {
        var bucket = Bucket(rate: 5, balance: 0);
        Assert.Equal(0, bucket.Read(T0.AddSeconds(29.9)).Left);
        Assert.Equal(5, bucket.Read(T0.AddSeconds(30)).Left);
        Assert.Equal(5, bucket.Read(T0.AddMilliseconds(90_209)).Left);
        Assert.Equal(10, bucket.Read(T0.AddMilliseconds(90_211)).Left);
    }

    [Fact]
    public void The_bucket_holds_sixty_refills_and_a_smaller_plan_cuts_it_off()
    {
        var bucket = Bucket(rate: 5, balance: 298);
        Assert.Equal((300, 3L), (bucket.Read(T0.AddSeconds(30)).Left, bucket.LostAtCap));
        bucket.Change(T0.AddSeconds(31), 2);
        Assert.Equal((120, 180L), (bucket.Balance, bucket.LostAtChange));
    }

    [Fact]
    public void Wait_and_retry_sleeps_as_its_source_says_and_sends_the_same_again()
    {
        Assert.Equal(20 + 1 + 120, EasyCases.SecondsAsleep());
        Assert.True(EasyCases.SendsTheSameAgain());
    }

    [Fact]
    public void The_rate_limiter_gives_what_it_holds_and_what_two_minutes_bring()
    {
        Assert.Equal(10, EasyCases.TakenAtOnce());
        Assert.Equal(10, EasyCases.TakenAfterTwoMinutes());
    }

    [Fact]
    public void Threshold_and_recharge_stops_until_forty_tokens_below_ten_a_minute_and_not_above()
    {
        Assert.InRange(EasyCases.MinutesToRecharge(5), 8, 8.1);
        Assert.InRange(EasyCases.MinutesToRecharge(20), 0.05, 0.1);
    }

    [Fact]
    public void A_lane_is_behind_its_floor_by_the_worst_window_and_not_by_the_whole()
    {
        var service = new LaneService();
        Add(Lane.Refresh, 100);
        Add(Lane.Backfill, 40);
        Add(Lane.Backfill, 60);
        Add(Lane.Refresh, 300);
        Assert.Equal(50, service.WorstShortfall(Lane.Refresh, 0.5));
        Assert.Equal(0.8, service.ShareOf(Lane.Refresh), 6);

        void Add(Lane lane, int cost) => service.Add(_order++, lane, cost, T0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(60)]
    public void F31_three_hours_under_backlog_lose_nothing_and_are_never_refused(int rate)
    {
        var plan = new DayPlan("test", rate, 7) { Length = TimeSpan.FromHours(3), Changes = [new RateChange(TimeSpan.FromHours(1), 5 * rate), new RateChange(TimeSpan.FromHours(2), rate)] };
        var day = Run(plan, out var router);
        Assert.Equal((0, 0L), (day.Bucket.Refused, day.Bucket.LostAtCap));
        Assert.Equal(day.Bucket.Refilled, day.Settled + day.Bucket.Balance - plan.FirstBalance + day.Bucket.LostAtChange);
        Assert.All(LaneOrder.All, lane => Assert.InRange(day.Service.WorstShortfall(lane, LaneShares.Default.Floor(lane)), 0, router.Largest));
    }

    [Fact]
    public void F30_what_somebody_else_takes_is_known_within_a_tenth_after_a_quarter_of_an_hour()
    {
        var plan = new DayPlan("test", 20, 7) { Length = TimeSpan.FromHours(1), Foreign = new ForeignUser(10, 1) };
        var (_, truth, estimate) = Run(plan, out _).Drain.First(d => d.After >= TimeSpan.FromMinutes(15));
        Assert.InRange(estimate, 0.9 * truth, 1.1 * truth);
    }

    private static BudgetDay Run(DayPlan plan, out DealsRouter router)
    {
        DealsRouter? made = null;
        var day = BudgetDay.Run(plan, now => made = new DealsRouter(new Backlog(new Random(plan.Seed)), plan.Rate, now), CancellationToken.None);
        router = made!;
        return day;
    }

    private static KeepaBucket Bucket(int rate, int balance) => new(rate, balance, T0.AddSeconds(30), new Random(1));
}
