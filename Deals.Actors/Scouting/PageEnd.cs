namespace Deals.Actors.Scouting;

/// <summary>How the way of a page ended; it is in nobody's hand any more. Closed: only <see cref="Stored"/> lets a cursor move.</summary>
/// <param name="Page">The page.</param>
internal abstract record PageEnd(int Page)
{
    /// <summary>Every row is stored by its deal, known already, turned away or set aside.</summary>
    /// <param name="Page">The page.</param>
    /// <param name="IsLast">Whether it was short or empty: the list ends with it.</param>
    /// <param name="Counts">What became of its rows.</param>
    internal sealed record Stored(int Page, bool IsLast, RowCounts Counts) : PageEnd(Page);

    /// <summary>It was not served, and nothing is wrong with it.</summary>
    /// <param name="Page">The page.</param>
    /// <param name="Reason">What is waited for.</param>
    /// <param name="Until">Until when, if that was said.</param>
    internal sealed record Postponed(int Page, string Reason, DateTimeOffset? Until) : PageEnd(Page);

    /// <summary>It went wrong and may go well the next time.</summary>
    /// <param name="Page">The page.</param>
    /// <param name="Attempts">How often it went wrong in this pass, this time included.</param>
    /// <param name="Error">Why.</param>
    internal sealed record Failed(int Page, int Attempts, string Error) : PageEnd(Page);

    /// <summary>Asking again at once would be pointless: Keepa refuses the query or the key, or the rows could not be stored for a long time.</summary>
    /// <param name="Page">The page.</param>
    /// <param name="Error">Why.</param>
    internal sealed record Hopeless(int Page, string Error) : PageEnd(Page);
}
