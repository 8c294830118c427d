namespace Deals.Simulator.Admin;

/// <summary>When each product was served by /product: what was bought, however little of it arrived. A product counts as soon as its answer is made, for from
/// then on it is charged. Names that the world does not know are not kept, for they are the caller's and without a bound.</summary>
internal sealed class ServedProducts
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<DateTimeOffset>> _times = new(StringComparer.Ordinal);

    /// <summary>Products are served now.</summary>
    public void Add(IEnumerable<string> asins, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var asin in asins)
            {
                if (!_times.TryGetValue(asin, out var times))
                    _times[asin] = times = [];
                times.Add(now);
            }
        }
    }

    /// <summary>How often each was served.</summary>
    public IReadOnlyDictionary<string, int> Counts()
    {
        lock (_gate)
            return _times.ToDictionary(t => t.Key, t => t.Value.Count);
    }

    /// <summary>When each was served, domain time, in order.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset[]> Times()
    {
        lock (_gate)
            return _times.ToDictionary(t => t.Key, t => t.Value.ToArray());
    }
}
