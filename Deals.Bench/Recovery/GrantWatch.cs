using Deals.Actors.Budget;
using Deals.Actors.Serialization;
using Deals.Actors.Storage;
using Npgsql;

namespace Deals.Bench.Recovery;

/// <summary>Reads the router's events from the database as they are stored.</summary>
internal sealed class GrantWatch(PostgresSource source)
{
    private readonly DealsSerializer _serializer = new(null!);
    private long _read;

    /// <summary>The events since the last look, in order.</summary>
    public async Task<IReadOnlyList<IBudgetEvent>> NextAsync(CancellationToken cancellation)
    {
        await using var command = source.Connections.CreateCommand("SELECT sequence_number, message, manifest FROM journal WHERE persistence_id = $1 AND sequence_number > $2 ORDER BY sequence_number");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = KeepaRouter.JournalId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _read });
        var events = new List<IBudgetEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            _read = reader.GetInt64(0);
            events.Add((IBudgetEvent)_serializer.FromBinary(await reader.GetFieldValueAsync<byte[]>(1, cancellation), reader.GetString(2)));
        }

        return events;
    }

    /// <summary>Whether it is a permit for deals that were due, and not one by which the router looks after itself or a feed is read.</summary>
    public static bool IsForDeals(IBudgetEvent e) => e is PermitGranted { Needs.IsEmpty: false };
}
