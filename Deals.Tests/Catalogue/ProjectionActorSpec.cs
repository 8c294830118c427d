using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.TestKit.Xunit2;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Tests.TestSupport;
using LinqToDB.Data;

namespace Deals.Tests.Catalogue;

/// <summary>Deals that store in a real journal, and the projection that follows it.</summary>
public abstract class ProjectionActorSpec : TestKit
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly FeedLens Lens = new("us-used", PriceType.Used, DateRange.Quarter);
    private readonly Guid _journalId;
    private readonly CatalogueDatabase _database;
    private readonly IActorRef _deals;

    private protected TestStores Stores { get; }

    protected ProjectionActorSpec(TestStores stores)
        : base(stores.Setup())
    {
        Stores = stores;
        _journalId = stores.Journal.Prepare();
        _database = stores.Catalogue;
        _deals = Sys.ActorOf(Props.Create(() => new ChildPerDeal(TimeSpan.FromMilliseconds(300))));
    }

    [SpecFact]
    public async Task Rows_follow_the_journal_through_stops_and_a_rebuild_gives_the_identical_rows()
    {
        var projection = Start();
        await SightAsync(0, 300);
        await RowsAsync(300);
        await StopAsync(projection);
        await SightAsync(200, 500, hours: 1);
        projection = Start();
        await RowsAsync(500);
        var before = new RowWriter(_database, _journalId).Hash(CatalogueDatabase.Live);
        Assert.Contains("identical: 500 rows", await WorkAsync(projection, VerifyCatalogue.Instance), StringComparison.Ordinal);
        Assert.Contains($"rebuilt: 500 rows, hash {before}", await WorkAsync(projection, RebuildCatalogue.Instance), StringComparison.Ordinal);
        await SightAsync(500, 510);
        await RowsAsync(510);
        Assert.Contains("identical: 510 rows", await WorkAsync(projection, VerifyCatalogue.Instance), StringComparison.Ordinal);
    }

    [SpecFact]
    public Task A_rebuild_asked_of_a_node_that_has_just_started_reads_the_whole_journal() => WorkOfANewNodeAsync(rebuild: true);

    [SpecFact]
    public Task A_check_asked_of_a_node_that_has_just_started_reads_the_whole_journal() => WorkOfANewNodeAsync(rebuild: false);

    private async Task WorkOfANewNodeAsync(bool rebuild)
    {
        var projection = Start();
        await SightAsync(0, 300);
        await RowsAsync(300);
        await StopAsync(projection);
        using var again = ActorSystem.Create("again", Stores.Setup());
        try
        {
            var fresh = again.ActorOf(ProjectionActor.SupervisedProps(_database, Stores.Journal, _journalId));
            var text = await WorkAsync(fresh, rebuild ? RebuildCatalogue.Instance : VerifyCatalogue.Instance);
            Assert.Contains(rebuild ? "rebuilt: 300 rows" : "identical: 300 rows", text, StringComparison.Ordinal);
            Assert.Equal(300, (await new CatalogueStore(_database).ListAsync(new DealFilter { Limit = 1 }, CancellationToken.None)).Total);
        }
        finally
        {
            await again.Terminate();
        }
    }

    [SpecFact]
    public async Task Rows_of_another_journal_or_from_beyond_its_end_are_made_again_by_itself()
    {
        await SightAsync(0, 20);
        var other = new RowWriter(_database, Guid.NewGuid());
        other.BeginEmpty();
        await StopAsync(await LiveAsync(Start()));
        var writer = new RowWriter(_database, _journalId);
        Assert.True(writer.Standing()!.Value.IsOfThisJournal);
        await RowsAsync(20);
        writer.PrepareSide(CatalogueDatabase.Shadow);
        writer.SwapIn(1_000_000);
        await LiveAsync(Start());
        await RowsAsync(20);
    }

    [SpecFact]
    public async Task F61_a_locked_catalogue_holds_the_projection_up_and_loses_nothing()
    {
        var projection = await LiveAsync(Start());
        using (Stores.SeizeRows())
        {
            await SightAsync(0, 50);
            await AwaitAssertAsync(async () => Assert.Equal(ProjectionState.Waiting, (await StatusAsync(projection)).State), Patience);
        }

        await RowsAsync(50);
        await LiveAsync(projection);
    }

    /// <summary>A row made without the event would be wrong, so the projection waits for the version that can read it, and says which event it is.</summary>
    [SpecFact]
    public async Task An_event_of_a_later_version_holds_the_projection_and_its_deal_up_and_nobody_else()
    {
        await SightAsync(0, 3);
        await StopAsync(await LiveAsync(Start()));
        await SightAsync(3, 4);
        await AsleepAsync();
        Stores.TamperWithJournal($"UPDATE journal SET manifest = 'zz-e' WHERE persistence_id = '{IdOf(3).PersistenceId}'");
        var projection = Start();
        await AwaitAssertAsync(
            async () => Assert.Contains("'zz-e'", (await StatusAsync(projection)).Reason ?? "", StringComparison.Ordinal), Patience);
        Assert.Equal(ProjectionState.Waiting, (await StatusAsync(projection)).State);
        await Assert.ThrowsAsync<AskTimeoutException>(() => _deals.Ask<DealReply>(new GetDeal(IdOf(3)), TimeSpan.FromSeconds(2)));
        Assert.IsType<DealReply.Details>(await _deals.Ask<DealReply>(new GetDeal(IdOf(2)), Patience));

        Stores.TamperWithJournal($"UPDATE journal SET manifest = 'dc-e' WHERE persistence_id = '{IdOf(3).PersistenceId}'");
        await RowsAsync(4);
        await LiveAsync(projection);
        Assert.IsType<DealReply.Details>(await _deals.Ask<DealReply>(new GetDeal(IdOf(3)), Patience));
    }

    /// <summary>Gives a deal's stored events another manifest.</summary>
    private void Relabel(string from, string to, DealId id) =>
        Stores.TamperWithJournal($"UPDATE journal SET manifest = '{to}' WHERE manifest = '{from}' AND persistence_id = '{id.PersistenceId}'");

    [SpecFact]
    public async Task Events_that_are_read_for_one_deal_have_the_places_that_the_stream_gives_them()
    {
        await SightAsync(0, 3);
        await SightAsync(1, 2, hours: 1);
        var late = new LateEvents(_database, () => PersistenceQuery.Get(Sys).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier), Sys.Materializer());
        var read = await late.ReadAsync(IdOf(1).PersistenceId, 1, long.MaxValue);
        Assert.Equal([1L, 2L], read.Select(e => e.SequenceNr));
        Assert.Equal(Stores.Journal.LastTagged(DealTagger.Tag, long.MaxValue), read[^1].Position);
        Assert.InRange(read[0].Position, 1, read[^1].Position - 1);
    }

    [SpecFact]
    public async Task A_deal_that_sleeps_wakes_with_all_that_it_knew()
    {
        await SightAsync(0, 5);
        await AsleepAsync();
        for (var i = 0; i < 60; i++)
            await SightAsync(3, 4, hours: i + 1);
        var details = Assert.IsType<DealReply.Details>(await _deals.Ask<DealReply>(new GetDeal(IdOf(3)), Patience));
        Assert.Equal((61, Any.T0.AddHours(60)), (details.Version, details.State.Record.Listing!.AsOf));
        Assert.IsType<DealReply.NotKnown>(await _deals.Ask<DealReply>(new GetDeal(IdOf(999)), Patience));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Stores.Dispose();
    }

    private protected Task AsleepAsync() => AwaitAssertAsync(() => Assert.Empty(((ActorRefWithCell)_deals).Children), Patience);

    private protected static DealId IdOf(int number) => DealId.Parse($"1-B{number:D9}");

    private protected IActorRef Start() => Sys.ActorOf(ProjectionActor.SupervisedProps(_database, Stores.Journal, _journalId));

    private protected async Task SightAsync(int from, int to, int hours = 0)
    {
        // The first persistent actor of a system starts what all of them share, and each of hundreds that start with it holds a thread until that is done.
        // In a node the router is the first; here one deal is.
        Assert.IsType<DealReply.NotKnown>(await _deals.Ask<DealReply>(new GetDeal(IdOf(999_999)), Patience));
        var answers = Enumerable.Range(from, to - from).Select(i => _deals.Ask<DealReply>(
            new DealCommand.Sight(IdOf(i), Any.T0.AddHours(hours), Lens, new ListingFacts { Title = $"title {i}" }, Any.T0.AddHours(hours)), Patience));
        Assert.All(await Task.WhenAll(answers), a => Assert.IsType<DealReply.Done>(a));
    }

    private protected Task RowsAsync(long count) => AwaitAssertAsync(
        async () => Assert.Equal(count, (await new CatalogueStore(_database).ListAsync(new DealFilter { Limit = 1 }, CancellationToken.None)).Total), Patience);

    private protected async Task<IActorRef> LiveAsync(IActorRef projection)
    {
        await AwaitAssertAsync(async () => Assert.Equal((ProjectionState.Live, true), ((await StatusAsync(projection)).State, (await StatusAsync(projection)).Usable)), Patience);
        return projection;
    }

    private static Task<ProjectionStatus> StatusAsync(IActorRef projection) => projection.Ask<ProjectionStatus>(GetProjectionStatus.Instance, Patience);

    private protected async Task<string> WorkAsync(IActorRef projection, object work)
    {
        projection.Tell(work, TestActor);
        return ((CatalogueStep)await FishForMessageAsync(m => m is CatalogueStep { Finished: true }, Patience)).Text;
    }

    private protected async Task StopAsync(IActorRef actor)
    {
        await WatchAsync(actor);
        Sys.Stop(actor);
        await FishForMessageAsync(m => m is Terminated, Patience);
    }
}

/// <summary>On files.</summary>
public sealed class SqliteProjectionActorTests() : ProjectionActorSpec(TestStores.OnFiles())
{
    [Fact]
    public async Task A_page_of_the_stream_is_read_along_the_key_and_never_sorted_out_of_all_events()
    {
        await SightAsync(0, 3);
        Assert.Contains("TEMP B-TREE", PlanOfAPage(), StringComparison.Ordinal);
        await StopAsync(await LiveAsync(Start()));
        await SightAsync(3, 6);
        await LiveAsync(Start());
        await RowsAsync(6);
        await AwaitAssertAsync(() => Assert.DoesNotContain("TEMP B-TREE", PlanOfAPage(), StringComparison.Ordinal), Patience);
    }

    /// <summary>How SQLite would read a page of <c>EventsByTag</c> as Akka.Persistence.Sql asks for it.</summary>
    private string PlanOfAPage()
    {
        // A pooled connection would plan by the schema that it saw before.
        using var connection = Stores.OpenJournal();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            EXPLAIN QUERY PLAN SELECT r.* FROM journal r INNER JOIN tags lp ON lp.ordering_id = r.ordering
            WHERE lp.ordering_id > 0 AND lp.ordering_id <= 1000 AND r.deleted = 0 AND lp.tag = '{DealTagger.Tag}' ORDER BY r.ordering LIMIT 100
            """;
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read())
            plan.Add(reader.GetString(3));
        return string.Join('\n', plan);
    }
}

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresProjectionActorTests(PostgresFixture server) : ProjectionActorSpec(TestStores.OnPostgres(server))
{
    /// <summary>Two writers: the first takes its number and hangs, the second takes the next and commits.</summary>
    [PostgresFact]
    public async Task An_event_that_is_committed_when_the_stream_has_passed_its_number_gets_its_row()
    {
        await SightAsync(0, 2);
        await HoldAsync(IdOf(1), 1);
        await SightAsync(2, 3);
        await LiveAsync(Start());
        await RowsAsync(2);
        Commit();
        await RowsAsync(3);
    }

    [PostgresFact]
    public async Task An_event_whose_predecessor_the_stream_has_passed_is_not_taken_without_it()
    {
        await SightAsync(0, 2);
        await SightAsync(1, 2, hours: 1);
        await HoldAsync(IdOf(1), 2);
        await SightAsync(2, 3);
        var projection = await LiveAsync(Start());
        await RowsAsync(3);
        Commit();
        await SightAsync(1, 2, hours: 2);
        await AwaitAssertAsync(() => Assert.Equal(3, VersionOf(IdOf(1))), Patience);
        Assert.Contains("identical: 3 rows", await WorkAsync(projection, VerifyCatalogue.Instance), StringComparison.Ordinal);
    }

    private long VersionOf(DealId id)
    {
        using var db = Stores.Catalogue.Connect();
        return db.Execute<long>($"SELECT version FROM deals WHERE id = '{id}'");
    }

    // What nobody sees yet, as if its transaction were open.
    private async Task HoldAsync(DealId id, long sequenceNr)
    {
        await AsleepAsync();
        var which = $"persistence_id = '{id.PersistenceId}'";
        Stores.TamperWithJournal($"CREATE TABLE held AS SELECT * FROM journal WHERE {which} AND sequence_number = {sequenceNr}");
        Stores.TamperWithJournal($"CREATE TABLE held_tags AS SELECT * FROM tags WHERE {which} AND sequence_nr = {sequenceNr}");
        Stores.TamperWithJournal($"DELETE FROM journal WHERE {which} AND sequence_number = {sequenceNr}");
        Stores.TamperWithJournal($"DELETE FROM tags WHERE {which} AND sequence_nr = {sequenceNr}");
    }

    private void Commit() => Stores.TamperWithJournal("BEGIN; INSERT INTO journal SELECT * FROM held; INSERT INTO tags SELECT * FROM held_tags; COMMIT");
}
