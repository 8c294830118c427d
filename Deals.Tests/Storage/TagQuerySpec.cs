using System.Data.Common;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Deals.Actors.Catalogue;
using Deals.Actors.Storage;
using Deals.Bench.Loading;
using Deals.Tests.TestSupport;
using LinqToDB;
using LinqToDB.Interceptors;

namespace Deals.Tests.Storage;

/// <summary>What a read of events costs does not grow with how many there are.</summary>
public abstract class TagQuerySpec(TestStores stores) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public void Dispose()
    {
        stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public async Task Events_are_read_with_their_own_tags_alone_and_not_with_a_look_at_those_of_all()
    {
        await stores.LoadAsync(new StoredCrowd(40, 10, Any.T0));
        var heard = new Listener();
        var setup = stores.Setup();
        var connections = setup.Get<MultiDataOptionsSetup>().Value;
        Assert.True(connections.TryGetDataOptionsFor(SqlReadJournal.Identifier, out var options));
        connections.AddDataOptions(SqlReadJournal.Identifier, options!.UseInterceptor(heard));
        using var system = ActorSystem.Create("reader", setup);
        using var materializer = system.Materializer();
        var journal = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);

        var byTag = await journal.EventsByTag(DealTagger.Tag, Offset.NoOffset()).Take(70).RunWith(Sink.Seq<EventEnvelope>(), materializer).WaitAsync(Patience);
        var ofOne = await journal.CurrentEventsByPersistenceId(StoredCrowd.IdOf(20).PersistenceId, 0, long.MaxValue).RunWith(Sink.Seq<EventEnvelope>(), materializer).WaitAsync(Patience);
        await system.Terminate();

        Assert.Equal((70, 2), (byTag.Count, ofOne.Count));
        Assert.All(byTag.Concat(ofOne), e => Assert.Equal(DealTagger.Tag, Assert.Single(e.Tags)));
        var withTags = heard.Texts.Where(t => t.Contains("STRING_AGG", StringComparison.Ordinal) || t.Contains("GROUP_CONCAT", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(withTags);
        Assert.DoesNotContain(withTags, t => t.Contains("FILTER", StringComparison.Ordinal));
    }

    private sealed class Listener : CommandInterceptor
    {
        private readonly List<string> _texts = [];

        public IReadOnlyList<string> Texts
        {
            get
            {
                lock (_texts)
                    return [.. _texts];
            }
        }

        public override DbCommand CommandInitialized(CommandEventData eventData, DbCommand command)
        {
            lock (_texts)
                _texts.Add(command.CommandText);
            return command;
        }
    }
}

/// <summary>On files.</summary>
public sealed class SqliteTagQueryTests() : TagQuerySpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresTagQueryTests(PostgresFixture server) : TagQuerySpec(TestStores.OnPostgres(server));
