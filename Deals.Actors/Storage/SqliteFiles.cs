using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Deals.Actors.Storage;

/// <summary>The files of one data folder. Journal and catalogue are apart: the journal is the truth and is written with every commit flushed, the
/// catalogue can be made again from it.</summary>
/// <param name="Directory">The folder, absolute.</param>
public sealed record SqliteFiles(string Directory)
{
    /// <summary>Events and snapshots.</summary>
    public string Journal => Path.Combine(Directory, "journal.db");

    /// <summary>Rows.</summary>
    public string Catalogue => Path.Combine(Directory, "catalogue.db");

    /// <summary>Raw bodies.</summary>
    public string Bodies => Path.Combine(Directory, "bodies.db");

    /// <summary>How a file is opened.</summary>
    /// <param name="file">The file.</param>
    /// <param name="patience">How long a statement waits for a lock.</param>
    /// <param name="make">Whether to make the file where there is none. Only a start does: a file that is away for a while must not come back as an empty one.</param>
    public static string ConnectionString(string file, TimeSpan patience, bool make = false) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = make ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
        DefaultTimeout = Math.Max(1, (int)patience.TotalSeconds),
        Pooling = true,
    }.ToString();

    /// <summary>One line about what is wrong with a file, for people.</summary>
    public static string Explain(string file, SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => $"{Path.GetFileName(file)} is locked by another process.",
        8 => $"{Path.GetFileName(file)} cannot be written: it is read-only.",
        10 => $"{Path.GetFileName(file)} cannot be read or written: the disk failed or is full ({e.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}).",
        11 or 26 => $"{Path.GetFileName(file)} is damaged or no SQLite database: it is left as it is; restore it from a backup.",
        13 => $"{Path.GetFileName(file)} cannot be written: the disk is full.",
        14 => $"{Path.GetFileName(file)} cannot be opened in {Path.GetDirectoryName(file)}: it is not there, or may not be read.",
        _ => $"{Path.GetFileName(file)} does not answer: {e.Message}",
    };
}
