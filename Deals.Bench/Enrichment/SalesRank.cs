namespace Deals.Bench.Enrichment;

/// <summary>A sales rank: it betters itself with every sale in any condition, and gets worse without, fast for days and slowly for months. Times are Keepa's minutes.</summary>
/// <param name="noise">Deviation of its logarithm from look to look.</param>
internal sealed class SalesRank(double noise)
{
    private const int MinutesOfDay = 1440;
    private const double Worst = 250_000;
    private const double Power = 0.7;
    private const double FastDays = 3;

    // A rank without a sale gets worse by 0.06 % in four hours (recorded).
    private const double SlowDays = 180;
    private const double SlowPart = 0.05;
    private double _fast;
    private double _slow = SlowPart;
    private double _at;

    /// <summary>A sale is counted.</summary>
    public void Sold(double minute)
    {
        Decay(minute);
        _fast += 1 - SlowPart;
        _slow += SlowPart;
    }

    /// <summary>What is seen of it.</summary>
    public long Seen(double minute, Random random)
    {
        Decay(minute);
        return (long)Math.Max(1, Math.Round(Worst * Math.Pow(_fast + _slow, -Power) * (noise > 0 ? Math.Exp(noise * Asking.Normal(random)) : 1)));
    }

    private void Decay(double minute)
    {
        var days = (minute - _at) / MinutesOfDay;
        // Before the first minute that it is asked for, nothing has passed.
        if (_at > 0)
            (_fast, _slow) = (_fast * Math.Exp(-days / FastDays), _slow * Math.Exp(-days / SlowDays));
        _at = minute;
    }
}
