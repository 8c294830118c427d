using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Deals.Actors.Keepa;

/// <summary>Writes the body of every answer to a folder, without the key, for those who want to look at what Keepa really sent. Bounded: a full folder
/// ends the recording. Whatever fails here fails no request.</summary>
internal sealed class AnswerRecorder
{
    /// <summary>Most files of the folder.</summary>
    public const int MostFiles = 10_000;

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly KeepaKey _key;
    private readonly TimeProvider _wall;
    private readonly ILogger _log;
    private readonly int _most;
    private DateTimeOffset? _warnedAt;
    private int _number;
    private int? _files;
    private bool _isFull;

    public AnswerRecorder(string folder, KeepaKey key, TimeProvider wall, ILogger log, int most = MostFiles)
    {
        _folder = folder;
        _key = key;
        _wall = wall;
        _log = log;
        _most = most;
    }

    /// <summary>Writes one body.</summary>
    /// <param name="what">What was asked, for the file's name.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body, decompressed.</param>
    public void Record(string what, int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            if (Take(what, status) is { } name)
                WriteNew(Path.Combine(_folder, name), _key.Redact(body).Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Warn(e);
        }
    }

    private string? Take(string what, int status)
    {
        lock (_gate)
        {
            if (_isFull)
                return null;
            _files ??= Directory.CreateDirectory(_folder).EnumerateFiles().Count();
            if (_files >= _most)
            {
                _isFull = true;
                _log.LogWarning("{Folder} holds {Files} recorded answers: no more are written", _folder, _files);
                return null;
            }

            _files++;
            _number++;
            return string.Create(CultureInfo.InvariantCulture, $"{_wall.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss.fff'Z'}-{what}-{status}-{_number:0000}.json");
        }
    }

    private static void WriteNew(string path, ReadOnlySpan<byte> body)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(body);
    }

    private void Warn(Exception e)
    {
        lock (_gate)
        {
            var now = _wall.GetUtcNow();
            if (now - _warnedAt < BetweenWarnings)
                return;
            _warnedAt = now;
        }

        _log.LogWarning("An answer of Keepa could not be recorded in {Folder}: {Error}", _folder, _key.Redact(e.Message));
    }
}
