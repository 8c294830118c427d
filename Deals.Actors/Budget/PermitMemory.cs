namespace Deals.Actors.Budget;

/// <summary>What a gateway must not forget even if its actor is restarted: the permits that it has accepted, and the latest router. Used by one actor at a time.</summary>
/// <param name="capacity">How many permits it remembers.</param>
public sealed class PermitMemory(int capacity)
{
    private readonly BoundedSet<Guid> _permits = new(capacity);

    /// <summary>The latest epoch met; 0 before any.</summary>
    public long Epoch { get; private set; }

    /// <summary>Accepts a permit; false if it came before.</summary>
    public bool Accept(Guid permitId) => _permits.Add(permitId);

    /// <summary>Notes an epoch; an earlier one changes nothing.</summary>
    public void Meet(long epoch) => Epoch = Math.Max(Epoch, epoch);
}
