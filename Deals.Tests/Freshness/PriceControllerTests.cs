using CsCheck;
using Deals.Actors.Freshness;

namespace Deals.Tests.Freshness;

public sealed class PriceControllerTests
{
    private const double Supply = 20;
    private static readonly RefreshWorth[] Deals = WorthBinsTests.Deals(1, 5000);
    private static readonly PricedDemand Demand = PricedDemand.Of(WorthBinsTests.Of(Deals));
    private static readonly PriceController New = PriceController.New(new PriceSettings());
    private static readonly PriceController Solved = New.Solve(Demand, Supply).Next;

    [Fact]
    public void F24_the_solved_price_asks_for_the_supply_at_every_rate_and_falls_with_it()
    {
        var last = double.PositiveInfinity;
        foreach (var supply in new double[] { 5, 10, 20, 25, 60, 150 })
        {
            var next = New.Solve(Demand, supply).Next;
            Assert.InRange(Deals.Sum(d => d.Cost / d.IntervalDays(next.Price, next.Bounds)) / (supply * 1440), 0.995, 1.005);
            Assert.True(next.Price < last);
            last = next.Price;
        }
    }

    [Fact]
    public void F11_another_rate_or_population_is_solved_anew_and_a_little_is_not()
    {
        Assert.True(New.NeedsSolving(Demand, Supply));
        Assert.False(Solved.NeedsSolving(Demand, Supply));
        Assert.False(Solved.NeedsSolving(Demand, 1.04 * Supply));
        Assert.True(Solved.NeedsSolving(Demand, 1.06 * Supply));
        Assert.True(Solved.NeedsSolving(Demand, double.NaN));
        Assert.True(Solved.NeedsSolving(Demand with { Deals = 5300 }, Supply));
        Assert.True(Solved.NeedsSolving(Demand with { PerDay = (price, bounds) => 1.1 * Demand.PerDay(price, bounds) }, Supply));
        // What no price can bring about is not solved again and again.
        var idle = New.Solve(Demand with { PerDay = static (_, _) => 100 }, Supply).Next;
        Assert.False(idle.NeedsSolving(Demand with { PerDay = static (_, _) => 100 }, Supply));
    }

    [Fact]
    public void A_price_is_told_when_it_has_moved_by_five_percent_and_not_before()
    {
        var controller = Solved;
        var told = 0;
        for (var reading = 0; reading < 288; reading++)
        {
            var step = controller.Observe(new PriceReading(0, 0, Supply));
            var moved = Math.Abs(Math.Log(step.Next.Price / controller.Published));
            Assert.Equal(moved > 0.05, step.Events.Any(static e => e is PriceEvent.Published));
            Assert.Equal(moved > 0.05 ? step.Next.Price : controller.Published, step.Next.Published);
            told += step.Events.Length;
            controller = step.Next;
        }

        // Nobody is due for a day: the price has fallen.
        Assert.InRange(controller.Price / Solved.Price, 0.4, 0.8);
        Assert.InRange(told, 3, 20);
    }

    [Fact]
    public void A_backlog_raises_the_price_and_when_it_is_gone_the_price_comes_back()
    {
        var behind = Enumerable.Range(0, 12).Aggregate(Solved, static (c, _) => c.Observe(new PriceReading(100, 20 * 300, Supply)).Next);
        Assert.InRange(behind.Price / Solved.Price, 1.5, 4);
        var back = behind.Observe(new PriceReading(100, 20 * 10, Supply)).Next;
        Assert.InRange(back.Price / Solved.Price, 0.9, 1.15);
    }

    [Fact]
    public void F9_an_age_that_the_supply_cannot_keep_is_stretched_evenly_and_told_once()
    {
        // 5,000 deals of two tokens a week are 1,430 a day; at 1 a minute that is all of it.
        var step = New.Solve(Demand, 1);
        var told = Assert.Single(step.Events.OfType<PriceEvent.AgeStretched>());
        Assert.Equal(Demand.TotalCost / 7 / 1440, told.Share, 1e-9);
        Assert.Equal(7 * told.Share / 0.5, told.Kept.TotalDays, 1e-6);
        Assert.Equal(told.Kept, step.Next.Bounds.MaxAge);
        Assert.Empty(step.Next.Solve(Demand, 1).Events.OfType<PriceEvent.AgeStretched>());
        Assert.Single(step.Next.Solve(Demand, Supply).Events.OfType<PriceEvent.AgeKept>());
        Assert.Equal(TimeSpan.FromDays(7), step.Next.Solve(Demand, Supply).Next.MaxAge);
        Assert.DoesNotContain(Solved.Solve(Demand, Supply).Events, static e => e is not PriceEvent.Published);
    }

    [Fact]
    public void Whatever_it_is_told_the_price_is_finite_and_within_its_bounds()
    {
        double[] odd = [0, -1, 1, 20, 1e9, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        Gen.Select(Gen.Int[0, odd.Length - 1], Gen.Int[0, odd.Length - 1], Gen.Int[0, odd.Length - 1], Gen.Int[0, 9]).Array[1, 60].Sample(steps =>
        {
            var controller = New;
            foreach (var (due, backlog, supply, kind) in steps)
            {
                controller = kind == 0
                    ? controller.Solve(Demand, odd[supply]).Next
                    : controller.Observe(new PriceReading(odd[due], odd[backlog], odd[supply])).Next;
                Assert.InRange(controller.Price, PriceController.Least, PriceController.Most);
                Assert.InRange(controller.Published, PriceController.Least, PriceController.Most);
                Assert.InRange(controller.MaxAge, TimeSpan.FromDays(7), TimeSpan.FromDays(3650));
            }
        });
    }
}
