using Deals.Actors.Budget;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Budget.Failures;

/// <summary>What is lost on its way, fails, or dies: it leaves no reservation, is done again no more than it must, and holds up nobody else.</summary>
public sealed class LossTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);

    [Theory]
    [AtEveryRate]
    public void F15_permits_that_are_lost_leave_no_reservation_and_those_who_wait_are_served_after_all(int rate)
    {
        var world = new BudgetWorld(rate, balance: 16, firstTick: TimeSpan.FromSeconds(50)).Run(TimeSpan.FromSeconds(5));
        var lost = 0;
        world.IsLost = permit => permit.Lane is not null && ++lost <= 3;
        for (var i = 0; i < 3; i++)
            world.Ask(Lane.Discovery, Requests.Page(i));
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal((15, 3), (world.Router.Ledger.Held, world.Router.Permits.Count));

        // The lease ends, Keepa is asked, and its answer shows that nothing was taken.
        world.RunUntil(() => world.IsContent, world.Router.Settings.LongestHold + TimeSpan.FromMinutes(1));

        var totals = world.Router.Ledger.Totals;
        Assert.Equal((0, 0L, 15L, 0L), (world.Router.Ledger.Held, totals.Unknown, totals.Settled, totals.Foreign));
        Assert.Equal(3, world.Paid.Count());
        Assert.Empty(world.Router.Permits);
    }

    [Theory]
    [AtEveryRate]
    public void F21_a_restart_keeps_the_ledger_and_who_has_heard_nothing_asks_again_so_that_nothing_hovers(int rate)
    {
        var (calm, restarted) = (Walk(rate), Walk(rate));
        for (var i = 1; i <= 5; i++)
            restarted.At(TimeSpan.FromMinutes(11 * i), restarted.Restart);

        calm.RunUntil(() => calm.IsContent, Week);
        restarted.RunUntil(() => restarted.IsContent, Week);

        Assert.Equal(40, restarted.Paid.Select(static s => s.Permit.RequestId).Distinct().Count());
        Assert.Equal((200L, 0), (restarted.Bucket.Charged, restarted.Bucket.Refused));
        Assert.InRange(restarted.Elapsed - calm.Elapsed, TimeSpan.MinValue, TimeSpan.FromMinutes(2));
    }

    [Theory]
    [AtEveryRate]
    public void F23_a_pass_that_costs_more_than_the_bucket_holds_never_goes_back_however_often_it_is_stopped(int rate)
    {
        var world = new BudgetWorld(rate, balance: 12);
        var scout = new WorldScout(world, pages: 24);
        var random = new Random(rate);
        var stops = 0;
        void Stop()
        {
            if (scout.IsOver)
                return;
            stops++;
            scout.Restart();
            world.At(world.Elapsed + TimeSpan.FromMinutes((1 + random.Next(20)) / (double)rate * 5), Stop);
        }

        world.At(TimeSpan.FromMinutes(10.0 / rate), Stop);
        world.RunUntil(() => scout.IsOver, Week);

        Assert.True(stops > 0, "It was never stopped.");
        Assert.Equal(scout.Cursors.Order(), scout.Cursors);
        Assert.Equal(Enumerable.Range(0, 24), scout.Bought.Keys.Where(static page => page < 24).Order());
        // What was in flight when it was stopped may be bought again; a page that is stored never is.
        Assert.InRange(scout.Bought.Values.Sum(), 24, 27 + (3 * stops));
    }

    [Theory]
    [AtEveryRate]
    public void F29_a_deal_that_spoils_every_request_it_is_in_moves_back_and_goes_alone_and_all_the_others_are_served(int rate)
    {
        var world = new BudgetWorld(rate, balance: 30);
        var (poison, decider) = (DealOf(13), Any.Decider);
        var deals = Enumerable.Range(0, 40).Select(DealOf).ToDictionary(static id => id, id => Found(decider, id, world.Ours));
        var said = new HashSet<Guid>();
        world.Fails = permit => permit.Needs.Any(n => ((NeedSubject.ProductOf)n.Subject).Asin == poison.Asin);
        world.OnAnswer = (permit, fate) =>
        {
            foreach (var id in permit.Needs.Select(static n => new DealId(AmazonDomain.Us, ((NeedSubject.ProductOf)n.Subject).Asin)))
                deals[id] = Carry(decider, deals[id], Result(id, deals[id], permit, fate, world.Ours));
        };
        world.Every(TimeSpan.FromSeconds(30), WakeDue);

        world.RunUntil(() => deals.Where(d => d.Key != poison).All(static d => Record(d.Value).LookedAt is not null), Week);
        world.Run(TimeSpan.FromHours(4));

        var spoiled = world.Paid.Where(s => world.Fails(s.Permit)).ToList();
        Assert.Single(spoiled, static s => s.Permit.Needs.Length > 1);
        Assert.InRange(spoiled.Count, 2, 6);
        Assert.InRange(world.Bucket.Charged, 40, 40 + 40 + 6);

        void WakeDue()
        {
            foreach (var (id, deal) in deals.ToList())
            {
                if (decider.Decide(deal, new DealCommand.Wake(id, world.Ours, Record(deal).Cycle, IsPull: false)).Need is not { } need)
                    continue;
                var subject = new NeedSubject.ProductOf(id.Domain, id.Asin, need.Cycle, Record(deal).Attempts, ProductShape.Full);
                if (Record(deal).LookedAt is null && said.Add(subject.Id))
                    world.Wish(need.Lane, subject);
            }
        }
    }

    private static BudgetWorld Walk(int rate)
    {
        var world = new BudgetWorld(rate, balance: 1);
        for (var i = 0; i < 40; i++)
            world.Ask(Lane.Discovery, Requests.Page(i));
        return world;
    }

    private static DealId DealOf(int number) => new(AmazonDomain.Us, Requests.AsinOf(number));

    private static DealRecord Record(Deal deal) => ((Deal.Known)deal).Record;

    private static Deal Found(DealDecider decider, DealId id, DateTimeOffset now) => Carry(
        decider, Deal.None, new DealCommand.Sight(id, now, Lens, new ListingFacts { Types = [new TypeFacts(PriceType.Used, 1000, now, null, PerRange.None, PerRange.None)] }, now));

    /// <summary>As the gateway tells it: a failure that others shared proves nothing against one of them.</summary>
    private static DealCommand Result(DealId id, Deal deal, PermitGranted permit, PermitFate fate, DateTimeOffset now) => fate is PermitFate.Answered
        ? new DealCommand.RecordProduct(id, now, new ProductFacts(null, null, null, "00"), now) { Cycle = Record(deal).Cycle }
        : new DealCommand.RecordFailure(id, now, "The answer could not be read.") { Cycle = Record(deal).Cycle, IsShared = permit.Needs.Length > 1 };

    private static Deal Carry(DealDecider decider, Deal deal, DealCommand command) => decider.Decide(deal, command).Events.Aggregate(deal, static (d, e) => d.Apply(e));
}
