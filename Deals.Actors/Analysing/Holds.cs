using Deals.Actors.Deals;

namespace Deals.Actors.Analysing;

/// <summary>Deals that are left alone for a while: their row has not followed yet, or their next try is later than it says. In memory; whoever forgets them looks once too often.</summary>
/// <param name="wall">The wall clock.</param>
internal sealed class Holds(TimeProvider wall)
{
    /// <summary>How long a row may take to follow its deal.</summary>
    public static readonly TimeSpan RowPatience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<DealId, DateTimeOffset> _until = [];

    /// <summary>How many.</summary>
    public int Count => _until.Count;

    /// <summary>Whether a deal may be taken.</summary>
    public bool IsFree(DealId id) => !_until.TryGetValue(id, out var until) || until <= wall.GetUtcNow();

    /// <summary>Leaves a deal alone, at least until its row has followed; wall time.</summary>
    public void Hold(DealId id, TimeSpan wait) => _until[id] = wall.GetUtcNow() + (wait > RowPatience ? wait : RowPatience);

    /// <summary>Forgets those whose time is over.</summary>
    public void Forget()
    {
        var now = wall.GetUtcNow();
        foreach (var id in _until.Where(h => h.Value <= now).Select(static h => h.Key).ToList())
            _until.Remove(id);
    }
}
