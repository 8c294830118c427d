using Akka.Persistence.Sql.Config;
using Deals.Actors.Hosting;
using LinqToDB;

namespace Deals.Actors.Storage;

/// <summary>Akka.Persistence on PostgreSQL.</summary>
public static class PostgresStorage
{
    /// <summary>The settings of <c>hocon/postgres.hocon</c>, on the connections of the pool.</summary>
    public static AkkaStorage Of(PostgresSource source)
    {
        var connections = new MultiDataOptionsSetup();
        foreach (var plugin in AkkaStorage.Plugins)
            connections.AddDataOptions(plugin, source.Plain.UseInterceptor(TagQueryInterceptor.Instance));
        return new AkkaStorage(HoconFiles.Read("postgres.hocon"), connections);
    }
}
