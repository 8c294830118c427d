using System.Text.Json;
using Deals.Actors.Catalogue;
using Deals.Actors.Hosting;
using Deals.Actors.Storage;

namespace Deals.Host.Start;

/// <summary>The stores of a node, checked, on whichever provider.</summary>
/// <param name="Akka">How Akka.Persistence stores.</param>
/// <param name="Journal">The journal.</param>
/// <param name="JournalId">The journal's identity.</param>
/// <param name="Database">The catalogue's database.</param>
/// <param name="Bodies">The raw bodies.</param>
/// <param name="Clock">The domain's clock that is stored with the data.</param>
internal sealed record NodeStorage(AkkaStorage Akka, JournalStore Journal, Guid JournalId, CatalogueDatabase Database, BodyStore Bodies, DomainClock Clock)
{
    private const string ClockKey = "clock";

    /// <summary>Opens files, made where there were none.</summary>
    /// <exception cref="StorageException">One cannot be used; nothing was changed.</exception>
    public static NodeStorage Open(string directory, DomainClock clock)
    {
        var files = new SqliteFiles(directory);
        return Checked(SqliteStorage.Of(files), new SqliteJournalStore(files), new SqliteCatalogue(files), new SqliteBodyStore(files), () => clock);
    }

    /// <summary>Opens a PostgreSQL database whose schema was made before. The first start of all stores the clock; of several at once, one does.</summary>
    /// <exception cref="StorageException">It cannot be used; nothing was changed.</exception>
    /// <exception cref="SettingException">The data has another clock than the settings, or the connection string is refused.</exception>
    public static NodeStorage Open(PostgresSource source, TimeOptions time, TimeProvider wall)
    {
        var journal = new PostgresJournalStore(source);
        return Checked(PostgresStorage.Of(source), journal, new PostgresCatalogue(source), new PostgresBodyStore(source), () =>
        {
            var kept = journal.KeepFirst(ClockKey, StoredClock.First(time, wall).ToText());
            try
            {
                return StoredClock.Parse(kept).Run(time, wall);
            }
            catch (JsonException unreadable)
            {
                throw new StorageException("The data's clock in deals_meta cannot be read: restore it.", unreadable) { NeedsSomebody = true };
            }
        });
    }

    private static NodeStorage Checked(AkkaStorage akka, JournalStore journal, CatalogueDatabase database, BodyStore bodies, Func<DomainClock> clock)
    {
        var id = journal.Prepare();
        database.Prepare();
        bodies.Prepare();
        return new NodeStorage(akka, journal, id, database, bodies, clock());
    }
}
