namespace Deals.Tests.Budget;

/// <summary>What happens when in a world, on Keepa's clock, and how much has happened: each thing that was planned, each refill and each grant is a step.</summary>
internal sealed class Timeline(DateTimeOffset start)
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Order)> _planned = new();
    private int _order;

    public DateTimeOffset Now { get; private set; } = start;

    public long Steps { get; private set; }

    public void Count() => Steps++;

    public void At(DateTimeOffset at, Action action) => _planned.Enqueue(action, (at, _order++));

    public void After(TimeSpan wait, Action action) => At(Now + wait, action);

    /// <summary>Does the next thing that is planned until an instant; false where nothing is.</summary>
    public bool DoNext(DateTimeOffset until)
    {
        if (!_planned.TryPeek(out _, out var next) || next.At > until)
            return false;
        AdvanceTo(next.At);
        Count();
        _planned.Dequeue()();
        return true;
    }

    public void AdvanceTo(DateTimeOffset instant) => Now = instant > Now ? instant : Now;
}
