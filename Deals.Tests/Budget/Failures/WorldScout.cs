using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Actors.Scouting;

namespace Deals.Tests.Budget.Failures;

/// <summary>A full pass over a feed by the scout's own memory, which its events alone make: page by page through the budget.</summary>
internal sealed class WorldScout
{
    private const string Name = "us-used";
    private readonly BudgetWorld _world;
    private readonly int _pages;
    private readonly Dictionary<Guid, int> _asked = [];
    private readonly List<ScoutEvent> _stored = [];
    private FeedState _state = new() { Feed = Name };

    /// <summary>Begins a pass.</summary>
    /// <param name="world">Where.</param>
    /// <param name="pages">After how many pages the list ends.</param>
    public WorldScout(BudgetWorld world, int pages)
    {
        (_world, _pages) = (world, pages);
        world.OnAnswer = Take;
        Store(new ScoutEvent.PassBegan(Name, world.Ours, 1, PassKind.Full));
        AskNext();
    }

    public bool IsOver => _state.Sweep!.IsComplete;

    /// <summary>The cursor after each page.</summary>
    public List<int> Cursors { get; } = [];

    /// <summary>How often each page was bought.</summary>
    public Dictionary<int, int> Bought { get; } = [];

    /// <summary>It dies and reads its events: what was in flight is forgotten.</summary>
    public void Restart()
    {
        _asked.Clear();
        _state = _stored.Aggregate(new FeedState { Feed = Name }, static (state, e) => state.Apply(e));
        AskNext();
    }

    private void Take(PermitGranted permit, PermitFate fate)
    {
        if (fate is PermitFate.Answered { RetryAfter: null } && permit.Request is KeepaRequest.DealPage bought)
            Bought[bought.Page] = Bought.GetValueOrDefault(bought.Page) + 1;
        if (!_asked.Remove(permit.RequestId, out var page))
            return;
        Store(new ScoutEvent.PageStored(Name, _world.Ours, 1, page, page >= _pages - 1, RowCounts.None with { Seen = 150, New = 1 }));
        Cursors.Add(_state.Sweep!.Cursor);
        AskNext();
    }

    private void AskNext()
    {
        foreach (var page in IsOver ? [] : _state.Sweep!.ToAsk(new SweepPolicy().PagesInFlight))
        {
            _state = _state with { Sweep = _state.Sweep!.Asked(page) };
            _asked[_world.Ask(Lane.Discovery, Requests.Page(page))] = page;
        }
    }

    private void Store(ScoutEvent e)
    {
        _stored.Add(e);
        _state = _state.Apply(e);
    }
}
