using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Tests.Budget;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Deals;

public sealed class DealActorTests : TestKit
{
    private static readonly DealId Id = DealId.Parse("1-B0916T3WFJ");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public DealActorTests()
        : base(ConfigurationFactory.ParseString($$"""
            akka.loglevel = OFF
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            akka.persistence.journal { plugin = "akka.persistence.journal.faulty", faulty.class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}" }
            """).WithFallback(SerializingMailbox.Everywhere))
    {
    }

    private FaultyJournal.Faults Journal => FaultyJournal.FaultsOf(Sys);

    [Fact]
    public async Task F39_a_deal_answers_only_after_its_journal_has_stored()
    {
        var mayWrite = new TaskCompletionSource();
        Journal.BeforeWrite = _ => mayWrite.Task;
        var deals = Sys.ActorOf(Props.Create(() => new ChildPerDeal(TimeSpan.FromMinutes(1))));
        var answer = deals.Ask<DealReply>(Sight(0), Patience);
        await AwaitAssertAsync(() => Assert.Single(((ActorRefWithCell)deals).Children), Patience);
        Assert.False(answer.IsCompleted);
        Assert.Empty(Journal.Written);
        mayWrite.SetResult();
        Assert.Equal(DealChange.Discovered, Assert.IsType<DealReply.Done>(await answer).Change);
        Assert.IsType<DealEvent.Discovered>(Assert.Single(Journal.Events));
    }

    [Fact]
    public async Task F42_a_failing_journal_is_no_answer_and_the_next_sighting_finds_the_deal_as_it_was()
    {
        var deals = Sys.ActorOf(Props.Create(() => new ChildPerDeal(TimeSpan.FromMinutes(1))));
        await deals.Ask<DealReply>(Sight(0), Patience);
        Journal.BeforeWrite = _ => throw new InvalidOperationException("The disk is full.");
        deals.Tell(Sight(1), TestActor);
        await AwaitAssertAsync(() => Assert.Empty(((ActorRefWithCell)deals).Children), Patience);
        Journal.BeforeWrite = null;
        var details = Assert.IsType<DealReply.Details>(await deals.Ask<DealReply>(new GetDeal(Id), Patience));
        Assert.Equal((1, Any.T0), (details.Version, details.State.Record.Listing!.AsOf));
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.Equal(DealChange.Seen, Assert.IsType<DealReply.Done>(await deals.Ask<DealReply>(Sight(1), Patience)).Change);
    }

    [Fact]
    public async Task A_deal_that_was_stopped_knows_what_it_knew_from_events_and_snapshots()
    {
        var deals = Sys.ActorOf(Props.Create(() => new ChildPerDeal(TimeSpan.FromMinutes(1))));
        for (var hour = 0; hour < DealActor.EventsPerSnapshot + 10; hour++)
            await deals.Ask<DealReply>(Sight(hour), Patience);
        Assert.IsType<DealReply.Refused>(await deals.Ask<DealReply>(new DealCommand.Release(Id, Any.T0), Patience));
        await WatchAsync(deals);
        Sys.Stop(deals);
        await ExpectTerminatedAsync(deals, Patience);
        var again = Sys.ActorOf(Props.Create(() => new ChildPerDeal(TimeSpan.FromMinutes(1))));
        var details = Assert.IsType<DealReply.Details>(await again.Ask<DealReply>(new GetDeal(Id), Patience));
        Assert.Equal((60, Any.T0.AddHours(59)), (details.Version, details.State.Record.Listing!.AsOf));
        Assert.Equal(DealChange.None, Assert.IsType<DealReply.Done>(await again.Ask<DealReply>(Sight(59), Patience)).Change);
    }

    private static DealCommand.Sight Sight(int hour) =>
        new(Id, Any.T0.AddHours(hour), new FeedLens("us-used", PriceType.Used, DateRange.Quarter), new ListingFacts { Title = "a" }, Any.T0.AddHours(hour));
}
