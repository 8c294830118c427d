namespace Deals.Actors.Budget;

/// <summary>Keepa's clock, as far as answers have told it: an answer was complete before it arrived, so the difference at its arrival is
/// never more than the true one.
/// Time read from it is late by at least an answer's way back and never early.</summary>
/// <param name="Offset">Keepa's clock less ours, at most.</param>
/// <param name="LearnedAt">Our time of the last answer.</param>
public sealed record ServerClock(TimeSpan Offset, DateTimeOffset LearnedAt)
{
    // Two clocks may part by a thousandth (a tenth of that is already a broken crystal): an old difference loses this much of its worth.
    private const long ForgetOneIn = 1000;

    /// <summary>What the first answer tells.</summary>
    public static ServerClock From(DateTimeOffset completedAt, DateTimeOffset receivedAt) => new(completedAt - receivedAt, receivedAt);

    /// <summary>Takes in a further answer: the largest difference is the one with the shortest way back.</summary>
    public ServerClock Learn(DateTimeOffset completedAt, DateTimeOffset receivedAt)
    {
        var faded = Offset - TimeSpan.FromTicks(Math.Abs((receivedAt - LearnedAt).Ticks) / ForgetOneIn);
        var seen = completedAt - receivedAt;
        return new ServerClock(seen > faded ? seen : faded, receivedAt);
    }

    /// <summary>Keepa's time at an instant of ours, late rather than early.</summary>
    public DateTimeOffset ToServer(DateTimeOffset ours) => ours + Offset;

    /// <summary>Our instant at which <see cref="ToServer"/> reads a time of Keepa's.</summary>
    public DateTimeOffset ToOurs(DateTimeOffset server) => server - Offset;
}
