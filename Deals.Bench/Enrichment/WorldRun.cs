using System.Collections.Concurrent;
using System.Diagnostics;
using Deals.Actors.Storage;

namespace Deals.Bench.Enrichment;

/// <summary>The products of one world: made, analysed, scored, and their bodies stored.</summary>
/// <param name="name">In the report.</param>
/// <param name="options">What is run.</param>
/// <param name="store">Where bodies go.</param>
internal sealed class WorldRun(string name, EnrichmentOptions options, BodyStore store)
{
    private const int AtATime = 25;
    private readonly Stopwatch _watch = new();
    private int _products;

    /// <summary>In the report.</summary>
    public string Name => name;

    /// <summary>How right the rules were.</summary>
    public Accuracy Accuracy { get; } = new(name, options.MinTrust);

    /// <summary>The keys of the stored bodies, and what their first analysis was.</summary>
    public ConcurrentDictionary<string, int> Stored { get; } = new(StringComparer.Ordinal);

    /// <summary>How many products there were.</summary>
    public int Products => _products;

    /// <summary>Seconds that all of it took until now.</summary>
    public double Seconds => _watch.Elapsed.TotalSeconds;

    /// <summary>Takes in the products of one seed.</summary>
    /// <param name="count">How many.</param>
    /// <param name="of">Each by its number, from 0; absent where it is no deal.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task AddAsync(int count, Func<int, KnownProduct?> of, CancellationToken cancellation)
    {
        _watch.Start();
        var degree = new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, count).Chunk(AtATime), degree, async (some, stop) => await AddAsync([.. some.Select(of).OfType<KnownProduct>().Select(Evaluated.Of)], stop));
        _watch.Stop();
    }

    private async Task AddAsync(IReadOnlyCollection<Evaluated> some, CancellationToken cancellation)
    {
        foreach (var it in some)
            Accuracy.Add(it);
        var before = Interlocked.Add(ref _products, some.Count) - some.Count;
        var kept = some.Take(Math.Max(0, options.Bodies - before)).ToList();
        if (kept.Count == 0)
            return;
        await store.PutAsync([.. kept.Select(static it => new Body(it.Product.Key, it.Analysis.AsOf, it.Analysis.AsOf, it.Product.Body))], cancellation);
        foreach (var it in kept)
            Stored[it.Product.Key] = it.Analysis.GetHashCode();
    }
}
