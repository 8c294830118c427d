namespace Deals.Bench.Budget;

/// <summary>As the Python client akaszynski/keepa does (keepa_sync.py, _request and time_to_refill): a request at a time; on a 429 it sleeps
/// until the announced refill and a second, longer by what a balance below zero takes to refill, and sends the same again.</summary>
/// <param name="work">What it asks for.</param>
/// <param name="rate">The plan's rate at first; later the answers tell it.</param>
internal sealed class WaitAndRetry(LanesInTurn work, int rate) : IContestant
{
    private static readonly TimeSpan Fudge = TimeSpan.FromSeconds(1);
    private Call? _again;
    private bool _inFlight;
    private int _rate = rate;

    /// <inheritdoc />
    public string Name => "wait and retry";

    /// <summary>Until when it sleeps, its own clock.</summary>
    public DateTimeOffset AsleepUntil { get; private set; }

    /// <inheritdoc />
    public DateTimeOffset Look(DateTimeOffset now, Action<Call> send)
    {
        if (_inFlight)
            return DateTimeOffset.MaxValue;
        if (now < AsleepUntil)
            return AsleepUntil;
        _inFlight = true;
        send(_again ?? work.Next(_rate).Call);
        return DateTimeOffset.MaxValue;
    }

    /// <inheritdoc />
    public void Take(Call call, BucketReading reading, bool refused, DateTimeOffset now)
    {
        (_inFlight, _rate, _again) = (false, reading.Rate, refused ? call : null);
        if (!refused)
            return;
        var delay = reading.At + reading.RefillIn - now + Fudge;
        AsleepUntil = now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero) + TimeSpan.FromMinutes(Math.Max(0, -reading.Left) / (double)_rate);
    }
}
