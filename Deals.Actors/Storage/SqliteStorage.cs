using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using Deals.Actors.Hosting;
using LinqToDB;

namespace Deals.Actors.Storage;

/// <summary>Akka.Persistence on SQLite.</summary>
public static class SqliteStorage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>The settings of <c>hocon/sqlite.hocon</c>, on the journal's file. Its tables are made by the first start alone: at a later one Akka.Persistence would
    /// make its index of the tags again, of all events, which is of no use to us.</summary>
    /// <exception cref="StorageException">The journal's file does not answer.</exception>
    public static AkkaStorage Of(SqliteFiles files)
    {
        var options = new DataOptions()
            .UseConnectionString(ProviderName.SQLiteMS, SqliteFiles.ConnectionString(files.Journal, Patience))
            .UseInterceptor(TagQueryInterceptor.Instance);
        var connections = new MultiDataOptionsSetup();
        foreach (var plugin in AkkaStorage.Plugins)
            connections.AddDataOptions(plugin, options);
        var isMade = new SqliteJournalStore(files).HasTables();
        var made = string.Join('\n', AkkaStorage.Plugins.Select(plugin => $"{plugin}.auto-initialize = {(isMade ? "off" : "on")}"));
        return new AkkaStorage(ConfigurationFactory.ParseString(made).WithFallback(HoconFiles.Read("sqlite.hocon")), connections);
    }
}
