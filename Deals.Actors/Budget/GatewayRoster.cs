using System.Collections.Immutable;
using Akka.Actor;

namespace Deals.Actors.Budget;

/// <summary>The gateways that the router has heard of, by what they last said.</summary>
internal sealed class GatewayRoster(TimeProvider wall, TimeSpan silence)
{
    private readonly Dictionary<IActorRef, Entry> _entries = [];

    /// <summary>Notes an announcement; true for a gateway that was not known.</summary>
    public bool Hear(IActorRef gateway, GatewayAnnounce announce, DateTimeOffset now)
    {
        var isNew = !_entries.ContainsKey(gateway);
        _entries[gateway] = new Entry(PathOf(gateway), announce.Clock, wall.GetTimestamp(), now, announce.Limit, announce.Draining, announce.Epoch);
        return isNew;
    }

    /// <summary>Strikes a gateway off; its path, if it was known.</summary>
    public string? Forget(IActorRef gateway) => _entries.Remove(gateway, out var entry) ? entry.Path : null;

    /// <summary>The gateway with the fewest permits among those that were heard lately, have met the epoch, and take more.</summary>
    public (IActorRef Gateway, string Path)? LeastLoaded(IReadOnlyDictionary<string, int> inFlight, long epoch)
    {
        var best = _entries
            .Where(e => !e.Value.Draining && e.Value.Epoch == epoch && wall.GetElapsedTime(e.Value.HeardStamp) < silence && LoadOf(e.Value, inFlight) < e.Value.Limit)
            .Select(e => (Gateway: e.Key, e.Value.Path, Load: LoadOf(e.Value, inFlight)))
            .OrderBy(static e => e.Load)
            .ThenBy(static e => e.Path, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Gateway is null ? null : (best.Gateway, best.Path);
    }

    /// <summary>Whether any gateway was heard lately.</summary>
    public bool AnyAlive => _entries.Values.Any(e => wall.GetElapsedTime(e.HeardStamp) < silence);

    /// <summary>The gateway of a path, and a validity from now on as a reading of its own clock. Since its announcement arrived, at least
    /// as much
    /// time has passed there as here, so that the permit ends early rather than late, whatever the delays were.</summary>
    public (IActorRef Gateway, TimeSpan Expiry)? Address(string path, TimeSpan validity)
    {
        var (gateway, entry) = _entries.FirstOrDefault(e => string.Equals(e.Value.Path, path, StringComparison.Ordinal));
        return gateway is null ? null : (gateway, entry.Clock + wall.GetElapsedTime(entry.HeardStamp) + validity);
    }

    /// <summary>What people see.</summary>
    public ImmutableArray<GatewayStatus> Statuses(IReadOnlyDictionary<string, int> inFlight) =>
    [
        .. _entries.Values
            .OrderBy(static e => e.Path, StringComparer.Ordinal)
            .Select(e => new GatewayStatus(e.Path, LoadOf(e, inFlight), e.Limit, e.HeardAt, e.Draining)),
    ];

    /// <summary>The path that names a gateway in the journal; it differs between two lives of an actor.</summary>
    public static string PathOf(IActorRef gateway) => Akka.Serialization.Serialization.SerializedActorPath(gateway);

    private static int LoadOf(Entry entry, IReadOnlyDictionary<string, int> inFlight) => inFlight.GetValueOrDefault(entry.Path);

    private sealed record Entry(string Path, TimeSpan Clock, long HeardStamp, DateTimeOffset HeardAt, int Limit, bool Draining, long Epoch);
}
