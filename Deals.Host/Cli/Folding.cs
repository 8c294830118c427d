namespace Deals.Host.Cli;

/// <summary>Breaks the lines of a table for a narrow terminal: at a space, and on under its last column, so that the columns stay readable.</summary>
internal static class Folding
{
    private const int LeastColumn = 20;

    /// <summary>A line in as many as it takes.</summary>
    /// <param name="line">The line; two spaces and more part its columns.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IEnumerable<string> Fold(string line, int width)
    {
        var indent = LastColumnOf(line);
        if (width - indent < LeastColumn)
            indent = Math.Min(4, Math.Max(0, width - LeastColumn));
        for (var rest = line; ; rest = new string(' ', indent) + rest)
        {
            if (rest.Length < width || width <= LeastColumn)
            {
                yield return rest;
                yield break;
            }

            var at = rest.LastIndexOf(' ', width - 1);
            if (at <= indent)
                at = width - 1;
            yield return rest[..at].TrimEnd();
            rest = rest[at..].TrimStart();
        }
    }

    private static int LastColumnOf(string line)
    {
        var gap = line.TrimEnd().LastIndexOf("  ", StringComparison.Ordinal);
        return gap < 0 ? line.Length - line.TrimStart().Length : gap + 2;
    }
}
