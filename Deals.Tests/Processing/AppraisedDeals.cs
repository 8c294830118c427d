using System.Collections.Concurrent;
using Akka.Actor;
using Deals.Actors.Deals;
using Deals.Actors.Processing;

namespace Deals.Tests.Processing;

/// <summary>Deals that know nothing but their appraisals, and the index of them.</summary>
internal sealed class AppraisedDeals : IAppraisalIndex
{
    public List<AppraisalRow> Rows { get; } = [];

    public ConcurrentDictionary<DealId, AppraisalFacts> Known { get; } = new();

    /// <summary>Who was told, in that order.</summary>
    public ConcurrentQueue<DealId> Told { get; } = new();

    /// <summary>From which telling on nobody answers.</summary>
    public int SilentAfter { get; set; } = int.MaxValue;

    /// <summary>Who never answers.</summary>
    public DealId? Silent { get; set; }

    /// <summary>Why the index does not answer.</summary>
    public volatile Exception? Failure;

    public Task<IReadOnlyList<AppraisalRow>> AfterAsync(string after, AppraisalMark? otherThan, int most, CancellationToken cancellation) => Failure is { } failure
        ? Task.FromException<IReadOnlyList<AppraisalRow>>(failure)
        : Task.FromResult<IReadOnlyList<AppraisalRow>>([.. Rows.Where(r => IsOther(r, otherThan) && string.CompareOrdinal(r.Id.ToString(), after) > 0).OrderBy(r => r.Id.ToString(), StringComparer.Ordinal).Take(most)]);

    public Task<long> CountAsync(AppraisalMark? otherThan, CancellationToken cancellation) => Failure is { } failure
        ? Task.FromException<long>(failure)
        : Task.FromResult((long)Rows.Count(r => IsOther(r, otherThan)));

    private bool IsOther(AppraisalRow row, AppraisalMark? mark) =>
        mark is null || !Known.TryGetValue(row.Id, out var known) || known.Version < mark.Version || (known.Version == mark.Version && !mark.Settings.Contains(known.Settings));

    /// <summary>Stands in for the shard region.</summary>
    public sealed class Region : ReceiveActor
    {
        public Region(AppraisedDeals deals) => Receive<DealCommand.RecordAppraisal>(told =>
        {
            deals.Told.Enqueue(told.Id);
            if (deals.Told.Count > deals.SilentAfter || told.Id == deals.Silent)
                return;
            var isNews = told.Appraisal.IsNewsAfter(deals.Known.GetValueOrDefault(told.Id));
            if (isNews)
                deals.Known[told.Id] = told.Appraisal;
            Sender.Tell(new DealReply.Done(told.Id, isNews ? DealChange.Updated : DealChange.None));
        });
    }
}
