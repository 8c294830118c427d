using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Deals;
using LinqToDB;
using LinqToDB.Data;

namespace Deals.Actors.Catalogue;

/// <summary>An event with its place in the journal.</summary>
/// <param name="Position">Its position among all events.</param>
/// <param name="PersistenceId">Its deal's name in the journal.</param>
/// <param name="SequenceNr">Its number within its deal.</param>
/// <param name="Event">The event.</param>
public sealed record PlacedEvent(long Position, string PersistenceId, long SequenceNr, object Event);

/// <summary>Another writer moved the projection's position: two projections are at work, and this one must stop.</summary>
public sealed class AnotherWriterException(string message) : Exception(message);

/// <summary>Reads events of one deal from the journal, from a number up to another, both included.</summary>
public delegate Task<IReadOnlyList<PlacedEvent>> ReadDealEvents(string persistenceId, long from, long to);

/// <summary>Writes rows: every batch of events with its position in one transaction, so that rows and position never disagree. An event before which others of
/// its deal are missing is not taken without them: they are read from the journal first.</summary>
/// <param name="database">Where the rows are.</param>
/// <param name="journal">The journal of which they are made.</param>
/// <param name="missing">Reads what is missing; absent where only rows are read.</param>
public sealed class RowWriter(CatalogueDatabase database, Guid journal, ReadDealEvents? missing = null)
{
    private readonly Guid _writer = Guid.NewGuid();

    /// <summary>Where the projection stands.</summary>
    /// <returns>The position and whether the rows are of this journal and this version; nothing where no row was ever made.</returns>
    public (long Position, bool IsOfThisJournal)? Standing()
    {
        using var db = database.Connect();
        return CatalogueDatabase.Projection(db) is { } projection
            ? (projection.Position, projection.JournalId == journal.ToString() && projection.SchemaVersion == CatalogueDatabase.RowVersion)
            : null;
    }

    /// <summary>Begins at the journal's beginning where no row was ever made.</summary>
    public void BeginEmpty()
    {
        using var db = database.Connect();
        CatalogueDatabase.Begin(db, journal, 0);
    }

    /// <summary>Takes a batch into the live rows and moves the position.</summary>
    /// <param name="from">The position before the batch.</param>
    /// <param name="batch">The events in the journal's order; late ones, from before the position, leave it where it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The position after the batch.</returns>
    /// <exception cref="AnotherWriterException">The position is not where we left it.</exception>
    public async Task<long> WriteAsync(long from, IReadOnlyList<PlacedEvent> batch, CancellationToken cancellation)
    {
        await using var db = await database.ConnectToWriteAsync(cancellation);
        var to = Math.Max(from, batch[^1].Position);
        if (!CatalogueDatabase.Advance(db, journal, from, to))
            throw new AnotherWriterException($"The catalogue is not at position {from.ToString(CultureInfo.InvariantCulture)} of journal {journal}: another projection writes it.");
        await FoldAsync(db, CatalogueDatabase.Live, batch, cancellation);
        await db.CommitTransactionAsync(cancellation);
        return to;
    }

    /// <summary>Empties the side table that a rebuild or a check fills, and takes it from whoever was filling it.</summary>
    public void PrepareSide(string table)
    {
        using var db = database.Connect();
        using var transaction = db.BeginTransaction();
        database.BeginSide(db, table, _writer);
        transaction.Commit();
    }

    /// <summary>Takes a batch into a side table.</summary>
    /// <exception cref="AnotherWriterException">Another writer took the side table meanwhile.</exception>
    public async Task WriteSideAsync(string table, IReadOnlyList<PlacedEvent> batch, CancellationToken cancellation)
    {
        await using var db = await database.ConnectToWriteAsync(cancellation);
        RequireSide(db, table);
        await FoldAsync(db, table, batch, cancellation);
        await db.CommitTransactionAsync(cancellation);
    }

    /// <summary>Puts the rebuilt rows in the place of the live ones, with their position, in one transaction.</summary>
    /// <exception cref="AnotherWriterException">Another writer took the side table meanwhile; nothing is swapped.</exception>
    public (long Rows, string Hash) SwapIn(long position)
    {
        database.Index(CatalogueDatabase.Shadow);
        using var db = database.ConnectForLong();
        using var transaction = db.BeginTransaction();
        RequireSide(db, CatalogueDatabase.Shadow);
        database.Swap(db);
        CatalogueDatabase.Begin(db, journal, position);
        transaction.Commit();
        return (db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).LongCount(), Hash(CatalogueDatabase.Live));
    }

    /// <summary>Drops a side table, unless another writer has taken it.</summary>
    public void DropSide(string table)
    {
        using var db = database.Connect();
        using var transaction = db.BeginTransaction();
        if (CatalogueDatabase.OwnsSide(db, table, _writer))
            database.DropSide(db, table);
        transaction.Commit();
    }

    private void RequireSide(DataConnection db, string table)
    {
        if (!CatalogueDatabase.OwnsSide(db, table, _writer))
            throw new AnotherWriterException($"The table {table} is not this projection's any more: another one rebuilds or checks the catalogue.");
    }

    /// <summary>SHA-256 over every column of every row in the order of ids, lower-case hexadecimal. Values are written one a line, absent as an empty line
    /// with a dash, texts behind a quotation mark.</summary>
    public string Hash(string table)
    {
        using var db = database.ConnectForLong();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in db.GetTable<DealTable>().TableName(table).OrderBy(d => d.Id))
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', row.Values(withPlan: row.DueReason != (long)DueReason.Age).Select(Canonical)) + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Compares the live rows with those of a side table, column by column.</summary>
    /// <param name="table">The side table.</param>
    /// <param name="most">How many differences to name.</param>
    /// <returns>The number of live rows, how many differ or are on one side only, and the first of them with the reason.</returns>
    public (long Rows, long Differing, IReadOnlyList<string> First) Compare(string table, int most)
    {
        using var db = database.ConnectForLong();
        using var side = database.ConnectForLong();
        var rows = 0L;
        var differing = 0L;
        var first = new List<string>();
        using var live = db.GetTable<DealTable>().TableName(CatalogueDatabase.Live).OrderBy(d => d.Id).GetEnumerator();
        using var made = side.GetTable<DealTable>().TableName(table).OrderBy(d => d.Id).GetEnumerator();
        var (hasLive, hasMade) = (live.MoveNext(), made.MoveNext());
        while (hasLive || hasMade)
        {
            var order = !hasLive ? 1 : !hasMade ? -1 : string.CompareOrdinal(live.Current.Id, made.Current.Id);
            rows += order <= 0 ? 1 : 0;
            var difference = order switch
            {
                < 0 => $"{live.Current.Id} is not in the journal",
                > 0 => $"{made.Current.Id} has no row",
                _ => Difference(live.Current, made.Current),
            };
            if (difference is not null && differing++ < most)
                first.Add(difference);
            if (order <= 0)
                hasLive = live.MoveNext();
            if (order >= 0)
                hasMade = made.MoveNext();
        }

        return (rows, differing, first);
    }

    /// <summary>How many events are set aside.</summary>
    public long CountSetAside()
    {
        using var db = database.Connect();
        return CatalogueDatabase.CountSetAside(db);
    }

    private async Task FoldAsync(DataConnection db, string table, IReadOnlyList<PlacedEvent> batch, CancellationToken cancellation)
    {
        var ids = batch.Select(e => e.Event).OfType<DealEvent>().Select(e => e.Id.ToString()).Distinct(StringComparer.Ordinal).ToArray();
        var before = (await CatalogueDatabase.RowsAsync(db, table, ids, cancellation)).ToDictionary(d => d.Id, d => d.ToRow(), StringComparer.Ordinal);
        var after = new Dictionary<string, CatalogueRow>(before, StringComparer.Ordinal);
        foreach (var placed in batch)
        {
            foreach (var each in await WithMissingAsync(after, placed))
            {
                if (Fold(after, each) is not { } reason)
                    continue;
                CatalogueDatabase.SetAside(db, table, new SetAsideTable
                {
                    Position = each.Position,
                    PersistenceId = each.PersistenceId,
                    SequenceNr = each.SequenceNr,
                    Reason = reason,
                });
            }
        }

        var changed = after.Where(r => !ReferenceEquals(r.Value, before.GetValueOrDefault(r.Key))).Select(r => r.Value).ToList();
        var changedIds = changed.Where(r => before.ContainsKey(r.Id)).Select(r => r.Id).ToArray();
        if (changedIds.Length > 0)
            await db.GetTable<DealTable>().TableName(table).Where(d => changedIds.Contains(d.Id)).DeleteAsync(cancellation);
        await db.GetTable<DealTable>().TableName(table).BulkCopyAsync(database.Bulk, changed.Select(DealTable.From), cancellation);
    }

    // Numbers are given when a transaction begins to write and seen when it has ended: a slow one is passed by the stream, and its event is missed at the next.
    private async Task<IReadOnlyList<PlacedEvent>> WithMissingAsync(Dictionary<string, CatalogueRow> rows, PlacedEvent placed)
    {
        var version = placed.Event is DealEvent e ? rows.GetValueOrDefault(e.Id.ToString())?.Version ?? 0 : placed.SequenceNr;
        return missing is null || placed.SequenceNr <= version + 1 ? [placed] : [.. await missing(placed.PersistenceId, version + 1, placed.SequenceNr - 1), placed];
    }

    /// <summary>Takes one event into its row.</summary>
    /// <returns>Why that cannot be done; absent where it was. Whatever goes wrong here comes from the event, for nothing but it and its row is touched.</returns>
    private static string? Fold(Dictionary<string, CatalogueRow> rows, PlacedEvent placed)
    {
        if (placed.Event is not DealEvent e)
            return $"It is no event of a deal but {placed.Event?.GetType().Name ?? "nothing"}.";
        try
        {
            var id = e.Id.ToString();
            rows[id] = RowFold.Apply(rows.GetValueOrDefault(id), e, placed.SequenceNr);
            return null;
        }
        catch (Exception poison)
        {
            return poison.Message;
        }
    }

    private static string? Difference(DealTable live, DealTable made)
    {
        var (a, b) = (live.Values(!live.IsReplanned), made.Values(!live.IsReplanned));
        for (var i = 0; i < a.Length; i++)
        {
            if (!Equals(a[i], b[i]))
                return $"{live.Id} has '{a[i]}' in column {i + 1}, the journal gives '{b[i]}'";
        }

        return null;
    }

    private static string Canonical(object? value) => value switch
    {
        null => "-",
        string text => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No canonical text for this type of column."),
    };
}
