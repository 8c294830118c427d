namespace Deals.Bench.Processes;

/// <summary>Waits of a bench itself: a random moment, the step of a look.</summary>
internal static class Pause
{
    /// <summary>Waits; not at all where the time is shorter than a millisecond.</summary>
    public static async Task ForAsync(TimeSpan pause, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (pause < TimeSpan.FromMilliseconds(1))
            return;
        using var timer = new PeriodicTimer(pause);
        await timer.WaitForNextTickAsync(cancellation);
    }
}
