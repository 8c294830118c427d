using Deals.Actors.Hosting;
using Deals.Actors.Storage;

namespace Deals.Host.Start;

/// <summary>Where a node stores: a folder that it owns, or a PostgreSQL database that it shares with others.</summary>
internal abstract class StoragePlace : IDisposable
{
    /// <summary>The place that the settings name.</summary>
    /// <exception cref="StartException">A folder cannot be taken.</exception>
    /// <exception cref="SettingException">A setting is wrong, or the folder's data has another clock.</exception>
    public static StoragePlace Take(PersistenceOptions persistence, TimeOptions time, TimeProvider wall) => persistence.Provider switch
    {
        PersistenceProvider.PostgreSql => new Database(PostgresSource.From(persistence.ConnectionString!), time, wall),
        _ => new Folder(DataDirectory.Open(persistence, time, wall)),
    };

    /// <summary>Where it is, for the log.</summary>
    public abstract string Description { get; }

    /// <summary>Opens the stores.</summary>
    /// <exception cref="StorageException">They cannot be used; nothing was changed.</exception>
    public abstract NodeStorage Open();

    /// <summary>A reason as a face may say it: where things are on this machine is for the log.</summary>
    public virtual string Public(string reason) => reason;

    /// <inheritdoc />
    public abstract void Dispose();

    private sealed class Folder(DataDirectory data) : StoragePlace
    {
        public override string Description => data.Path;

        public override NodeStorage Open() => NodeStorage.Open(data.Path, data.Clock);

        public override string Public(string reason) => reason.Replace(data.Path, "the data folder", StringComparison.Ordinal);

        public override void Dispose() => data.Dispose();
    }

    private sealed class Database(PostgresSource source, TimeOptions time, TimeProvider wall) : StoragePlace
    {
        public override string Description => $"the PostgreSQL database {source.Database}";

        public override NodeStorage Open() => NodeStorage.Open(source, time, wall);

        public override void Dispose() => source.Dispose();
    }
}
