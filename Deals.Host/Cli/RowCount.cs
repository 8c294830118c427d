namespace Deals.Host.Cli;

/// <summary>Counts the deals in an export as its bytes pass: a line each, but for a CSV's header and for line ends inside a quoted cell.</summary>
internal sealed class RowCount(bool isCsv)
{
    private long _lines;
    private bool _isQuoted;

    /// <summary>How many have passed.</summary>
    public long Deals => Math.Max(0, isCsv ? _lines - 1 : _lines);

    /// <summary>Takes some more bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (!isCsv)
        {
            _lines += bytes.Count((byte)'\n');
            return;
        }

        foreach (var b in bytes)
        {
            if (b == '"')
                _isQuoted = !_isQuoted;
            else if (b == '\n' && !_isQuoted)
                _lines++;
        }
    }
}
