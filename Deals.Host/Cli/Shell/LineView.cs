namespace Deals.Host.Cli.Shell;

/// <summary>What of a line fits beside the prompt in one row of the terminal: it moves sideways with the cursor.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Column">Where the cursor stands in it.</param>
internal readonly record struct LineView(string Text, int Column)
{
    private const int LeastRoom = 8;

    /// <summary>Cuts it out.</summary>
    /// <param name="line">The line.</param>
    /// <param name="promptWidth">Columns of the prompt.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static LineView Of(EditedLine line, int promptWidth, int width)
    {
        // The last column stays free: some terminals go to the next row when it is written.
        var room = Math.Max(LeastRoom, width - promptWidth - 1);
        var start = line.Cursor < room ? 0 : line.Cursor - room + 1;
        return new LineView(line.Text.Substring(start, Math.Min(room, line.Text.Length - start)), line.Cursor - start);
    }
}
