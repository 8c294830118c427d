using Akka.Actor;
using Akka.Event;
using Deals.Actors.Deals;

namespace Deals.Actors.Analysing;

/// <summary>How the analyst finds its work: whom somebody asks for, then the catalogue's rows, a bounded piece at a time.</summary>
public sealed partial class AnalystActor
{
    private const int MostAsked = 100;
    private const int Piece = 50;
    private const int MostRead = 2_000;

    // Each of them wakes its deal and stores an event.
    private const int MostMarked = 10;

    private readonly LinkedList<DealId> _asked = new();
    private readonly Dictionary<AnalystLane, Queue<DealId>> _found = new() { [AnalystLane.New] = new(), [AnalystLane.Sweep] = new() };
    private long? _reading;
    private long _readings;
    private long? _readAt;
    private bool _troubled;

    private void OnAsked(AskAnalysis ask)
    {
        if (_around.Model is null)
        {
            Sender.Tell(new AnalysisOrder(ask.Id, 0, "No analyst is configured: no key is set (Xai:ApiKey).", null));
            return;
        }

        _ = SeeWhyNobodyIsAsked();
        if (_inFlight.ContainsKey(ask.Id))
        {
            Sender.Tell(new AnalysisOrder(ask.Id, 1, null, null));
            return;
        }

        if (!_asked.Contains(ask.Id))
        {
            if (_asked.Count == MostAsked)
            {
                Sender.Tell(new AnalysisOrder(ask.Id, 0, $"{MostAsked} deals are waiting for the analyst already, which is the most.", _until));
                return;
            }

            _asked.AddLast(ask.Id);
        }

        Sender.Tell(new AnalysisOrder(ask.Id, _asked.TakeWhile(id => id != ask.Id).Count() + 1, _reason, _until));
    }

    private void BeginMore()
    {
        // While it is not known whether calls go well, one at a time finds out.
        var most = _around.Model!.IsWell ? _settings.MostInFlight : 1;
        while (_inFlight.Count < most && NextInLine() is var (id, lane))
            Begin(id, lane);
    }

    private (DealId Id, AnalystLane Lane)? NextInLine()
    {
        for (var asked = _asked.First; asked is not null; asked = asked.Next)
        {
            if (_inFlight.ContainsKey(asked.Value))
                continue;
            _asked.Remove(asked);
            return (asked.Value, AnalystLane.Interactive);
        }

        foreach (var (lane, queue) in _found)
        {
            if (queue.Count == 0 || WhyLaneWaits(lane) is not null)
                continue;
            while (queue.TryDequeue(out var id))
            {
                if (IsFree(id))
                    return (id, lane);
            }
        }

        return null;
    }

    private bool IsFree(DealId id) => !_inFlight.ContainsKey(id) && _holds.IsFree(id);

    /// <summary>Reads further rows: those that can be asked about, or, where none can, new ones, to be told why.</summary>
    private void ReadMore(Wait? wait)
    {
        if (_reading is not null || (_readAt is { } at && _around.Clock.Wall.GetElapsedTime(at) < _settings.ReadPace))
            return;
        var newWaits = wait ?? WhyLaneWaits(AnalystLane.New);
        var wantsNew = newWaits is not null || _found[AnalystLane.New].Count == 0;
        var wantsSweep = wait is null && _found[AnalystLane.Sweep].Count == 0 && WhyLaneWaits(AnalystLane.Sweep) is null;
        if (!wantsNew && !wantsSweep)
            return;
        var reading = ++_readings;
        _reading = reading;
        // Who is held is still in the index, and comes first: so many more are read.
        var most = Math.Min(MostRead, Piece + _holds.Count);
        _ = ReadAsync(reading, wantsNew ? most : 0, wantsSweep ? most : 0, newWaits, Now, _stopping.Token).PipeTo(Self, success: found => found, failure: e => new ReadFailed(reading, e));
    }

    private async Task<Found> ReadAsync(long reading, int mostNew, int mostAgain, Wait? newWaits, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = AnalysisOrigin.KeyOf(Enrichment.Analyst.AnalystPrompt.Version, _settings.Model);
        var fresh = mostNew > 0 ? await _around.Index.NewAsync(mostNew, cancellation) : [];
        var again = mostAgain > 0 ? await _around.Index.AgainAsync(key, now, mostAgain, cancellation) : [];
        return new Found(reading, fresh, again, newWaits);
    }

    private void OnFound(Found found)
    {
        if (found.Reading != _reading)
            return;
        (_reading, _troubled) = (null, false);
        var fresh = found.New.Where(r => IsFree(r.Id)).ToList();
        var again = found.Again.Where(r => IsFree(r.Id)).Select(static r => r.Id).ToList();
        // As long as there are more, they are read at once; otherwise in a while.
        _readAt = fresh.Count + again.Count > 0 ? null : _around.Clock.Wall.GetTimestamp();
        if (found.NewWaits is { } wait)
            Mark(fresh.Take(MostMarked), wait.Facts);
        else
            Queue(AnalystLane.New, fresh.Select(static r => r.Id));
        Queue(AnalystLane.Sweep, again);
    }

    private void Queue(AnalystLane lane, IEnumerable<DealId> ids)
    {
        foreach (var id in ids.Take(Piece))
            _found[lane].Enqueue(id);
    }

    /// <summary>Tells deals that nobody can look at why; each is told once, and found again by its retry.</summary>
    private void Mark(IEnumerable<AnalysisRow> rows, AnalysisFacts facts)
    {
        foreach (var row in rows)
        {
            _holds.Hold(row.Id, TimeSpan.Zero);
            _counts = _counts with { Marked = _counts.Marked + 1 };
            _around.Deals.Tell(new DealCommand.RecordAnalysis(row.Id, Now, facts, row.ProductAsOf ?? DateTimeOffset.MinValue), Self);
        }
    }

    private void OnReadFailed(ReadFailed failed)
    {
        if (failed.Reading != _reading)
            return;
        (_reading, _readAt) = (null, _around.Clock.Wall.GetTimestamp());
        if (!_troubled)
            _log.Warning("Nobody is found for the analyst: {Error}", failed.Cause.GetBaseException().Message);
        _troubled = true;
    }

    private sealed record Found(long Reading, IReadOnlyList<AnalysisRow> New, IReadOnlyList<AnalysisRow> Again, Wait? NewWaits) : INoSerializationVerificationNeeded;

    private sealed record ReadFailed(long Reading, Exception Cause) : INoSerializationVerificationNeeded;
}
