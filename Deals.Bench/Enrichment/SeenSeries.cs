using System.Runtime.InteropServices;

namespace Deals.Bench.Enrichment;

/// <summary>A series as Keepa has it: what its looks saw, where that was another than before. Times are Keepa's minutes; a value below 0 is none.</summary>
internal sealed class SeenSeries
{
    private readonly List<(int At, long Value)> _points = [];

    /// <summary>The points, the oldest first.</summary>
    public ReadOnlySpan<(int At, long Value)> Points => CollectionsMarshal.AsSpan(_points);

    /// <summary>The last value; -1 without one.</summary>
    public long Current => _points.Count > 0 ? _points[^1].Value : -1;

    /// <summary>A look.</summary>
    public void See(int at, long value)
    {
        if (_points.Count == 0 || _points[^1].Value != value)
            _points.Add((at, value));
    }

    /// <summary>Keepa's weighted mean of a window: truncated, time without a value does not count; -1 without any.</summary>
    public long Mean(int from, int to)
    {
        var (sum, minutes) = (0L, 0L);
        for (var i = _points.Count - 1; i >= 0; i--)
        {
            var end = i + 1 < _points.Count ? Math.Min(to, _points[i + 1].At) : to;
            if (end <= from)
                break;
            var held = end - Math.Max(from, _points[i].At);
            if (held > 0 && _points[i].Value >= 0)
                (sum, minutes) = (sum + (_points[i].Value * held), minutes + held);
        }

        return minutes > 0 ? sum / minutes : -1;
    }
}
