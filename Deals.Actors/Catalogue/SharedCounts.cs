using System.Collections.Concurrent;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;

namespace Deals.Actors.Catalogue;

/// <summary>The catalogue as faces read it. What has to look at every row is looked at once for everybody who asks within a while, and says as of when it is: on a
/// million deals that takes a second, and every page that is open asks every few. Rows, pages and lookups are always read anew.</summary>
/// <param name="rows">What is read.</param>
/// <param name="wall">The wall clock.</param>
public sealed class SharedCounts(ICatalogue rows, TimeProvider wall) : ICatalogue
{
    private readonly Shared<StatusCounts> _byStatus = new(wall);
    private readonly ConcurrentDictionary<(TimeSpan MaxAge, int Next), Shared<FreshnessCounts>> _freshness = new();
    private readonly Shared<CatalogueAges> _ages = new(wall);
    private readonly Shared<AppraisalCounts> _appraisals = new(wall);

    /// <inheritdoc />
    public Task<StatusCounts> CountByStatusAsync(DateTimeOffset now, CancellationToken cancellation) =>
        _byStatus.GetAsync(() => rows.CountByStatusAsync(now, CancellationToken.None), cancellation);

    /// <inheritdoc />
    public Task<FreshnessCounts> FreshnessAsync(DateTimeOffset now, TimeSpan maxAge, int next, CancellationToken cancellation) =>
        _freshness.GetOrAdd((maxAge, next), _ => new Shared<FreshnessCounts>(wall)).GetAsync(() => rows.FreshnessAsync(now, maxAge, next, CancellationToken.None), cancellation);

    /// <inheritdoc />
    public Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation) =>
        _ages.GetAsync(() => rows.AgesAsync(now, CancellationToken.None), cancellation);

    /// <inheritdoc />
    public Task<AppraisalCounts> CountAppraisalsAsync(DateTimeOffset now, CancellationToken cancellation) =>
        _appraisals.GetAsync(() => rows.CountAppraisalsAsync(now, CancellationToken.None), cancellation);

    /// <inheritdoc />
    public Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation) => rows.ListAsync(filter, cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<CatalogueRow> StreamAsync(DealFilter filter, CancellationToken cancellation) => rows.StreamAsync(filter, cancellation);

    /// <inheritdoc />
    public Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation) => rows.FindAsync(id, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<DealId>> FindByAsinAsync(Asin asin, CancellationToken cancellation) => rows.FindByAsinAsync(asin, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation) => rows.KnownAsync(ids, cancellation);

    /// <summary>One answer for everybody: good for twenty times as long as it took, so that counting never takes more than a twentieth of the time, and at least
    /// a moment. A failure is good for nobody who asks later.</summary>
    private sealed class Shared<T>(TimeProvider wall)
    {
        private const int TimesItTook = 20;
        private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
        private readonly Lock _lock = new();
        private Task<T>? _answer;
        private long _goodUntil;

        public Task<T> GetAsync(Func<Task<T>> ask, CancellationToken cancellation)
        {
            lock (_lock)
            {
                if (_answer is null || (_answer.IsCompleted && (!_answer.IsCompletedSuccessfully || wall.GetTimestamp() >= _goodUntil)))
                    _answer = Task.Run(() => AskAsync(ask), CancellationToken.None);
                return _answer.WaitAsync(cancellation);
            }
        }

        private async Task<T> AskAsync(Func<Task<T>> ask)
        {
            var began = wall.GetTimestamp();
            var answer = await ask();
            var good = wall.GetElapsedTime(began) * TimesItTook;
            good = good < Shortest ? Shortest : good > Longest ? Longest : good;
            Volatile.Write(ref _goodUntil, wall.GetTimestamp() + (long)(good.TotalSeconds * wall.TimestampFrequency));
            return answer;
        }
    }
}
