using System.Globalization;
using System.Text.Json.Nodes;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Bench.Reporting;

namespace Deals.Bench.Chaos;

/// <summary>Judges a run by what it left. Pure.</summary>
internal sealed class ChaosCheck
{
    private const int NamedOfEach = 5;
    private const double MostTakenForForeign = 0.05;
    private readonly ChaosEvidence _run;
    private readonly StoredData _stored;
    private readonly List<KeyValuePair<string, object?>> _figures = [];
    private readonly List<Bar> _bars = [];
    private readonly List<string> _notes = [];

    private ChaosCheck(ChaosEvidence run) => (_run, _stored) = (run, run.Stored);

    /// <summary>The report of a run.</summary>
    public static BenchReport Of(ChaosEvidence run)
    {
        var check = new ChaosCheck(run);
        check.Lives();
        check.SameDeals();
        check.OnePlaceEach();
        check.OneWakeEach();
        check.Bought();
        check.Budget();
        check.GoesOn();
        return new BenchReport("chaos", Machine.This(), [new BenchRow("run", check._figures), .. run.Lives.Select(RowOf)], check._bars, check._notes);
    }

    private static BenchRow RowOf(Life life) => new(string.Create(CultureInfo.InvariantCulture, $"kill {life.Number}"),
    [
        new("moment", life.Moment.ToString()),
        .. life.Nodes is null ? Array.Empty<KeyValuePair<string, object?>>() : [new("nodes", life.Nodes), new("router", life.TookRouter)],
        new("livedSeconds", Math.Round(life.Lived.TotalSeconds, 2)),
        new("readyAfterSeconds", life.ReadyAfter is { } ready ? Math.Round(ready.TotalSeconds, 2) : null),
        new("listed", life.Listed),
        new("requests", life.Requests),
        new("bodies", life.Sample.StoredAt.Count),
    ]);

    private void Lives()
    {
        Figure("kills", _run.Lives.Count);
        if (_run.Options.Nodes > 1)
        {
            Figure("nodes", _run.Options.Nodes);
            Figure("deals stored before", _run.Loaded);
            foreach (var many in _run.Lives.GroupBy(l => l.Nodes!.Count(c => c == '+') + 1).OrderBy(g => g.Key))
                Figure($"kills of {many.Key} at once", many.Count());
            Figure("kills of the router's node", _run.Lives.Count(l => l.TookRouter));
            Figure("nodes that ended by themselves, and were started again", _run.OwnEnds.Count);
            None("nodes that ended by themselves without saying so in their exit code", [.. _run.OwnEnds.Where(e => e.ExitCode == 0).Select(e => $"node {e.Number}: {e.LastWords}")]);
        }

        foreach (var moment in Enum.GetValues<KillMoment>())
            Figure($"kills while {moment.ToString().ToLowerInvariant()}", _run.Lives.Count(l => l.Moment == moment));
        var starts = _run.Lives.Where(l => l.ReadyAfter is not null).Select(l => l.ReadyAfter!.Value).Append(_run.LastReadyAfter).Order().ToList();
        Figure(_run.Options.Nodes > 1 ? "seconds from a kill until all are up again, median" : "seconds from start to ready, median", Math.Round(starts[starts.Count / 2].TotalSeconds, 2));
        Figure(_run.Options.Nodes > 1 ? "seconds from a kill until all are up again, longest" : "seconds from start to ready, longest", Math.Round(starts[^1].TotalSeconds, 2));
        Figure("seconds of the run", Math.Round(_run.Took.TotalSeconds, 1));
    }

    private void SameDeals()
    {
        var seen = _run.Seen;
        Figure("deals listed", seen.All.Count);
        Figure("deals in the journal", _stored.Deals.Count);
        Figure("events of deals", _stored.Deals.Values.Sum(e => (long)e.Count));
        Figure("events that had no row yet when it was stopped", _stored.Deals.Values.Sum(e => e.LongCount(x => x.Position > _stored.Position)));
        var expected = seen.All.Keys.Union(_stored.Deals.Where(d => d.Value[0].Position <= _stored.Position).Select(d => d.Key));
        None("deals lost: listed once or in the journal, and not in the list", [.. seen.Lost.Union(expected.Where(id => !_stored.Rows.ContainsKey(id)))]);
        None("deals listed without an event in the journal", [.. seen.All.Keys.Where(id => !_stored.Deals.ContainsKey(id))]);
        None("deals twice in one list", [.. seen.Twice]);
        None("facts that became older", [.. seen.WentBack]);
        Figure("looks at the feeds", _run.Feeds.Looks);
        None("feeds that were further once than later", [.. _run.Feeds.WentBack]);
        None("deals no longer active without a reason in the journal", [.. seen.EverActive.Union(seen.NoLongerActive).Where(IsBackWithoutReason)]);
        None("deals with a hole in their events", [.. _stored.Deals.Where(d => d.Value.Where((e, i) => e.SequenceNr != i + 1).Any()).Select(d => d.Key)]);
    }

    /// <summary>No deal, seller or router in two places: nobody has written beside another.</summary>
    private void OnePlaceEach()
    {
        if (_run.Options.Nodes > 1)
        {
            Figure("events that the journal refused, for a later life had their number", _run.FenceRefused);
            Figure("looks at the shards of all nodes", _run.ShardLooks);
            None("shards that two nodes held", [.. _run.ShardsInTwoPlaces]);
        }

        None("persistent actors that wrote in two places at once", [.. _stored.WrittenByTwo]);
        None("persistent actors with two events of one number", [.. _stored.NumberedTwice]);
    }

    private bool IsBackWithoutReason(string id) => !_stored.Deals.TryGetValue(id, out var events)
        || (Fold(events) is Deal.PendingProcessing && !events.Skip(1).Any(e => e.Event is DealEvent.SentBack or DealEvent.Released or DealEvent.Discovered or DealEvent.Followed));

    private void OneWakeEach()
    {
        var (noWake, other, byStatus) = (new List<string>(), new List<string>(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var (id, events) in _stored.Deals)
        {
            if (Fold(events) is not Deal.Known now)
            {
                other.Add($"{id} is not known");
                continue;
            }

            byStatus[DealDecider.NameOf(now)] = byStatus.GetValueOrDefault(DealDecider.NameOf(now)) + 1;
            if (now is Deal.Retired != now.Record.Next is null)
                noWake.Add($"{id} is {DealDecider.NameOf(now)} and its next look is {now.Record.Next?.Due.ToString("O", CultureInfo.InvariantCulture) ?? "never"}");
            // The rows may be a moment behind: they are compared with the events that they have.
            if (_stored.Rows.TryGetValue(id, out var row) && Fold(events.Where(e => e.Position <= _stored.Position)) is Deal.Known then && DifferenceOf(then, row) is { } difference)
                other.Add($"{id}: {difference}");
        }

        foreach (var (status, count) in byStatus)
            Figure($"deals {status.Replace('_', ' ')}", count);
        None("deals without exactly one future wake (retired: with one)", noWake);
        None("rows whose state, cycle or next wake is another than their events'", other);
    }

    private static string? DifferenceOf(Deal.Known deal, CatalogueRow row)
    {
        if (DealDecider.NameOf(deal) != row.Status)
            return $"it is {DealDecider.NameOf(deal)}, its row {row.Status}";
        if (deal.Record.Cycle != row.Cycle)
            return $"its cycle is {deal.Record.Cycle}, its row's {row.Cycle}";
        // When a deal is due for its age follows the price, which moves without the deal's word.
        var planned = row is { IsReplanned: true, Next: { } moved } && deal.Record.Next is { Reason: DueReason.Age } said
            ? said with { Due = moved.Due, SoftDeadline = moved.SoftDeadline }
            : deal.Record.Next;
        return planned == row.Next ? null : $"it is due {deal.Record.Next}, its row {row.Next}";
    }

    private static Deal Fold(IEnumerable<StoredEvent> events) => events.Aggregate(Deal.None, static (deal, e) => deal.Apply(e.Event));

    private void Bought()
    {
        var kills = _run.Lives.Select(l => l.Sample).Concat(_run.Deaths).OrderBy(k => k.At).ToList();
        var asins = _stored.Deals.Keys.ToDictionary(id => DealId.Parse(id).Asin.Value);
        var deals = _run.Served.Keys.Union(asins.Keys).Select(asin => DealPurchases.Of(
            asins.GetValueOrDefault(asin, asin),
            _run.Served.GetValueOrDefault(asin, []),
            asins.TryGetValue(asin, out var id) ? DealPurchases.LooksOf(_stored.Deals[id].Select(e => e.Event).Where(e => e.At >= _run.Clock.Origin)) : [],
            kills)).ToList();
        var again = deals.SelectMany(d => d.Again).ToList();
        Figure("looks served", deals.Sum(d => (long)d.Served));
        Figure("looks recorded", deals.Sum(d => (long)d.Recorded));
        Figure("looks of the last life that an orderly stop left unrecorded", _run.Served.Count(s => s.Value[^1] > _run.LastReadyAt && deals.Any(d => d.IsOpen && d.Deal == asins.GetValueOrDefault(s.Key, s.Key))));
        Figure("looks taken from the store after a kill", deals.Sum(d => (long)d.UsedFromStore));
        Figure("looks bought again (boughtAgain)", again.Count);
        Figure("  of them died on the way, before they were stored", again.Count(a => a.Why == BoughtAgainCause.DiedOnTheWay));
        // Its answer lies in the store: the deal takes it from there when it is woken next, and nothing is bought for it.
        var kept = deals.Count(d => d.IsOpen && _stored.Bodies.TryGetValue(d.Deal, out var storedAt) && storedAt >= _run.Served[AsinOf(d.Deal)][^1]);
        var died = deals.Sum(d => (long)d.Died) - kept;
        Figure("looks whose answer lies in the store, and whose deal has not been woken for it yet", kept);
        var lost = LostPermits();
        None("looks bought again although their answer was stored", [.. again.Where(a => a.Why == BoughtAgainCause.AlthoughStored).Select(Words)]);
        None("looks bought again without a kill in between", [.. again.Where(a => a.Why == BoughtAgainCause.WithoutAKill).Select(Words)]);
        _bars.Add(Bar.AtMost("looks served and never recorded, against those of permits that died", died, lost.Sum(p => (double)p.Needs.Count(n => n.Subject is NeedSubject.ProductOf))));
        None("looks recorded that nobody served", [.. Enumerable.Repeat("", deals.Sum(d => d.Unpaid))]);
        None("deals served more often than recorded, plus one a kill", [.. deals.Where(d => d.Served > d.Recorded + kills.Count + 1).Select((_, i) => $"{i}")]);
    }

    private static string AsinOf(string deal) => deal.Contains('-', StringComparison.Ordinal) ? DealId.Parse(deal).Asin.Value : deal;

    private string Words(BoughtAgain a) => $"{a.Deal}: served {Wall(a.First)}, again {Wall(a.Again)}, kills {string.Join(' ', _run.Lives.Where(l => l.Sample.At >= a.First && l.Sample.At <= a.Again).Select(l => $"{l.Number} ({l.Moment})"))}";

    private string Wall(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{_run.Clock.ToWall(at - _run.Clock.Origin).TotalSeconds:0.000} s");

    /// <summary>The permits whose fate nobody told.</summary>
    private List<PermitGranted> LostPermits()
    {
        var settled = _stored.Budget.OfType<PermitSettled>().Select(s => s.PermitId).ToHashSet();
        return [.. _stored.Budget.OfType<PermitGranted>().Where(p => !settled.Contains(p.PermitId))];
    }

    private void Budget()
    {
        var lost = LostPermits();
        var worst = lost.Sum(p => (long)p.WorstCase);
        var settledInJournal = _stored.Budget.OfType<PermitSettled>().Sum(s => s.Fate is PermitFate.Answered a ? a.Envelope.TokensConsumed : 0L);
        var (budget, stats) = (_run.Accounts.Budget, _run.StatsAtEnd);
        var (settled, unknown, reserved, foreign) = (Number(budget, "settled"), Number(budget, "unknown"), Number(budget, "reserved"), Number(budget, "foreign"));
        var (before, after, end) = (Number(_run.Accounts.Before, "debited"), Number(_run.Accounts.After, "debited"), Number(stats, "debited"));
        var requests = stats["requests"]!.AsObject().Sum(r => r.Value!.GetValue<long>());
        var granted = _stored.Budget.OfType<PermitGranted>().Count();
        Figure("tokens debited by Keepa", end);
        Figure("tokens settled, by the journal", settledInJournal);
        Figure("tokens that answers cost which nobody heard", end - settledInJournal);
        Figure("permits granted", granted);
        Figure("permits that died", lost.Count);
        Figure("requests that Keepa got", requests);
        Figure("tokens booked as unknown", unknown);
        Figure("tokens booked as somebody else's", foreign);
        Figure("tokens wasted at the full bucket", Number(budget, "wasted"));
        _bars.Add(Bar.None("tokens settled beyond what Keepa debited", Math.Max(0, settled - after) + Math.Max(0, settledInJournal - end)));
        _bars.Add(Bar.None("tokens that Keepa debited and nobody accounts for", Math.Max(0, before - settled - unknown - reserved)));
        _bars.Add(Bar.AtMost("tokens that nobody heard of, against the worst case of permits that died", end - settledInJournal, worst));
        _bars.Add(Bar.AtMost("tokens booked as unknown, against the worst case of permits that died", unknown, worst));
        // What died together cannot always be told apart: a little of it may be booked to somebody else, and no more than that.
        _bars.Add(Bar.AtMost("tokens taken for somebody else's, against those that nobody heard of", foreign, MostTakenForForeign * (end - settledInJournal)));
        _bars.Add(Bar.None("answers 429", Number(stats, "refused429") + Number(budget, "throttled")));
        _bars.Add(Bar.AtMost("requests, against permits", requests, granted));
        None("permits settled twice", [.. _stored.Budget.OfType<PermitSettled>().GroupBy(s => s.PermitId).Where(g => g.Count() > 1).Select(g => $"{g.Key}")]);
    }

    private void GoesOn()
    {
        var looks = _stored.Deals.Values.SelectMany(e => e).Count(e => e.Event.At > _run.LastReadyAt && DealPurchases.EndsALook(e.Event));
        _bars.Add(Bar.AtLeast("looks after the last start", looks, 1));
        _bars.Add(Bar.None("deals that still wait for their first look when it has settled", _run.StillPending));
        None("catalogue verify does not say identical", _run.Verified.StartsWith("identical", StringComparison.Ordinal) ? [] : [_run.Verified]);
        None("exit code of the last, orderly stop", _run.ExitCode == 0 ? [] : [$"{_run.ExitCode}"]);
    }

    private void Figure(string name, object? value) => _figures.Add(KeyValuePair.Create(name, value));

    private void None(string name, List<string> found)
    {
        _bars.Add(Bar.None(name, found.Count));
        _notes.AddRange(found.Take(NamedOfEach).Select(f => $"  {name}: {f}"));
        if (found.Count > NamedOfEach)
            _notes.Add($"  ... and {found.Count - NamedOfEach} more");
    }

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();
}
