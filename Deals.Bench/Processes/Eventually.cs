using System.Diagnostics;

namespace Deals.Bench.Processes;

/// <summary>Waits for a state of another process, with a deadline and a reason that a failure shows.</summary>
internal static class Eventually
{
    /// <summary>Looks until <paramref name="look"/> gives something, and gives it back.</summary>
    /// <param name="what">What is waited for; a failure names it, and what was seen last.</param>
    /// <param name="within">The deadline.</param>
    /// <param name="look">Gives what is waited for, or nothing yet; an exception of a connection counts as nothing yet.</param>
    public static async Task<T> Get<T>(string what, TimeSpan within, Func<Task<T?>> look)
        where T : class
    {
        var since = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        Exception? last = null;
        do
        {
            try
            {
                if (await look() is { } found)
                    return found;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or System.Text.Json.JsonException)
            {
                last = e;
            }
        }
        while (since.Elapsed < within && await timer.WaitForNextTickAsync());
        throw new NotInTimeException($"Not within {within.TotalSeconds:0} s: {what}. {last?.Message}");
    }

    /// <summary>Looks until it holds.</summary>
    public static Task Holds(string what, TimeSpan within, Func<Task<bool>> look) =>
        Get(what, within, async () => await look() ? "" : null);
}

/// <summary>What was waited for did not come, or the process that was to bring it has ended; the message says what was seen last.</summary>
internal sealed class NotInTimeException(string message, Exception? inner = null) : Exception(message, inner);
