using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Bench.Loading;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Engine;

/// <summary>What a crowd of sleeping deals costs: they are stored, some of them are told of a sighting and fall asleep again; then the memory of the idle node is compared with
/// that of the same node with few of them, and one deal among them that is due has to be woken in its time.</summary>
internal static class SleepingDeals
{
    private const int OnceAwake = 10_000;
    private const int LastTold = 450;
    private const double Scale = 20;
    private const double MostGrowth = 1.3;

    // Short, so that about as many are awake at once in a large crowd as in a small one: what is compared is sleep.
    private static readonly TimeSpan SleepAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    public static async Task<(BenchRow Row, IReadOnlyList<Bar> Bars)> RunAsync(EngineOptions options, string folder, TextWriter progress, CancellationToken cancellation)
    {
        // The first node of a process makes what all later ones share.
        await MeasureAsync(Path.Combine(folder, "first"), options.Few, progress, null, cancellation);
        var few = await MeasureAsync(Path.Combine(folder, "few"), options.Few, progress, null, cancellation);
        var late = TimeSpan.Zero;
        var many = await MeasureAsync(Path.Combine(folder, "many"), options.Deals, progress, async node => late = await WakeOneAsync(node, options.Deals / 2, progress, cancellation), cancellation);
        return (
            new BenchRow("sleeping deals",
            [
                new("deals", options.Deals),
                new("  of them awake once", Math.Min(OnceAwake, options.Deals)),
                new($"managed memory of the idle node with {options.Few} deals, MiB", MiB(few)),
                new($"managed memory of the idle node with {options.Deals} deals, MiB", MiB(many)),
                new("wall time from due to looked for, s", Math.Round(late.TotalSeconds, 1)),
            ]),
            [
                Bar.AtMost($"memory with {options.Deals} against {options.Few} sleeping deals", Math.Round(many / (double)few, 3), MostGrowth),
                Bar.AtMost("seconds of wall time that the one due deal was woken late", Math.Round(late.TotalSeconds, 1), MostLate.TotalSeconds),
            ]);
    }

    private static async Task<long> MeasureAsync(string folder, int deals, TextWriter progress, Func<InProcessNode, Task>? then, CancellationToken cancellation)
    {
        var clock = new DomainClock(DateTimeOffset.UtcNow, Scale);
        // Nobody is due before the bench is over, by the clock that runs faster.
        var loaded = await BulkLoad.IntoFilesAsync(folder, new StoredCrowd(deals, 0, clock.Origin + TimeSpan.FromDays(7)), cancellation);
        await using var node = await InProcessNode.OnFilesAsync(folder, clock, SleepAfter);
        // Newer than what is stored of them, which seems to come from the days to come.
        var newer = clock.Origin + TimeSpan.FromDays(8);
        await Sightings.StoreAsync(node.System, node.Deals, [.. Enumerable.Range(0, Math.Min(OnceAwake, deals)).Select(i => Sightings.Of(StoredCrowd.IdOf(i), 0, newer))], cancellation);
        var rows = Stopwatch.StartNew();
        DealId[] last = [.. Enumerable.Range(0, Math.Min(OnceAwake, deals)).TakeLast(LastTold).Select(StoredCrowd.IdOf)];
        await Eventually.Holds("the rows have followed", Settling, async () =>
            (await node.Catalogue.KnownAsync(last, cancellation)).Values.All(known => known.ListingAsOf == newer));
        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"the rows followed after {rows.Elapsed.TotalSeconds:0.0} s"));
        await Eventually.Holds($"{deals} deals sleep", Settling, async () => await node.AwakeAsync() == 0 && (await node.Catalogue.CountByStatusAsync(clock.GetUtcNow(), cancellation)).ByStatus["active"] == deals);
        var bytes = await SettledAsync(cancellation);
        await progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{deals} deals sleep (stored in {loaded.Took.TotalSeconds:0.0} s): {MiB(bytes)} MiB managed, {MiB(Environment.WorkingSet)} MiB resident"));
        if (then is not null)
            await then(node);
        return bytes;
    }

    /// <summary>Makes one deal due after it will have fallen asleep, and waits until somebody has woken it for it.</summary>
    private static async Task<TimeSpan> WakeOneAsync(InProcessNode node, int number, TextWriter progress, CancellationToken cancellation)
    {
        var id = StoredCrowd.IdOf(number);
        for (var attempt = 0; attempt < 3; attempt++)
            await node.Deals.Ask<DealReply>(new DealCommand.RecordFailure(id, node.Clock.GetUtcNow(), "The bench says so.") { Cycle = 1 }, Patience, cancellation);
        var state = ((DealReply.Details)await node.Deals.Ask<DealReply>(new GetDeal(id), Patience, cancellation)).State;
        var due = state.Record.Next!.Due;
        await Eventually.Holds("the deal sleeps", Settling, async () => await node.AwakeAsync() == 0);
        if (node.Clock.GetUtcNow() >= due)
            throw new NotInTimeException("The deal was due before it slept: the machine is too busy for this bench.");
        await Eventually.Holds("the deal is woken", Settling, async () => await node.WokenAsync() > 0);
        cancellation.ThrowIfCancellationRequested();
        var late = node.Clock.ToWall(node.Clock.GetUtcNow() - due);
        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"One deal was due at {due:HH:mm:ss} of domain time and was looked for {late.TotalSeconds:0.0} s of wall time later."));
        return late;
    }

    /// <summary>What an idle node holds: the least of half a minute, for a batch that is still being written, or a cache of some seconds, is not what it holds.</summary>
    private static async Task<long> SettledAsync(CancellationToken cancellation)
    {
        var least = long.MaxValue;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(3));
        for (var i = 0; i < 10 && await timer.WaitForNextTickAsync(cancellation); i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
        }

        return least;
    }

    private static double MiB(long bytes) => Math.Round(bytes / 1024.0 / 1024.0, 1);
}
