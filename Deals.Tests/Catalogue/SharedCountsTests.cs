using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Catalogue;

public sealed class SharedCountsTests
{
    private readonly FakeTimeProvider _wall = new(Any.T0);
    private readonly Rows _rows = new();

    [Fact]
    public async Task Everybody_who_asks_within_a_while_gets_one_count_and_it_says_as_of_when_it_is()
    {
        var shared = new SharedCounts(_rows, _wall);
        var asked = Enumerable.Range(0, 5).Select(i => shared.CountByStatusAsync(Any.T0.AddSeconds(i), CancellationToken.None)).ToList();
        await _rows.CountedAsync(took: TimeSpan.FromSeconds(1), _wall);
        var answers = await Task.WhenAll(asked);
        Assert.Equal((1, Any.T0), (_rows.Asked, Assert.Single(answers.Select(a => a.AsOf).Distinct())));

        _wall.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(Any.T0, (await shared.CountByStatusAsync(Any.T0.AddSeconds(20), CancellationToken.None)).AsOf);
        _wall.Advance(TimeSpan.FromSeconds(2));
        var later = shared.CountByStatusAsync(Any.T0.AddSeconds(22), CancellationToken.None);
        await _rows.CountedAsync(took: TimeSpan.Zero, _wall);
        Assert.Equal((2, Any.T0.AddSeconds(22)), (_rows.Asked, (await later).AsOf));
    }

    [Fact]
    public async Task A_failure_is_told_to_those_who_waited_and_the_next_asks_anew()
    {
        var shared = new SharedCounts(_rows, _wall);
        var failing = shared.CountByStatusAsync(Any.T0, CancellationToken.None);
        await _rows.FailedAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        var next = shared.CountByStatusAsync(Any.T0, CancellationToken.None);
        await _rows.CountedAsync(took: TimeSpan.Zero, _wall);
        await next;
        Assert.Equal(2, _rows.Asked);
    }

    private sealed class Rows : ICatalogue
    {
        private readonly SemaphoreSlim _asked = new(0);
        private TaskCompletionSource<bool> _counts = new();

        public int Asked { get; private set; }

        public IAsyncEnumerable<CatalogueRow> StreamAsync(DealFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

        public async Task<StatusCounts> CountByStatusAsync(DateTimeOffset now, CancellationToken cancellation)
        {
            Asked++;
            var counts = _counts = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Release();
            await counts.Task;
            return new StatusCounts(now, new Dictionary<string, long>());
        }

        /// <summary>Lets the count that is asked for end, after some wall time.</summary>
        public async Task CountedAsync(TimeSpan took, FakeTimeProvider wall)
        {
            await _asked.WaitAsync();
            wall.Advance(took);
            _counts.SetResult(true);
        }

        public async Task FailedAsync()
        {
            await _asked.WaitAsync();
            _counts.SetException(new InvalidOperationException("The database is away."));
        }

        public Task<DealPage> ListAsync(DealFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<CatalogueRow?> FindAsync(DealId id, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<DealId>> FindByAsinAsync(Actors.Keepa.Asin asin, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<DealId, KnownListing>> KnownAsync(IReadOnlyCollection<DealId> ids, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<FreshnessCounts> FreshnessAsync(DateTimeOffset now, TimeSpan maxAge, int next, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<AppraisalCounts> CountAppraisalsAsync(DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<CatalogueAges> AgesAsync(DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
