using Deals.Actors.Catalogue;
using Deals.Actors.Storage;
using Microsoft.Data.Sqlite;

namespace Deals.Tests.Storage;

/// <summary>What is so of a file alone; the rest is in <see cref="JournalStoreSpec"/>.</summary>
public sealed class SqliteJournalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteFiles _files;

    public SqliteJournalFileTests() => _files = new SqliteFiles(_folder.Path);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void A_journal_keeps_its_identity_and_every_commit_is_flushed()
    {
        var id = new SqliteJournalStore(_files).Prepare();
        Assert.NotEqual(Guid.Empty, id);
        Assert.Equal(id, new SqliteJournalStore(_files).Prepare());
        Assert.Equal("wal", Ask(_files.Journal, "PRAGMA journal_mode"));
        // 2 is FULL, SQLite's own default: an acknowledged commit survives a loss of power.
        Assert.Equal("2", Ask(_files.Journal, "PRAGMA synchronous"));
    }

    [Fact]
    public void F66_a_catalogue_of_another_schema_is_refused()
    {
        var database = new SqliteCatalogue(_files);
        database.Prepare();
        new RowWriter(database, Guid.NewGuid()).BeginEmpty();
        Ask(_files.Catalogue, "UPDATE projection SET SchemaVersion = 7; SELECT 1");
        Assert.Contains("newer", Assert.Throws<StorageException>(database.Prepare).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_left_as_it_is()
    {
        File.WriteAllText(_files.Journal, "this is no database, but somebody may want it back");
        Assert.Contains("no SQLite database", Assert.Throws<StorageException>(() => new SqliteJournalStore(_files).Prepare()).Message, StringComparison.Ordinal);
        Assert.StartsWith("this is no database", File.ReadAllText(_files.Journal), StringComparison.Ordinal);
    }

    [Fact]
    public void F61_a_locked_journal_is_noticed_and_comes_back()
    {
        var journal = new SqliteJournalStore(_files);
        journal.Prepare();
        Ask(_files.Journal, "CREATE TABLE journal (ordering INTEGER PRIMARY KEY); INSERT INTO journal VALUES (41); SELECT 1");
        Assert.Null(journal.Probe());
        Assert.Equal(41, journal.End());
        using (var seizer = new SqliteConnection($"Data Source={_files.Journal};Pooling=False"))
        {
            seizer.Open();
            using var seize = seizer.CreateCommand();
            seize.CommandText = "BEGIN EXCLUSIVE";
            seize.ExecuteNonQuery();
            Assert.Contains("locked", journal.Probe(), StringComparison.Ordinal);
        }

        Assert.Null(journal.Probe());
    }

    [Fact]
    public void F61_a_journal_that_is_away_is_not_made_again_empty()
    {
        var journal = new SqliteJournalStore(_files);
        journal.Prepare();
        SqliteConnection.ClearAllPools();
        File.Move(_files.Journal, _files.Journal + ".away");
        Assert.Contains("not there", journal.Probe(), StringComparison.Ordinal);
        Assert.Throws<StorageException>(() => { journal.End(); });
        Assert.False(File.Exists(_files.Journal));
    }

    [Fact]
    public void A_full_disk_is_told_in_one_line()
    {
        new SqliteJournalStore(_files).Prepare();
        using var connection = new SqliteConnection($"Data Source={_files.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        // The same error as a disk without room: the file may not grow any more.
        command.CommandText = "PRAGMA max_page_count = 4";
        command.ExecuteScalar();
        command.CommandText = "INSERT INTO deals_meta (key, value) VALUES ('big', hex(randomblob(100000)))";
        var full = Assert.Throws<SqliteException>(() => { command.ExecuteNonQuery(); });
        Assert.Contains("disk is full", SqliteFiles.Explain(_files.Journal, full), StringComparison.Ordinal);
    }

    private static string? Ask(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
