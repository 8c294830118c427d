namespace Deals.Actors.Inspection;

/// <summary>Rows aligned in columns with two spaces between them; numbers to the right, the last column free.</summary>
public sealed class TextTable
{
    private readonly (string Title, bool Right)[] _columns;
    private readonly List<string[]> _rows = [];

    /// <summary>Makes a table.</summary>
    /// <param name="columns">The titles; a leading <c>&gt;</c> aligns the column to the right.</param>
    public TextTable(params IReadOnlyList<string> columns) =>
        _columns = [.. columns.Select(c => c.StartsWith('>') ? (c[1..], true) : (c, false))];

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">It has not one cell a column.</exception>
    public void Add(params string[] cells)
    {
        if (cells.Length != _columns.Length)
            throw new ArgumentException($"{cells.Length} cells for {_columns.Length} columns.", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>The titles, then the rows.</summary>
    public IEnumerable<string> Lines()
    {
        var titles = _columns.Select(c => c.Title).ToArray();
        var widths = _columns.Select((_, i) => _rows.Append(titles).Max(r => r[i].Length)).ToArray();
        return _rows.Prepend(titles).Select(row => Line(row, widths));
    }

    private string Line(string[] row, int[] widths) =>
        string.Join("  ", row.Select((cell, i) => _columns[i].Right ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
}
