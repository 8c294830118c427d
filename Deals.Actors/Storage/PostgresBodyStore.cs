using System.Data.Common;
using Npgsql;

namespace Deals.Actors.Storage;

/// <summary>Bodies in a table of the PostgreSQL database, shared by all nodes.</summary>
public sealed class PostgresBodyStore(PostgresSource source) : BodyStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public override void Prepare()
    {
        // The schema's migration made it.
    }

    private protected override async Task WriteAsync(IReadOnlyList<CompressedBody> bodies, CancellationToken cancellation)
    {
        // In the order of keys, so that two nodes that store the same products do not wait for each other in a circle; the newest of each key alone, for a
        // statement may touch a row once.
        var rows = bodies.GroupBy(b => b.Key, StringComparer.Ordinal).Select(g => g.OrderBy(b => b.AsOf).Last()).OrderBy(b => b.Key, StringComparer.Ordinal).ToList();
        if (rows.Count == 0)
            return;
        try
        {
            await using var command = source.Command(
                """
                INSERT INTO bodies (key, as_of, stored_at, content) SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT (key) DO UPDATE SET as_of = excluded.as_of, stored_at = excluded.stored_at, content = excluded.content WHERE bodies.as_of <= excluded.as_of
                """,
                Patience);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(b => b.Key)] });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(b => b.AsOf)] });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(b => b.StoredAt)] });
            command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. rows.Select(b => b.Content)] });
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw PostgresSource.Failure(e);
        }
    }

    private protected override async Task<CompressedBody?> ReadAsync(string key, long known, long lookedAt, CancellationToken cancellation)
    {
        try
        {
            await using var command = source.Command(
                "SELECT as_of, stored_at, content FROM bodies WHERE key = $1 AND (as_of > $2 OR (as_of = $2 AND stored_at > $3))", Patience);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = known });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lookedAt });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await reader.ReadAsync(cancellation)
                ? new CompressedBody(key, reader.GetInt64(0), reader.GetInt64(1), await reader.GetFieldValueAsync<byte[]>(2, cancellation))
                : null;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw PostgresSource.Failure(e);
        }
    }
}
