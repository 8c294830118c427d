using Deals.Actors.Budget;
using Deals.Actors.Keepa;
using Deals.Bench.Budget;

namespace Deals.Tests.Budget.Failures;

/// <summary>Who asks: single requests and wishes, which are said again until they have an answer, and lanes that never run out of work.</summary>
internal sealed partial class BudgetWorld
{
    private readonly Dictionary<Guid, QueuedRequest> _wanted = [];
    private readonly List<(Lane Lane, int Depth)> _busy = [];
    private readonly Backlog _backlog = new(new Random(7));

    /// <summary>A lane that always has work: pages, products of one or of four tokens, a look with offers, each in its lane.</summary>
    public BudgetWorld KeepBusy(params Lane[] lanes)
    {
        foreach (var lane in lanes)
            _busy.Add((lane, lane is Lane.Enrichment or Lane.Refresh ? Math.Clamp(20 * Bucket.Rate, 10, Router.Settings.MostNeedsALane) : 10));
        return this;
    }

    /// <summary>Asks for one request.</summary>
    public Guid Ask(Lane lane, KeepaRequest request)
    {
        var queued = new QueuedRequest(Guid.NewGuid(), lane, request, "", Ours, Ours.AddYears(1));
        Say(queued);
        return queued.RequestId;
    }

    /// <summary>Says a wish of a deal or a seller.</summary>
    public Guid Wish(Lane lane, NeedSubject subject)
    {
        var need = new Need(subject, lane, Ours, Ours.AddYears(1));
        Say(new QueuedRequest(subject.Id, lane, subject.Alone, "", Ours, need.Deadline) { Need = need });
        return subject.Id;
    }

    /// <summary>When a request was served; absent while it was not.</summary>
    public Served? ServedFor(Guid request) =>
        All.Find(s => s is { Permit.Lane: not null, Refused: false } && (s.Permit.RequestId == request || s.Permit.Needs.Any(n => n.Subject.Id == request)));

    /// <summary>Whether nobody waits for an answer any more, but for the lanes that never run out.</summary>
    public bool IsContent => _wanted.Count == 0;

    /// <summary>The router dies and starts again: what was stored is kept, and who has heard nothing says it again.</summary>
    public void Restart()
    {
        Router.Restart(Ours);
        foreach (var request in _wanted.Values.Where(r => !IsInFlight(r)).ToList())
            Router.Say(request, Ours);
    }

    private void Say(QueuedRequest request)
    {
        _wanted[request.RequestId] = request;
        Router.Say(request, Ours);
        if (Router.Refused.Any(r => r.Request.RequestId == request.RequestId))
            _wanted.Remove(request.RequestId);
    }

    private bool IsInFlight(QueuedRequest request) => Router.Permits.Values.Any(
        p => !Router.Ledger.Open[p.PermitId].FateUnknown && (p.RequestId == request.RequestId || p.Needs.Any(n => n.Subject.Id == request.RequestId)));

    private void Fill()
    {
        foreach (var (lane, depth) in _busy)
        {
            while (Router.Lanes.Of(lane).Count < depth)
                Router.Say(_backlog.Next(lane, Ours), Ours);
        }
    }

    /// <summary>Who has what was asked for wants it no more; who was refused, or never hears, asks again.</summary>
    private void Ended(PermitGranted permit, PermitFate fate)
    {
        if (permit.Lane is null)
            return;
        var names = permit.Needs.IsEmpty ? [permit.RequestId] : permit.Needs.Select(static n => n.Subject.Id);
        var isBought = fate is PermitFate.Answered { RetryAfter: null };
        foreach (var request in names.Where(_wanted.ContainsKey).Select(name => _wanted[name]).ToList())
        {
            if (isBought)
                _wanted.Remove(request.RequestId);
            else if (Router.Lanes.Find(request.RequestId) is null && !Fails(permit))
                Router.Say(request with { QueuedAt = Ours }, Ours);
            else
                _wanted.Remove(request.RequestId);
        }

        OnAnswer(permit, fate);
    }
}
