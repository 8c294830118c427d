namespace Deals.Actors.Budget;

/// <summary>The wishes that Keepa has answered a moment ago: they are not bought again while the answer is on its way. Who still says one after that has
/// never got it - the node that took it in died, say - and has looked into the store before: then it is bought again. Not thread-safe.</summary>
/// <param name="patience">How long an answer may be on its way.</param>
internal sealed class AnsweredWishes(TimeSpan patience)
{
    private readonly Dictionary<Guid, DateTimeOffset> _until = [];
    private readonly Queue<Guid> _order = new();

    /// <summary>A wish was answered.</summary>
    public void Add(Guid wish, DateTimeOffset now)
    {
        Forget(now);
        if (!_until.ContainsKey(wish))
            _order.Enqueue(wish);
        _until[wish] = now + patience;
    }

    /// <summary>Until when the answer to a wish may still be on its way; absent where none is.</summary>
    public DateTimeOffset? OnItsWayUntil(Guid wish, DateTimeOffset now)
    {
        Forget(now);
        return _until.TryGetValue(wish, out var until) ? until : null;
    }

    // Wishes come in the order of their answers, so that as many are kept as one patience sees answers.
    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && _until[oldest] <= now)
            _until.Remove(_order.Dequeue());
    }
}
