using Deals.Actors.Budget;
using Deals.Actors.Deals;

namespace Deals.Actors.Scheduling;

/// <summary>Who was woken, and what became of it: keeps a row that is on its way from being woken again, and lets go of it when its row has moved on, when
/// its time is up, or when the router has forgotten it. In memory alone: a new waker starts with none.</summary>
/// <param name="wall">The wall clock.</param>
public sealed class Claims(TimeProvider wall)
{
    /// <summary>How many are kept; beyond that nobody is woken, for the rows do not follow.</summary>
    public const int Most = 2000;

    /// <summary>How long a deal may take to answer.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long a wish may wait at the router before the deal is asked again, which changes nothing if it still waits.</summary>
    public static readonly TimeSpan QueuePatience = TimeSpan.FromMinutes(10);

    /// <summary>How long the rows may take to follow what a deal has said or taken in.</summary>
    public static readonly TimeSpan RowPatience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<DealId, Claim> _claims = [];

    /// <summary>How many there are.</summary>
    public int Count => _claims.Count;

    /// <summary>How many wait for their deal's answer, in a lane.</summary>
    public int WakingIn(Lane lane) => _claims.Values.Count(c => c.State == ClaimState.Waking && c.Row.Next.Lane == lane);

    /// <summary>Whether a row may be woken: it is not claimed, or not as it is now.</summary>
    public bool IsFree(DueRow row)
    {
        if (!_claims.TryGetValue(row.Id, out var claim))
            return true;
        if (wall.GetTimestamp() >= claim.Until)
            return true;
        // Another look, or another time: what was claimed is over. While a deal knows more than its row, the row is out of date.
        var isOther = row.Cycle != claim.Row.Cycle || row.Next.Due != claim.Row.Next.Due;
        return isOther && row.Version >= claim.Version;
    }

    /// <summary>The row of a deal that is being woken and has not answered; absent for any other.</summary>
    public DueRow? Waking(DealId id) => _claims.TryGetValue(id, out var claim) && claim.State == ClaimState.Waking ? claim.Row : null;

    /// <summary>A deal is being woken.</summary>
    public void Wake(DueRow row) => _claims[row.Id] = new Claim(row, ClaimState.Waking, After(AnswerPatience), 0);

    /// <summary>Its wish waits at the router.</summary>
    public void Queued(DealId id) => Change(id, ClaimState.Queued, QueuePatience, 0);

    /// <summary>It is left alone for a while.</summary>
    /// <param name="id">The deal.</param>
    /// <param name="wait">How long.</param>
    /// <param name="version">How many events the deal has: its row is out of date until it has as many.</param>
    public void Hide(DealId id, TimeSpan wait, long version = 0) => Change(id, ClaimState.Hidden, wait, version);

    /// <summary>It is free again.</summary>
    public void Free(DealId id) => _claims.Remove(id);

    /// <summary>Nobody is claimed any more.</summary>
    public void Clear() => _claims.Clear();

    /// <summary>Lets go of those whose time is up.</summary>
    public void Sweep()
    {
        var now = wall.GetTimestamp();
        foreach (var id in _claims.Where(c => c.Value.Until <= now).Select(c => c.Key).ToList())
            _claims.Remove(id);
    }

    private void Change(DealId id, ClaimState state, TimeSpan wait, long version)
    {
        if (_claims.TryGetValue(id, out var claim))
            _claims[id] = claim with { State = state, Until = After(wait), Version = version };
    }

    private long After(TimeSpan wait) => wall.GetTimestamp() + (long)(wait.TotalSeconds * wall.TimestampFrequency);

    private enum ClaimState
    {
        Waking,
        Queued,
        Hidden,
    }

    private sealed record Claim(DueRow Row, ClaimState State, long Until, long Version);
}
