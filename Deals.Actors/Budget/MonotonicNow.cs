using Deals.Actors.Hosting;

namespace Deals.Actors.Budget;

/// <summary>Domain time that starts at the clock's reading and then follows the machine's monotonic clock, so that a step of the wall
/// clock moves nothing.</summary>
internal sealed class MonotonicNow(DomainClock clock)
{
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly long _stamp = clock.Wall.GetTimestamp();

    public DateTimeOffset Read() => _start + clock.ToDomain(clock.Wall.GetElapsedTime(_stamp));
}
