namespace Deals.Actors.Budget;

/// <summary>A set that forgets its oldest members beyond a bound. Not thread-safe.</summary>
public sealed class BoundedSet<T>(int capacity)
    where T : notnull
{
    private readonly HashSet<T> _members = [];
    private readonly Queue<T> _order = new();

    /// <summary>Adds a member; false if it is one already.</summary>
    public bool Add(T member)
    {
        if (!_members.Add(member))
            return false;
        _order.Enqueue(member);
        if (_order.Count > capacity)
            _members.Remove(_order.Dequeue());
        return true;
    }

    /// <summary>Whether it is a member.</summary>
    public bool Contains(T member) => _members.Contains(member);
}
