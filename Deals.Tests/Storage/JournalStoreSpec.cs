using Deals.Actors.Storage;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Storage;

/// <summary>What the journal's store holds to.</summary>
public abstract class JournalStoreSpec(TestStores stores) : IDisposable
{
    public void Dispose()
    {
        stores.Dispose();
        GC.SuppressFinalize(this);
    }

    [SpecFact]
    public void A_journal_keeps_its_identity()
    {
        var id = stores.Journal.Prepare();
        Assert.NotEqual(Guid.Empty, id);
        Assert.Equal(id, stores.JournalAgain().Prepare());
    }

    [SpecFact]
    public void F66_another_schema_is_refused_in_one_line_and_nothing_is_changed()
    {
        foreach (var (version, word) in new[] { ("0", "no schema yet|older"), ("99", "newer") })
        {
            stores.TamperWithJournal($"UPDATE deals_meta SET value = '{version}' WHERE key = 'schema-version'");
            var refused = Assert.Throws<StorageException>(() => { stores.JournalAgain().Prepare(); });
            Assert.Matches(word, refused.Message);
            Assert.DoesNotContain('\n', refused.Message);
        }

        stores.TamperWithJournal($"UPDATE deals_meta SET value = '{stores.Journal.SchemaVersion}' WHERE key = 'schema-version'");
        stores.JournalAgain().Prepare();
    }
}

/// <summary>On files.</summary>
public sealed class SqliteJournalStoreTests() : JournalStoreSpec(TestStores.OnFiles());

/// <summary>On a PostgreSQL server.</summary>
[Collection(Postgres.Name)]
public sealed class PostgresJournalStoreTests(PostgresFixture server) : JournalStoreSpec(TestStores.OnPostgres(server));
