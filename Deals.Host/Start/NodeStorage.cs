using Deals.Actors.Catalogue;
using Deals.Actors.Storage;

namespace Deals.Host.Start;

/// <summary>The stores of a node, made where there were none and checked.</summary>
/// <param name="Files">Where they are.</param>
/// <param name="Journal">The journal.</param>
/// <param name="JournalId">The journal's identity.</param>
/// <param name="Database">The catalogue's database.</param>
/// <param name="Bodies">The raw bodies.</param>
internal sealed record NodeStorage(SqliteFiles Files, JournalStore Journal, Guid JournalId, CatalogueDatabase Database, BodyStore Bodies)
{
    /// <summary>Opens them.</summary>
    /// <exception cref="StorageException">One cannot be used; nothing was changed.</exception>
    public static NodeStorage Open(string directory)
    {
        var files = new SqliteFiles(directory);
        var journal = new JournalStore(files);
        var id = journal.Prepare();
        var database = new CatalogueDatabase(files);
        database.Prepare();
        var bodies = new BodyStore(files);
        bodies.Prepare();
        return new NodeStorage(files, journal, id, database, bodies);
    }
}
