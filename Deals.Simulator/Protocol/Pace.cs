namespace Deals.Simulator.Protocol;

/// <summary>How long answers take on the wall: never longer than a page may, and never the same twice.</summary>
internal sealed class Pace(SimulatorOptions options)
{
    private const double ShortestShare = 0.1;
    private const double LongestShare = 0.5;
    private readonly Noise _noise = new(options.Seed);
    private long _answered;

    public TimeSpan Next() => options.SlowestPage * (ShortestShare + ((LongestShare - ShortestShare) * _noise.Unit(Interlocked.Increment(ref _answered), 78)));
}
