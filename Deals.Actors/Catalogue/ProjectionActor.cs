using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Deals.Actors.Storage;

namespace Deals.Actors.Catalogue;

/// <summary>Follows the journal and keeps the rows: the only writer of the catalogue. Rows and position move in one transaction; a rebuild makes new rows
/// beside the old ones, which are served until they are swapped.</summary>
public sealed class ProjectionActor : ReceiveActor, IWithTimers
{
    private const int BatchSize = 500;
    private const int NamedDifferences = 20;
    private static readonly TimeSpan BatchWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private readonly JournalStore _journal;
    private readonly CatalogueDatabase _database;
    private readonly RowWriter _writer;
    private readonly LateEvents _late;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ActorSystem _system = Context.System;
    private readonly ActorMaterializer _materializer;
    private readonly CancellationTokenSource _stopping = new();
    private ImmutableQueue<(object Work, IActorRef For)> _asked = [];
    private UniqueKillSwitch? _following;
    private ProjectionState _state = ProjectionState.Waiting;
    private string? _reason = "The projection begins.";
    private bool _isOfThisJournal;
    private long _position;
    private int _failures;
    private bool _readsFast;

    /// <summary>Makes the actor; see <see cref="SupervisedProps"/>.</summary>
    public ProjectionActor(CatalogueDatabase database, JournalStore journal, Guid journalId)
    {
        _journal = journal;
        _database = database;
        _materializer = Context.Materializer();
        _late = new LateEvents(database, () => Events, _materializer);
        _writer = new RowWriter(database, journalId, _late.ReadAsync);
        Receive<Follow>(_ => OnFollow());
        Receive<Advanced>(OnAdvanced);
        Receive<Ended>(OnEnded);
        Receive<Worked>(OnWorked);
        Receive<WorkProgress>(p => p.For.Tell(p.Step));
        Receive<RebuildCatalogue>(work => Enqueue(work));
        Receive<VerifyCatalogue>(work => Enqueue(work));
        Receive<GetProjectionStatus>(_ => Sender.Tell(Status()));
    }

    /// <summary>Not before it is needed: it waits for the journal's plugin, and what fails here would end this actor before it is one.</summary>
    private SqlReadJournal Events => PersistenceQuery.Get(_system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to start it so that it comes back after whatever stopped it.</summary>
    public static Props SupervisedProps(CatalogueDatabase database, JournalStore journal, Guid journalId)
    {
        var projection = Props.Create(() => new ProjectionActor(database, journal, journalId));
        return BackoffSupervisor.Props(Backoff
            .OnFailure(projection, "projection", TimeSpan.FromSeconds(0.5), LongestRest, 0.2, maxNrOfRetries: -1)
            .WithAutoReset(LongestRest));
    }

    /// <inheritdoc />
    protected override void PreStart() => Self.Tell(Follow.Instance);

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _materializer.Dispose();
    }

    private void OnFollow()
    {
        if (_following is not null || _state is ProjectionState.Rebuilding or ProjectionState.Verifying)
            return;
        try
        {
            var standing = _writer.Standing();
            if (standing is null)
                _writer.BeginEmpty();
            _position = standing?.Position ?? 0;
            var end = _journal.End();
            _isOfThisJournal = standing?.IsOfThisJournal ?? true;
            if (!_isOfThisJournal || _position > end)
            {
                var why = _isOfThisJournal
                    ? $"The catalogue is at position {_position}, beyond the journal's end {end}"
                    : "The catalogue was made from another journal";
                _isOfThisJournal = false;
                _log.Warning("{Why}: its rows are made again", why);
                Work(RebuildCatalogue.Instance, ActorRefs.Nobody);
                return;
            }
        }
        catch (Exception e) when (e is StorageException or System.Data.Common.DbException)
        {
            Rest(_database.Explain(e));
            return;
        }

        var self = Self;
        var from = _position;
        var late = Source.Tick(LateEvents.Every, LateEvents.Every, NotUsed.Instance)
            .MapMaterializedValue(_ => NotUsed.Instance)
            .SelectAsync(1, _ => LateAsync(from))
            .Where(batch => batch.Count > 0);
        (_following, var ended) = Events.EventsByTag(DealTagger.Tag, Offset.Sequence(_position))
            .Select(LateEvents.Placed)
            .GroupedWithin(BatchSize, BatchWait)
            .Select(batch => (IReadOnlyList<PlacedEvent>)[.. batch])
            .Merge(late, eagerComplete: true)
            // Before the writes: what is being written when the stream is shut down is finished before it ends.
            .ViaMaterialized(KillSwitches.Single<IReadOnlyList<PlacedEvent>>(), Keep.Right)
            .SelectAsync(1, async batch =>
            {
                from = await _writer.WriteAsync(from, batch, _stopping.Token);
                return from;
            })
            .ToMaterialized(Sink.ForEach<long>(position => self.Tell(new Advanced(position))), Keep.Both)
            .Run(_materializer);
        _ = ended.PipeTo(Self, success: _ => new Ended(null), failure: e => new Ended(e));
        (_state, _reason) = (ProjectionState.Live, null);
    }

    private async Task<IReadOnlyList<PlacedEvent>> LateAsync(long position)
    {
        var late = await _late.FindAsync(position, _stopping.Token);
        if (late.Count > 0)
            _log.Info("{Count} events were committed after later ones, the first at {Position}: their rows have them now", late.Count, late[0].Position);
        return late;
    }

    private void OnAdvanced(Advanced advanced)
    {
        _position = advanced.Position;
        _failures = 0;
        if (!_readsFast)
            ReadFast();
    }

    /// <summary>Waits for the first events, because until then the journal may still be making its tables.</summary>
    private void ReadFast()
    {
        try
        {
            _journal.PrepareForReading();
            _readsFast = true;
        }
        catch (StorageException e)
        {
            _log.Warning("The journal is read slowly for now: {Reason}", e.Message);
        }
    }

    private void OnEnded(Ended ended)
    {
        _following = null;
        if (!_asked.IsEmpty)
        {
            _asked = _asked.Dequeue(out var next);
            Work(next.Work, next.For);
            return;
        }

        Rest(ended.Failure is { } failure ? _database.Explain(failure) : "The stream of events ended.");
    }

    private void Rest(string reason)
    {
        var rest = TimeSpan.FromSeconds(0.5 * Math.Pow(2, Math.Min(_failures++, 10)));
        rest = rest < LongestRest ? rest : LongestRest;
        if (_failures == 1)
            _log.Warning("The projection waits at position {Position}: {Reason}", _position, reason);
        (_state, _reason) = (ProjectionState.Waiting, $"{reason} It is tried again within {rest.TotalSeconds:0.#} s.");
        Timers.StartSingleTimer(nameof(Follow), Follow.Instance, rest);
    }

    private void Enqueue(object work)
    {
        if (_state is ProjectionState.Rebuilding or ProjectionState.Verifying || !_asked.IsEmpty)
        {
            Sender.Tell(new CatalogueStep(0, null, "The catalogue is being rebuilt or verified already.", Finished: true, Failed: true));
            return;
        }

        if (_following is null)
        {
            Work(work, Sender);
            return;
        }

        _asked = _asked.Enqueue((work, Sender));
        _following.Shutdown();
    }

    private void Work(object work, IActorRef asker)
    {
        var isRebuild = work is RebuildCatalogue;
        (_state, _reason) = isRebuild
            ? (ProjectionState.Rebuilding, "The rows are made again from the journal; the old ones are served meanwhile.")
            : (ProjectionState.Verifying, "The rows are compared with the journal.");
        var self = Self;
        Action<CatalogueStep> tell = step => self.Tell(new WorkProgress(asker, step));
        var done = isRebuild ? RebuildAsync(tell) : VerifyAsync(tell);
        _ = done.PipeTo(Self, success: step => new Worked(asker, isRebuild, step, null), failure: e => new Worked(asker, isRebuild, null, e));
    }

    private void OnWorked(Worked worked)
    {
        var step = worked.Step ?? new CatalogueStep(_position, null, $"It failed, the rows are as they were: {_database.Explain(worked.Failure!)}", Finished: true, Failed: true);
        worked.For.Tell(step);
        if (step.Failed)
            _log.Warning("{Work} of the catalogue: {Result}", worked.IsRebuild ? "Rebuild" : "Check", step.Text);
        else
            _log.Info("{Work} of the catalogue: {Result}", worked.IsRebuild ? "Rebuild" : "Check", step.Text);
        (_state, _reason) = (ProjectionState.Waiting, step.Failed ? step.Text : "The projection goes on.");
        if (step.Failed && worked.IsRebuild)
            Rest(step.Text);
        else
            Self.Tell(Follow.Instance);
    }

    private async Task<CatalogueStep> RebuildAsync(Action<CatalogueStep> tell)
    {
        _writer.PrepareSide(CatalogueDatabase.Shadow);
        var position = await FillAsync(CatalogueDatabase.Shadow, long.MaxValue, tell);
        var (rows, hash) = _writer.SwapIn(position);
        return new CatalogueStep(position, position, $"rebuilt: {rows} rows, hash {hash}", Finished: true, Failed: false);
    }

    private async Task<CatalogueStep> VerifyAsync(Action<CatalogueStep> tell)
    {
        _writer.PrepareSide(CatalogueDatabase.Check);
        var standing = _writer.Standing();
        var upTo = standing?.Position ?? 0;
        try
        {
            await FillAsync(CatalogueDatabase.Check, upTo, tell);
            var (rows, differing, first) = _writer.Compare(CatalogueDatabase.Check, NamedDifferences);
            var hash = _writer.Hash(CatalogueDatabase.Live);
            if (_writer.Standing() != standing)
                return new CatalogueStep(upTo, upTo, "The rows moved while they were compared, so nothing is known about them. catalogue verify compares them again.", Finished: true, Failed: true);
            return differing == 0
                ? new CatalogueStep(upTo, upTo, $"identical: {rows} rows agree with the journal, hash {hash}", Finished: true, Failed: false)
                : new CatalogueStep(upTo, upTo, $"{differing} of {rows} rows differ from the journal: {string.Join("; ", first)}. catalogue rebuild makes them again.", Finished: true, Failed: true);
        }
        finally
        {
            _writer.DropSide(CatalogueDatabase.Check);
        }
    }

    /// <summary>Reads the journal from its beginning into a side table, up to the last deal's event at or before a position. The reader comes to know a
    /// journal step by step after a start, so it is followed until it has come there; a finite query would end early and leave rows out.</summary>
    private async Task<long> FillAsync(string table, long upTo, Action<CatalogueStep> tell)
    {
        var last = _journal.LastTagged(DealTagger.Tag, upTo);
        if (last == 0)
            return 0;
        await Events.EventsByTag(DealTagger.Tag, Offset.NoOffset())
            .IdleTimeout(LongestSilence)
            .Select(LateEvents.Placed)
            .TakeWhile(e => e.Position < last, inclusive: true)
            .Where(e => e.Position <= last)
            .Grouped(BatchSize)
            .SelectAsync(1, async batch =>
            {
                var placed = batch.ToList();
                await _writer.WriteSideAsync(table, placed, _stopping.Token);
                return placed[^1].Position;
            })
            .RunForeach(
                reached => tell(new CatalogueStep(reached, last, $"{reached} of {last}", Finished: false, Failed: false)),
                _materializer);
        return last;
    }

    private ProjectionStatus Status()
    {
        long? end = null;
        var setAside = 0L;
        var reason = _reason;
        try
        {
            end = _journal.End();
            setAside = _writer.CountSetAside();
        }
        catch (Exception e) when (e is StorageException or System.Data.Common.DbException)
        {
            reason ??= _database.Explain(e);
        }

        return new ProjectionStatus(_state, reason, _isOfThisJournal, _position, end, setAside);
    }

    private sealed class Follow : INoSerializationVerificationNeeded
    {
        public static readonly Follow Instance = new();
    }

    private sealed record Advanced(long Position) : INoSerializationVerificationNeeded;

    private sealed record Ended(Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed record Worked(IActorRef For, bool IsRebuild, CatalogueStep? Step, Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed record WorkProgress(IActorRef For, CatalogueStep Step) : INoSerializationVerificationNeeded;
}
