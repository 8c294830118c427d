using System.Diagnostics;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Actors.Storage;
using Deals.Bench.Reporting;

namespace Deals.Bench.Enrichment;

/// <summary>What the rules changed for: every stored body is read from its store, decoded and analysed again.</summary>
/// <param name="name">What bodies they are.</param>
/// <param name="store">Where the bodies are.</param>
/// <param name="first">What the first analysis of each was, by the body's key.</param>
/// <param name="workers">How many at a time.</param>
internal sealed class Reevaluation(string name, BodyStore store, IReadOnlyDictionary<string, int> first, int workers)
{
    private const double MiB = 1024 * 1024;
    private const double MostMiB = 512;
    private const double MostGrowth = 1.25;
    private const int Readings = 400;
    private readonly long[] _peaks = new long[2];
    private int _done;
    private int _different;
    private long _plainBytes;

    /// <summary>Runs it.</summary>
    public async Task RunAsync(List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        var (before, processor, watch) = (Environment.WorkingSet, process.TotalProcessorTime, Stopwatch.StartNew());
        await Parallel.ForEachAsync(first, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, async (body, stop) => await AgainAsync(body.Key, body.Value, stop));
        process.Refresh();
        var (seconds, used) = (watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - processor).TotalSeconds);
        var (firstHalf, secondHalf) = (_peaks[0] / MiB, _peaks[1] / MiB);
        rows.Add(new BenchRow($"{name}: {first.Count} stored bodies evaluated again, {workers} at a time",
        [
            new("seconds", Math.Round(seconds, 1)),
            new("bodies a second", Math.Round(first.Count / seconds)),
            new("bodies a second and core: by the processor time that was used", Math.Round(first.Count / used)),
            new("milliseconds of processor a body", Math.Round(1000 * used / first.Count, 2)),
            new("KiB a body, as Keepa sent it", Math.Round(_plainBytes / 1024.0 / first.Count, 1)),
            new("MiB resident before", Math.Round(before / MiB)),
            new("MiB resident at most, first half", Math.Round(firstHalf)),
            new("MiB resident at most, second half", Math.Round(secondHalf)),
            new("MiB managed after", Math.Round(GC.GetTotalMemory(forceFullCollection: true) / MiB)),
        ]));
        bars.Add(Bar.None($"{name}: analyses that are another the second time", _different));
        bars.Add(Bar.AtMost($"{name}: MiB resident at most while bodies are evaluated again", Math.Round(Math.Max(firstHalf, secondHalf)), MostMiB));
        bars.Add(Bar.AtMost($"{name}: memory of the second half over the first", Math.Round(secondHalf / firstHalf, 2), MostGrowth));
    }

    private async Task AgainAsync(string key, int expected, CancellationToken cancellation)
    {
        var body = await store.FindAsync(key, than: null, cancellation) ?? throw new InvalidDataException($"{key} is not stored.");
        var record = ProductDecoder.Decode(AmazonDomain.Us, body.Json, out _);
        var analysis = record is null ? null : ProductAnalysis.TryOf(record, PriceType.Used, AnalysisSettings.Default, out _);
        if (analysis?.GetHashCode() != expected)
            Interlocked.Increment(ref _different);
        Interlocked.Add(ref _plainBytes, body.Json.Length);
        var done = Interlocked.Increment(ref _done);
        if (done % Math.Max(1, first.Count / Readings) != 0)
            return;
        lock (_peaks)
        {
            var half = 2 * done > first.Count ? 1 : 0;
            _peaks[half] = Math.Max(_peaks[half], Environment.WorkingSet);
        }
    }
}
