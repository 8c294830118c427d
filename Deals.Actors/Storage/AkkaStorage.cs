using Akka.Actor.Setup;
using Akka.Configuration;

namespace Deals.Actors.Storage;

/// <summary>How Akka.Persistence stores.</summary>
/// <param name="Settings">The settings of the journal, the snapshots and the read journal.</param>
/// <param name="Connections">Whose connections they use; absent where the settings say how to connect.</param>
public sealed record AkkaStorage(Config Settings, Setup? Connections = null)
{
    /// <summary>The plugins, by the paths of their settings.</summary>
    public static IReadOnlyList<string> Plugins { get; } = ["akka.persistence.journal.sql", "akka.persistence.snapshot-store.sql", "akka.persistence.query.journal.sql"];
}
