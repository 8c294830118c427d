using Deals.Actors.Budget;
using Deals.Actors.Inspection;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>How fast things go: by the ledger and by shares of the rate, with no fixed pause and no mode that flips.</summary>
public sealed class PaceTests
{
    private static readonly DateTimeOffset T0 = BudgetWorld.Start;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Theory]
    [AtEveryRate]
    public void F6_a_burst_into_an_empty_bucket_is_refused_once_and_goes_on_at_the_refill_that_pays_for_it(int rate)
    {
        var world = new BudgetWorld(rate, balance: 45, firstTick: TimeSpan.FromSeconds(50)).Run(TimeSpan.FromSeconds(5));
        // Somebody else is a moment faster than the eight pages that the answer of before has promised.
        world.Bucket.TakeForeign(T0 + world.Elapsed, 48);
        for (var i = 0; i < 8; i++)
            world.Ask(Lane.Discovery, Requests.Page(i));

        world.RunUntil(() => world.IsContent, Week);

        Assert.Equal((8, 8, 0), (world.Bucket.Refused, world.Paid.Count(), world.SentInQuiet));
        // Neither repeated before there was something nor slept past it: each page found no more than the refill that made it possible, and what that left.
        Assert.InRange(world.Paid.First().Before, 5, 5 + (2 * rate) - 1);
        Assert.InRange(world.Highest, 5, 45 + (2 * rate));
        var waited = world.Elapsed - world.All.Where(static s => s.Refused).Max(static s => s.At);
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromMinutes((43.0 / rate) + 4));
    }

    [Theory]
    [AtEveryRate]
    public void F9_what_the_plan_can_keep_fresh_is_reckoned_from_its_rate_and_more_than_that_is_warned_of(int rate)
    {
        var basis = new PlanningBasis(TieredPolicy.Default, new SweepPolicy(), new BackfillPolicy(), [FeedQuery.Default]);
        var budget = Budgets.Of(rate, BudgetWorld.Start);
        var looks = CadenceItem.Of(1, basis, budget).LookTokensADay!.Value;
        Assert.InRange(looks, (long)(0.3 * rate * 1440), rate * 1440);
        // Three tokens a look, one a week: so many deals and not one in a hundred more.
        var reachable = looks * 7 / 3;

        var (fits, tooMany) = (CadenceItem.Of((long)(reachable * 0.99), basis, budget), CadenceItem.Of(2 * reachable, basis, budget));

        Assert.Equal((1.0, null), (fits.Stretch!.Value, fits.Warning));
        Assert.Equal(2.0, tooMany.Stretch!.Value, 0.02);
        Assert.Equal(14, tooMany.DaysForAll!.Value, 0.1);
        Assert.Contains("times as long", tooMany.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [AtEveryRate]
    public void F18_what_polling_costs_is_a_share_of_the_refill_and_slows_down_with_the_plan(int rate)
    {
        var policy = new SweepPolicy();
        var (heads, fulls, history) = (0, 0, new FeedHistory { FirstBegan = T0, LastFullBegan = T0, LastFullPass = T0, LastEnd = T0 });
        for (var now = T0; now < T0.AddDays(2);)
        {
            var next = policy.Next(history, rate, now);
            now = next.At;
            (heads, fulls) = next.Kind == PassKind.Head ? (heads + 1, fulls) : (heads, fulls + 1);
            history = next.Kind == PassKind.Head ? history with { LastEnd = now } : history with { LastFullBegan = now, LastFullPass = now, LastEnd = now };
        }

        var refill = 2 * 1440.0 * rate;
        const int Pages = KeepaRequest.DealPage.LastPage + 1;
        Assert.InRange(heads * KeepaRequest.DealPage.Cost, 1, (policy.HeadShare * refill) + KeepaRequest.DealPage.Cost);
        // At the slowest plan the feed's memory forces a pass each eleven hours; no plan is made to pay more.
        var forced = 2 * 24 / SweepPolicy.LongestFullInterval.TotalHours;
        Assert.InRange(fulls, 1, Math.Max(forced, policy.FullShare * refill / (Pages * KeepaRequest.DealPage.Cost)) + 1);
        var walk = TimeSpan.FromDays(2) / BackfillPolicy.Pause(rate) * KeepaRequest.DealPage.Cost;
        Assert.InRange(walk, 1, Math.Max(BackfillPolicy.Share * refill, 2 * 24 * KeepaRequest.DealPage.Cost) + 0.01);
        Assert.True(heads * KeepaRequest.DealPage.Cost + walk < 0.2 * refill, "Looking for what is new takes more than a fifth of the refill.");
    }

    [Theory]
    [AtEveryRate]
    public void F24_a_rate_that_flickers_changes_nothing_and_no_pace_jumps_between_one_rate_and_the_next(int rate)
    {
        var (steady, flickering) = (Busy(rate), Busy(rate));
        foreach (var (minute, other) in new[] { (20, rate + 7), (40, Math.Max(1, rate - 3)), (60, 12), (70, 2 * rate) })
        {
            flickering.At(TimeSpan.FromMinutes(minute), () => flickering.Bucket.Change(T0 + flickering.Elapsed, other));
            flickering.At(TimeSpan.FromMinutes(minute + 1), () => flickering.Bucket.Change(T0 + flickering.Elapsed, rate));
        }

        steady.Run(TimeSpan.FromHours(3));
        flickering.Run(TimeSpan.FromHours(3));

        // Each flicker lasts a refill: no more than what that brought more or less, and what is gathered for one request at the end.
        Assert.InRange(flickering.Bucket.Charged - steady.Bucket.Charged, -(2 * rate) - 12 - flickering.Router.Largest, (2 * rate) + 19 + flickering.Router.Largest);
        Assert.Equal((0, 0L), (flickering.Bucket.Refused, flickering.Bucket.LostAtCap));
        // Nothing is saved up: a refill finds what was too little for one more request. After a flicker it may be saved until the next question for the balance.
        Assert.InRange(steady.Highest, 1, (2 * rate) + 4);
        var unasked = (int)flickering.Router.Settings.Ledger.StaleAfter.TotalMinutes;
        Assert.InRange(flickering.Highest, 1, ((unasked + 2) * rate) + 12 + 4);

        var policy = new SweepPolicy();
        Func<int, TimeSpan>[] paces = [r => policy.FullEvery(67, r), r => policy.HeadEvery(1, r), r => BackfillPolicy.Pause(r)];
        Assert.All(paces, pace => Assert.InRange(pace(rate) / pace(rate + 1), 1, 1 + (1.0 / rate) + 1e-6));
        var rules = new GrantRules(10, 0.5, TimeSpan.Zero);
        Assert.Equal(10, rules.Debt(Lane.Interactive, TokenLedgerTests.Anchored(1, rate + 1)) - rules.Debt(Lane.Interactive, TokenLedgerTests.Anchored(1, rate)));
    }

    private static BudgetWorld Busy(int rate) => new BudgetWorld(rate, balance: 1).KeepBusy(Lane.Discovery, Lane.Refresh);
}
