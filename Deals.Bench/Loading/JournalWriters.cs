using Deals.Actors.Catalogue;
using Deals.Actors.Serialization;
using Deals.Actors.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Deals.Bench.Loading;

/// <summary>Writes events and their tags straight into a journal's tables.</summary>
internal interface IJournalWriter : IDisposable
{
    /// <summary>Writes some, in one transaction.</summary>
    Task WriteAsync(IReadOnlyList<JournalLine> lines, CancellationToken cancellation);

    /// <summary>Lets the next event that is stored follow the last that was written.</summary>
    Task EndAsync(long last, CancellationToken cancellation);
}

/// <summary>Into a file: prepared statements, nothing flushed.</summary>
internal sealed class SqliteJournalWriter : IJournalWriter
{
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private readonly SqliteConnection _connection;

    public SqliteJournalWriter(SqliteFiles files)
    {
        _connection = new SqliteConnection($"Data Source={files.Journal};Mode=ReadWrite;Pooling=False");
        _connection.Open();
        using var pragma = new SqliteCommand("PRAGMA synchronous=OFF; PRAGMA cache_size=-262144", _connection);
        pragma.ExecuteNonQuery();
    }

    public Task WriteAsync(IReadOnlyList<JournalLine> lines, CancellationToken cancellation) => Task.Run(() => Write(lines), cancellation);

    public Task EndAsync(long last, CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => _connection.Dispose();

    private void Write(IReadOnlyList<JournalLine> lines)
    {
        using var transaction = _connection.BeginTransaction();
        using var journal = new SqliteCommand(
            "INSERT INTO journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) "
            + $"VALUES ($ordering, $created, 0, $id, $nr, $message, $manifest, {DealsSerializer.Id}, '{_writer}')", _connection, transaction);
        using var tags = new SqliteCommand($"INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id) VALUES ($ordering, '{DealTagger.Tag}', $nr, $id)", _connection, transaction);
        foreach (var name in new[] { "$ordering", "$id", "$nr" })
        {
            journal.Parameters.Add(new SqliteParameter { ParameterName = name });
            tags.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        foreach (var name in new[] { "$created", "$message", "$manifest" })
            journal.Parameters.Add(new SqliteParameter { ParameterName = name });
        foreach (var line in lines)
        {
            foreach (var command in new[] { journal, tags })
            {
                command.Parameters["$ordering"].Value = line.Ordering;
                command.Parameters["$id"].Value = line.PersistenceId;
                command.Parameters["$nr"].Value = line.SequenceNr;
            }

            journal.Parameters["$created"].Value = line.Created;
            journal.Parameters["$message"].Value = line.Message;
            journal.Parameters["$manifest"].Value = line.Manifest;
            journal.ExecuteNonQuery();
            tags.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}

/// <summary>Into PostgreSQL: binary COPY.</summary>
internal sealed class PostgresJournalWriter(PostgresSource source) : IJournalWriter
{
    private readonly string _writer = Guid.NewGuid().ToString("N");

    public Task WriteAsync(IReadOnlyList<JournalLine> lines, CancellationToken cancellation) =>
        Task.WhenAll(WriteJournalAsync(lines, cancellation), WriteTagsAsync(lines, cancellation));

    public async Task EndAsync(long last, CancellationToken cancellation)
    {
        await using (var command = source.Connections.CreateCommand("SELECT setval(pg_get_serial_sequence('journal', 'ordering'), $1)"))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Math.Max(1, last) });
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await using var analyze = source.Connections.CreateCommand("ANALYZE journal, tags");
        analyze.CommandTimeout = 300;
        await analyze.ExecuteNonQueryAsync(cancellation);
    }

    public void Dispose()
    {
    }

    private async Task WriteJournalAsync(IReadOnlyList<JournalLine> lines, CancellationToken cancellation)
    {
        await using var connection = await source.Connections.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) FROM STDIN (FORMAT BINARY)", cancellation);
        foreach (var line in lines)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(line.Ordering, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(line.Created, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean, cancellation);
            await copy.WriteAsync(line.PersistenceId, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(line.SequenceNr, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(line.Message, NpgsqlDbType.Bytea, cancellation);
            await copy.WriteAsync(line.Manifest, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(DealsSerializer.Id, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(_writer, NpgsqlDbType.Text, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    private async Task WriteTagsAsync(IReadOnlyList<JournalLine> lines, CancellationToken cancellation)
    {
        await using var connection = await source.Connections.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginBinaryImportAsync("COPY tags (ordering_id, tag, sequence_nr, persistence_id) FROM STDIN (FORMAT BINARY)", cancellation);
        foreach (var line in lines)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(line.Ordering, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(DealTagger.Tag, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(line.SequenceNr, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(line.PersistenceId, NpgsqlDbType.Text, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }
}
