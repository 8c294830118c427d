namespace Deals.Actors.Budget;

/// <summary>What a gateway must not forget even if its actor is restarted: the permits that it has accepted, what is in flight and what is not acknowledged,
/// and the latest router. The router takes a permit that a gateway does not list as one that never arrived. Used by one actor at a time.</summary>
/// <param name="capacity">How many accepted permits it remembers.</param>
public sealed class PermitMemory(int capacity)
{
    private readonly BoundedSet<Guid> _permits = new(capacity);
    private readonly Dictionary<Guid, CancellationTokenSource> _inFlight = [];
    private readonly Dictionary<Guid, SettlePermit> _unacknowledged = [];

    /// <summary>The latest epoch met; 0 before any.</summary>
    public long Epoch { get; private set; }

    /// <summary>The permits that were sent and have no outcome yet.</summary>
    public IReadOnlyCollection<Guid> InFlight => _inFlight.Keys;

    /// <summary>The settlements that no router has acknowledged.</summary>
    public IReadOnlyCollection<SettlePermit> Unacknowledged => _unacknowledged.Values;

    /// <summary>Whether everything is settled and acknowledged.</summary>
    public bool IsClear => _inFlight.Count == 0 && _unacknowledged.Count == 0;

    /// <summary>Accepts a permit; false if it came before.</summary>
    public bool Accept(Guid permitId) => _permits.Add(permitId);

    /// <summary>Notes an epoch; an earlier one changes nothing.</summary>
    public void Meet(long epoch) => Epoch = Math.Max(Epoch, epoch);

    /// <summary>Notes that a permit is being sent.</summary>
    public void Sending(Guid permitId, CancellationTokenSource cancellation) => _inFlight.Add(permitId, cancellation);

    /// <summary>Notes what became of a permit.</summary>
    public void Settled(SettlePermit settlement)
    {
        if (_inFlight.Remove(settlement.PermitId, out var cancellation))
            cancellation.Dispose();
        _unacknowledged[settlement.PermitId] = settlement;
    }

    /// <summary>Forgets a settlement that a router has stored.</summary>
    public void Acknowledged(Guid permitId) => _unacknowledged.Remove(permitId);

    /// <summary>Gives up waiting for everything in flight.</summary>
    public void CancelAll()
    {
        foreach (var cancellation in _inFlight.Values)
            cancellation.Cancel();
    }
}
