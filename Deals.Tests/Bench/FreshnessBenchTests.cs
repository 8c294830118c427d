using Deals.Actors.Budget;
using Deals.Bench.Freshness;

namespace Deals.Tests.Bench;

public sealed class FreshnessBenchTests
{
    private static readonly PopulationPlan Small = new("small", 300, 0.5) { Rate = 1 };
    private static readonly MeasuredSpan Days = new(7, 37);

    [Fact]
    public void The_optimum_is_fresher_than_every_other_division_of_the_same_budget()
    {
        var population = Small.Draw(1);
        var by = new Intervals(population, 1000, 1e-3);
        var optimum = by.Freshness(by.Optimal(double.PositiveInfinity));
        foreach (var other in new[] { by.InTurn(), by.TieredScaled(), by.Proportional(), by.Azar(), by.LambdaCrawl(), by.Optimal(7) })
        {
            Assert.InRange(by.Cost(other), 999, 1001);
            Assert.True(by.Freshness(other) <= optimum);
        }

        Assert.True(by.FreshnessAtRandom(by.Azar()) > by.FreshnessAtRandom(by.InTurn()));
        Assert.InRange(by.Optimal(7).Max(), 0, 7);
    }

    [Fact]
    public void What_is_simulated_is_the_closed_form()
    {
        var population = Small.Draw(2);
        var by = new Intervals(population, 1000, 1e-3);
        Assert.Equal(by.Freshness(by.Every(3)), PlainRun.Run(population, by.Every(3), atRandom: false, Days, 1).Freshness, 0.01);
        Assert.Equal(by.FreshnessAtRandom(by.Every(1)), PlainRun.Run(population, by.Every(1), atRandom: true, Days, 1).Freshness, 0.01);
        Assert.Equal(by.Cost(by.Every(3)), PlainRun.Run(population, by.Every(3), atRandom: false, Days, 1).Cost, 5.0);
    }

    [Fact]
    public void The_meter_gives_each_day_its_part()
    {
        var meter = new FreshnessMeter(3);
        meter.Present(1, 0.5, 3);
        meter.Draw(1, 0.75, 1.5);
        meter.Expect(1, 1e-9, 0.75, 1.5);
        Assert.Equal((0.5, 0.5, 0.0), (meter.Drawn(0, 1), meter.Drawn(1, 2), meter.Drawn(2, 3)));
        Assert.Equal(meter.Drawn(0, 3), meter.Expected(0, 3), 1e-6);
        meter.Expect(1, 2, -5, 3);
        Assert.InRange(meter.Expected(2, 3), 0, 1e-4);
    }

    [Fact]
    public void F49_production_reaches_the_optimum_keeps_every_deal_younger_than_the_maximum_and_loses_no_token()
    {
        var population = Small.Draw(3);
        var bounded = Bounded.Of(population, Small.Rate);
        var run = PricedRun.Run(new PricedPlan(population, 28, 3), CancellationToken.None);
        Assert.InRange(run.Meter.Expected(14, 28) / bounded.Optimum, 0.97, 1.001);
        Assert.InRange(run.Meter.Drawn(14, 28) / bounded.Optimum, 0.9, 1.1);
        Assert.Equal((0, 0L), (run.TooOld, run.Bucket.LostAtCap));
        Assert.InRange(run.Bucket.Balance, -1, 30);
    }

    [Fact]
    public void F31_another_rate_and_many_newcomers_are_taken_in()
    {
        var population = Small.Draw(4);
        var late = Enumerable.Range(0, population.Count).Select(static i => i % 3 == 1).ToArray();
        var run = PricedRun.Run(new PricedPlan(population, 20, 4) { Rates = [(8, 2)], Arrival = (8, late) }, CancellationToken.None);
        Assert.InRange(run.Meter.Expected(12, 20) / Bounded.Of(population, 2).Optimum, 0.96, 1.001);
        Assert.Equal(population.Count, run.Bins.Count);
        Assert.Equal(0, run.Bucket.LostAtCap);
    }

    [Fact]
    public void Sweeps_by_price_are_fresher_than_products_alone()
    {
        var population = Small.Draw(5);
        var run = PricedRun.Run(new PricedPlan(population, 20, 5) { Sweeping = Sweeping.Priced }, CancellationToken.None);
        Assert.True(run.Meter.Expected(7, 20) > 1.05 * Bounded.Of(population, Small.Rate).Optimum);
        Assert.True(run.Spent.Pages > 0);
        Assert.Equal(0, run.TooOld);
    }

    [Fact]
    public void Bursts_have_as_many_changes_as_the_rate_says_and_are_counted_apart_by_an_hour()
    {
        var population = (Small with { Bursts = true, Deals = 50 }).Draw(6);
        var world = ChangeWorld.Of(population, 6, 400);
        var counted = Enumerable.Range(0, population.Count).Sum(i => world.Between(i, 0, 400).Changes);
        Assert.InRange(counted / (400 * population.Rates.Sum()), 0.4, 1);
        Assert.Equal(1, ChangeWorld.Poisson(new Random(1), 1000) / 1000.0, 0.15);
    }

    [Fact]
    public void A_day_on_the_simulators_feed_finds_its_deals_looks_at_them_and_knows_most_of_their_prices()
    {
        var feed = new SimulatedFeed(1, 300, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var all = Enumerable.Range(0, feed.Count).ToList();
        var population = new Population(new PopulationPlan("feed", feed.Count, 0.5) { Rate = 1 }, [.. all.Select(static _ => 1.0)], [.. all.Select(feed.RateOf)], [.. all.Select(static _ => 1)]);
        var plan = new PricedPlan(population, 1, 1) { Feed = feed, SampleAt = [0.25, 0.5, 0.75, 1], Balance = 60, SolveEvery = TimeSpan.FromMinutes(5) };
        var run = PricedRun.Run(plan, CancellationToken.None);
        var last = run.Scores[^1];
        Assert.Equal(plan.SampleAt.Count, run.Scores.Count);
        Assert.InRange(last.Listed, 270, 300);
        Assert.InRange(last.Active, 250, last.Listed);
        Assert.All(run.Scores, static score => Assert.InRange(score.Plain, 0.7, 0.99));
        Assert.True(run.Passes > 3);
        Assert.InRange(run.Bucket.LostAtCap, 0, 5);
        Assert.Equal(run.Bucket.Charged, LaneOrder.All.Sum(run.SettledOf));
    }

    [Fact]
    public void What_a_feed_shows_is_of_the_last_look_and_what_a_look_shows_is_an_hour_old_at_most()
    {
        var feed = new SimulatedFeed(1, 300, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var rows = feed.Page(0, 0.5);
        Assert.Equal(150, rows.Count);
        Assert.All(rows, row => Assert.InRange(row.AsOf, -0.5, 0.5));
        Assert.Contains(rows, static row => row.AsOf < 0.4);
        Assert.All(rows, row => Assert.InRange(feed.LookAsOf(row.Deal, 0.5), Math.Max(row.AsOf, 0.5 - (61.0 / 1440)), 0.5));
        var (named, rates) = (rows.Sum(row => feed.Named(row.Deal, -60, 0)), rows.Sum(row => feed.RateOf(row.Deal)) * 60);
        Assert.InRange(named / rates, 0.5, 1);
    }

    [Theory]
    [InlineData("--days", "0")]
    [InlineData("--populations", "WARM")]
    [InlineData("--part", "all")]
    [InlineData("--days")]
    public void A_wrong_argument_is_named(params string[] args) =>
        Assert.Contains(args[^1].TrimStart('-'), Assert.Throws<FormatException>(() => FreshnessOptions.Read(args)).Message, StringComparison.Ordinal);
}
