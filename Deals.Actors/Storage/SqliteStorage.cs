using Akka.Configuration;
using Deals.Actors.Hosting;

namespace Deals.Actors.Storage;

/// <summary>Akka.Persistence on SQLite.</summary>
public static class SqliteStorage
{
    /// <summary>The settings of <c>hocon/sqlite.hocon</c> with the journal's file in them.</summary>
    public static AkkaStorage Of(SqliteFiles files)
    {
        var connection = SqliteFiles.ConnectionString(files.Journal, TimeSpan.FromSeconds(8)).Replace("\\", "\\\\", StringComparison.Ordinal);
        var connections = string.Join('\n', AkkaStorage.Plugins.Select(plugin => $"{plugin}.connection-string = \"{connection}\""));
        return new AkkaStorage(ConfigurationFactory.ParseString(connections).WithFallback(HoconFiles.Read("sqlite.hocon")));
    }
}
