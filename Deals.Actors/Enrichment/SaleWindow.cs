using System.Runtime.InteropServices;

namespace Deals.Actors.Enrichment;

/// <summary>The time after a drop in which a better rank makes it a sale. Keepa minutes.</summary>
/// <param name="From">The drop; the window is after it.</param>
/// <param name="To">The end, which belongs to it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SaleWindow(int From, int To)
{
    private const int MinutesOfHour = 60;

    /// <summary>The window of a drop: the longer one where the shorter has too few ranks.</summary>
    /// <param name="drop">When the offer count fell.</param>
    /// <param name="ranks">Ranks above 0, in the order of time.</param>
    /// <param name="settings">The lengths.</param>
    public static SaleWindow After(int drop, RankPoints ranks, AnalysisSettings settings)
    {
        var window = new SaleWindow(drop, EndOf(drop, settings.RankHours));
        return ranks.Count(window) >= settings.DenseRankPoints ? window : window with { To = EndOf(drop, settings.SparseRankHours) };
    }

    private static int EndOf(int drop, int hours) => (int)Math.Min(int.MaxValue, drop + ((long)hours * MinutesOfHour));
}

/// <summary>Sales ranks above 0 in the order of time, each of which can serve one drop.</summary>
internal sealed class RankPoints
{
    private readonly Step[] _points;
    private readonly bool[] _taken;

    /// <summary>The ranks of a series.</summary>
    public RankPoints(StepSeries ranks)
    {
        _points = [.. ranks.Steps.Where(static s => s.Value > 0)];
        _taken = new bool[_points.Length];
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _points.Length == 0;

    /// <summary>How many are in a window, taken or not.</summary>
    public int Count(SaleWindow window) => After(window.To) - After(window.From);

    /// <summary>Takes the earliest in a window that is better than a rank and not taken yet.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Take(SaleWindow window, long than)
    {
        for (var i = After(window.From); i < _points.Length && _points[i].At <= window.To; i++)
        {
            if (_taken[i] || _points[i].Value >= than)
                continue;
            return _taken[i] = true;
        }

        return false;
    }

    // The position of the first one after a time.
    private int After(int time)
    {
        var (low, high) = (0, _points.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_points[middle].At <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
