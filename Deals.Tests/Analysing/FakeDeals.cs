using System.Collections.Concurrent;
using Akka.Actor;
using Deals.Actors.Analysing;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Tests.TestSupport;

namespace Deals.Tests.Analysing;

/// <summary>Deals in memory that decide as deals do, and the rows that follow from their events.</summary>
internal sealed class FakeDeals : IAnalysisIndex
{
    private readonly ConcurrentDictionary<DealId, (Deal Deal, CatalogueRow? Row, int Version)> _deals = new();

    /// <summary>What was stored of analyses, in order.</summary>
    public ConcurrentQueue<DealEvent.AnalysisRecorded> Recorded { get; } = new();

    /// <summary>How important each deal is; the most important first.</summary>
    public Func<DealId, long> Importance { get; set; } = static id => -long.Parse(id.Asin.Value[1..], System.Globalization.CultureInfo.InvariantCulture);

    public Exception? IndexFailure { get; set; }

    /// <summary>Whether deals hear what they are told.</summary>
    public bool IsDeaf { get; set; }

    public IReadOnlyCollection<DealId> Ids => [.. _deals.Keys];

    public Deal.Known this[DealId id] => (Deal.Known)_deals[id].Deal;

    public AnalysisFacts? Analysis(DealId id) => this[id].Record.Analysis?.Facts;

    public void Happen(DealEvent e) => _deals.AddOrUpdate(
        e.Id,
        static (_, first) => (Deal.None.Apply(first), RowFold.Apply(null, first, 1), 1),
        static (_, before, next) => (before.Deal.Apply(next), RowFold.Apply(before.Row, next, before.Version + 1), before.Version + 1),
        e);

    /// <summary>Begins a deal anew, as if it had never been judged.</summary>
    public void Forget(DealId id) => _deals.TryRemove(id, out _);

    public Task<IReadOnlyList<AnalysisRow>> NewAsync(int most, CancellationToken cancellation) => Rows(most, static row => row.AnalysisState is null);

    public Task<IReadOnlyList<AnalysisRow>> AgainAsync(string key, DateTimeOffset now, int most, CancellationToken cancellation) => Rows(most, row => row.AnalysisState switch
    {
        null => false,
        "unverified" => row.AnalysisDue <= now,
        _ => (row.AnalysisDue <= now && row.ProductAsOf > row.AnalysisAsOf) || row.AnalysisKey != key,
    });

    public Task<IReadOnlyList<AnalysisCount>> CountAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Props Props() => Akka.Actor.Props.Create(() => new Region(this));

    private Task<IReadOnlyList<AnalysisRow>> Rows(int most, Func<CatalogueRow, bool> wanted) => IndexFailure is { } failure
        ? Task.FromException<IReadOnlyList<AnalysisRow>>(failure)
        : Task.FromResult<IReadOnlyList<AnalysisRow>>([.. _deals.Where(d => d.Value.Row is { Status: "active" } row && wanted(row)).OrderByDescending(d => Importance(d.Key)).Take(most)
            .Select(static d => new AnalysisRow(d.Key, d.Value.Row!.ProductAsOf))]);

    private sealed class Region : ReceiveActor
    {
        public Region(FakeDeals deals)
        {
            Receive<GetDeal>(get => Sender.Tell(deals._deals.TryGetValue(get.Id, out var known) ? new DealReply.Details(get.Id, (Deal.Known)known.Deal, known.Version) : new DealReply.NotKnown(get.Id)));
            Receive<DealCommand.RecordAnalysis>(command =>
            {
                if (deals.IsDeaf)
                    return;
                var decision = Any.Decider.Decide(deals._deals.TryGetValue(command.Id, out var known) ? known.Deal : Deal.None, command);
                foreach (var e in decision.Events)
                {
                    deals.Happen(e);
                    deals.Recorded.Enqueue((DealEvent.AnalysisRecorded)e);
                }

                Sender.Tell(decision.Reply!);
            });
        }
    }
}
