namespace Deals.Actors.Analysing;

/// <summary>What may be spent on a UTC day.</summary>
/// <param name="Calls">Calls, 0 or more.</param>
/// <param name="MicroDollars">Millionths of a US dollar, 0 or more.</param>
public sealed record QuotaLimits(int Calls, long MicroDollars)
{
    private const int Whole = 100;
    private const int InteractivePercent = 5;
    private const int NewPercent = 20;

    /// <summary>What a lane leaves for the lanes before it, of calls and of dollars: it melts with the day, because what is kept at its end was kept for nobody.</summary>
    /// <param name="lane">Who wants to call.</param>
    /// <param name="left">The part of the day that is left, 0 to 1.</param>
    public (int Calls, long MicroDollars) KeptFrom(AnalystLane lane, decimal left)
    {
        var share = left * lane switch { AnalystLane.Interactive => 0, AnalystLane.New => InteractivePercent, _ => InteractivePercent + NewPercent } / Whole;
        return ((int)decimal.Floor(Calls * share), (long)decimal.Floor(MicroDollars * share));
    }
}
