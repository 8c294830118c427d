using Akka.Configuration;
using Deals.Actors.Hosting;

namespace Deals.Actors.Storage;

/// <summary>Akka.Persistence on SQLite.</summary>
public static class SqliteStorage
{
    /// <summary>The settings of <c>hocon/sqlite.hocon</c> with the journal's file in them.</summary>
    public static Config Config(SqliteFiles files)
    {
        var connection = SqliteFiles.ConnectionString(files.Journal, TimeSpan.FromSeconds(8)).Replace("\\", "\\\\", StringComparison.Ordinal);
        string[] plugins = ["akka.persistence.journal.sql", "akka.persistence.snapshot-store.sql", "akka.persistence.query.journal.sql"];
        var connections = string.Join('\n', plugins.Select(plugin => $"{plugin}.connection-string = \"{connection}\""));
        return ConfigurationFactory.ParseString(connections).WithFallback(HoconFiles.Read("sqlite.hocon"));
    }
}
