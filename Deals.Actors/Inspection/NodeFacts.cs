namespace Deals.Actors.Inspection;

/// <summary>What a node says of itself.</summary>
/// <param name="Version">The version that runs.</param>
/// <param name="Simulated">Whether Keepa is the embedded simulator.</param>
/// <param name="StartedAt">When the process started, wall time.</param>
/// <param name="TimeScale">Domain seconds a wall second.</param>
public sealed record NodeFacts(string Version, bool Simulated, DateTimeOffset StartedAt, double TimeScale)
{
    /// <summary>live or simulated.</summary>
    public string Mode => Simulated ? "simulated" : "live";
}

/// <summary>Whether the stores answer.</summary>
/// <param name="Ok">Whether they do, in the schema that this version knows.</param>
/// <param name="Reason">Otherwise why not, in one sentence without a path.</param>
/// <param name="SchemaVersion">The version of the stored schema, if it could be read.</param>
public sealed record StorageReport(bool Ok, string? Reason, int? SchemaVersion);

/// <summary>Asks the stores whether they answer.</summary>
public interface IStorageReader
{
    /// <summary>Asks; a store that does not answer is a report, not an exception.</summary>
    Task<StorageReport> ReadAsync(CancellationToken cancellation);
}
