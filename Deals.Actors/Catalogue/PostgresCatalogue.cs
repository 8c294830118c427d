using System.Data;
using Deals.Actors.Deals;
using Deals.Actors.Scheduling;
using Deals.Actors.Storage;
using LinqToDB;
using LinqToDB.Data;
using Npgsql;

namespace Deals.Actors.Catalogue;

/// <summary>The catalogue in the PostgreSQL database, made by its migration.</summary>
public sealed class PostgresCatalogue(PostgresSource source) : CatalogueDatabase
{
    // Copying and indexing a million rows takes longer than anything else that is asked of the database.
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SearchPatience = TimeSpan.FromSeconds(10);

    internal override BulkCopyOptions Bulk { get; } = new() { BulkCopyType = BulkCopyType.ProviderSpecific };

    /// <inheritdoc />
    public override void Prepare()
    {
        try
        {
            using var db = Connect();
            if (Projection(db)?.SchemaVersion is { } version && version > RowVersion)
            {
                throw new StorageException($"The catalogue's rows have version {version}, newer than this program's {RowVersion}: start the program that made them. Nothing was changed.")
                {
                    NeedsSomebody = true,
                };
            }
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
        {
            throw PostgresSource.Failure(e);
        }
    }

    /// <inheritdoc />
    public override string Explain(Exception failure) => PostgresErrors.Explain(failure);

    /// <inheritdoc />
    /// <remarks>An event gets its number when it is inserted and is seen when its transaction is committed: of two writers the later number may be seen first.
    /// Position and rows are compared in one statement, so that they belong together.</remarks>
    internal override async Task<IReadOnlyList<(string PersistenceId, long SequenceNr)>> PassedOverAsync(long after, CancellationToken cancellation)
    {
        await using var command = source.Command(
            """
            SELECT t.persistence_id, min(t.sequence_nr)
            FROM tags t LEFT JOIN deals d ON d.id = substr(t.persistence_id, $4)
            WHERE t.tag = $1 AND t.ordering_id > $2 AND t.ordering_id <= (SELECT p.position FROM projection p WHERE p.name = $3)
              AND t.sequence_nr > COALESCE(d.version, 0)
              AND NOT EXISTS (SELECT 1 FROM set_aside s WHERE s.position = t.ordering_id)
            GROUP BY t.persistence_id LIMIT 200
            """,
            SearchPatience);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = DealTagger.Tag });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ProjectionName });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = DealId.PersistencePrefix.Length + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(string PersistenceId, long SequenceNr)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((reader.GetString(0), reader.GetInt64(1)));
        return found;
    }

    internal override DataConnection Connect() => new(source.Mapped);

    internal override DataConnection ConnectForLong()
    {
        var db = Connect();
        db.CommandTimeout = (int)LongestWork.TotalSeconds;
        return db;
    }

    internal override async Task<DataConnection> ConnectToWriteAsync(CancellationToken cancellation)
    {
        var db = Connect();
        try
        {
            await db.BeginTransactionAsync(cancellation);
            await db.ExecuteAsync("SET LOCAL synchronous_commit = off", cancellation);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    /// <remarks>A row that the projection is writing is passed over: who never waits while he holds rows is in no deadlock.</remarks>
    private protected override async Task<int> MoveDueAsync(IReadOnlyList<DueMove> moves, CancellationToken cancellation)
    {
        await using var command = source.Command(
            """
            UPDATE deals d SET next_due = v.due, soft_deadline = v.soft, is_replanned = true
            FROM unnest($1, $2, $3, $4) AS v (id, version, due, soft)
            WHERE d.id = v.id AND d.version = v.version
              AND d.id IN (SELECT l.id FROM deals l WHERE l.id = ANY ($1) ORDER BY l.id FOR UPDATE SKIP LOCKED)
            """,
            LongestWork);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. moves.Select(static r => r.Id.ToString())] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. moves.Select(static r => r.Version)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. moves.Select(static r => r.Next.Due.UtcTicks)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. moves.Select(static r => r.Next.SoftDeadline.UtcTicks)] });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc />
    /// <remarks>A statement that waits for tables which are being swapped would find the new ones with the eyes of the time when it began: empty. The locks come first, and
    /// what is seen is of the time after them.</remarks>
    internal override async Task<DataConnection> SnapshotAsync(CancellationToken cancellation)
    {
        var db = Connect();
        try
        {
            await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await db.ExecuteAsync($"LOCK TABLE {Live}, {SetAsideTableName} IN ACCESS SHARE MODE", cancellation);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    /// <remarks>Whatever indexes the live table has, by whatever migration or operator.</remarks>
    internal override void Index(string table)
    {
        using var db = ConnectForLong();
        foreach (var (name, definition) in Indexes(db, Live))
        {
            var columns = definition[definition.IndexOf(" USING ", StringComparison.Ordinal)..];
            db.Execute($"CREATE INDEX IF NOT EXISTS {NewName(name)} ON {table}{columns}");
        }

        db.Execute($"ANALYZE {table}");
    }

    internal override void Swap(DataConnection db)
    {
        var names = Indexes(db, Live).Select(i => i.Name).ToList();
        DropTable(db, Live);
        db.Execute($"ALTER TABLE {Shadow} RENAME TO {Live}");
        db.Execute($"ALTER INDEX {Shadow}_pkey RENAME TO {Live}_pkey");
        foreach (var name in names)
            db.Execute($"ALTER INDEX IF EXISTS {NewName(name)} RENAME TO {name}");
        DropTable(db, SetAsideTableName);
        db.Execute($"ALTER TABLE {ShadowSetAside} RENAME TO {SetAsideTableName}");
        db.Execute($"ALTER INDEX {ShadowSetAside}_pkey RENAME TO {SetAsideTableName}_pkey");
        DropSide(db, Shadow);
    }

    private protected override void CreateSide(DataConnection db, string table)
    {
        Copy(db, Live, table, "id");
        if (table == Shadow)
            Copy(db, SetAsideTableName, ShadowSetAside, "position");
    }

    private protected override void DropTable(DataConnection db, string table) => db.Execute($"DROP TABLE IF EXISTS {table}");

    private static void Copy(DataConnection db, string from, string to, string key)
    {
        db.Execute($"CREATE TABLE {to} (LIKE {from} INCLUDING DEFAULTS INCLUDING STORAGE)");
        db.Execute($"ALTER TABLE {to} ADD CONSTRAINT {to}_pkey PRIMARY KEY ({key})");
    }

    private static string NewName(string index) => index + "_new";

    private static List<(string Name, string Definition)> Indexes(DataConnection db, string table) => [.. db
        .Query<IndexOfTable>(
            "SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            + $"WHERE i.indrelid = '{table}'::regclass AND NOT i.indisunique ORDER BY c.relname")
        .Select(i => (i.Name, i.Definition))];

    private sealed class IndexOfTable
    {
        public string Name { get; set; } = "";

        public string Definition { get; set; } = "";
    }
}
