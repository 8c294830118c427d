using System.Diagnostics;
using Akka.Actor;
using Deals.Actors.Deals;
using Deals.Actors.Keepa;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Engine;

/// <summary>What a crowd of sleeping deals costs: they are found, looked at once, and put to sleep; then the memory of the idle node is compared with that of
/// the same node with few of them, and one deal among them that is due has to be woken in its time.</summary>
internal static class SleepingDeals
{
    private const int AtOnce = 500;
    private const double Scale = 20;
    private const double MostGrowth = 1.3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(5);
    private static readonly FeedLens Lens = new("bench", PriceType.Used, DateRange.Quarter);

    /// <summary>Runs it.</summary>
    public static async Task<BenchReport> RunAsync(EngineOptions options, TextWriter progress, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        await using var node = await InProcessNode.StartAsync(folder.Path, Scale);
        var few = await FillAsync(node, 0, options.Few, progress, cancellation);
        var many = await FillAsync(node, options.Few, options.Deals, progress, cancellation);
        var (late, dueAt) = await WakeOneAsync(node, options.Deals / 2, cancellation);
        var growth = many.Bytes / (double)few.Bytes;
        await progress.WriteLineAsync($"One deal was due at {dueAt:HH:mm:ss} of domain time and was looked for {late.TotalSeconds:0.0} s of wall time later.");
        return new BenchReport(
            "engine",
            Machine.This(),
            [
                new BenchRow("sleeping deals",
                [
                    new("deals", options.Deals),
                    new($"managed memory of the idle node with {options.Few} deals, MiB", MiB(few.Bytes)),
                    new($"managed memory of the idle node with {options.Deals} deals, MiB", MiB(many.Bytes)),
                    new("deals made and put to sleep a second", Math.Round((options.Deals - options.Few) / many.Took.TotalSeconds)),
                    new("wall time from due to looked for, s", Math.Round(late.TotalSeconds, 1)),
                ]),
            ],
            [
                Bar.AtMost($"memory with {options.Deals} against {options.Few} sleeping deals", Math.Round(growth, 3), MostGrowth),
                Bar.AtMost("seconds of wall time that the one due deal was woken late", Math.Round(late.TotalSeconds, 1), MostLate.TotalSeconds),
            ],
            []);
    }

    private static async Task<(long Bytes, TimeSpan Took)> FillAsync(InProcessNode node, int from, int to, TextWriter progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        foreach (var chunk in Enumerable.Range(from, to - from).Chunk(AtOnce))
        {
            await Task.WhenAll(chunk.Select(i => MakeAsync(node, i)));
            cancellation.ThrowIfCancellationRequested();
        }

        var took = watch.Elapsed;
        await Eventually.Holds($"{to} deals sleep and have their rows", Settling, async () =>
            await node.AwakeAsync() == 0 && (await node.Catalogue.CountByStatusAsync(node.Clock.GetUtcNow(), cancellation)).ByStatus["active"] == to);
        var bytes = Settled();
        await progress.WriteLineAsync($"{to} deals sleep: {MiB(bytes)} MiB managed, {MiB(Environment.WorkingSet)} MiB resident");
        return (bytes, took);
    }

    private static async Task MakeAsync(InProcessNode node, int number)
    {
        var (id, now) = (IdOf(number), node.Clock.GetUtcNow());
        var listing = new ListingFacts { Title = $"Product {number}", Types = [new TypeFacts(PriceType.Used, 1000 + number, now, null, PerRange.None, PerRange.None)] };
        await node.Deals.Ask<DealReply>(new DealCommand.Sight(id, now, Lens, listing, now), Patience);
        await node.Deals.Ask<DealReply>(new DealCommand.RecordProduct(id, now, new ProductFacts("Brand", "Binding", null, "00"), now) { Cycle = 0 }, Patience);
    }

    /// <summary>Makes one deal due after it will have fallen asleep, and waits until somebody has woken it for it.</summary>
    private static async Task<(TimeSpan Late, DateTimeOffset DueAt)> WakeOneAsync(InProcessNode node, int number, CancellationToken cancellation)
    {
        var id = IdOf(number);
        for (var attempt = 0; attempt < 3; attempt++)
            await node.Deals.Ask<DealReply>(new DealCommand.RecordFailure(id, node.Clock.GetUtcNow(), "The bench says so.") { Cycle = 1 }, Patience, cancellation);
        var due = (await StateAsync(node, id, cancellation)).Record.Next!.Due;
        await Eventually.Holds("the deal sleeps", Settling, async () => await node.AwakeAsync() == 0);
        await Eventually.Holds("the deal is woken", Settling, async () => await node.AwakeAsync() > 0 && node.Clock.GetUtcNow() >= due);
        cancellation.ThrowIfCancellationRequested();
        return (node.Clock.ToWall(node.Clock.GetUtcNow() - due), due);
    }

    private static async Task<Deal.Known> StateAsync(InProcessNode node, DealId id, CancellationToken cancellation) =>
        ((DealReply.Details)await node.Deals.Ask<DealReply>(new GetDeal(id), Patience, cancellation)).State;

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static double MiB(long bytes) => Math.Round(bytes / 1024.0 / 1024.0, 1);

    private static DealId IdOf(int number) => new(AmazonDomain.Us, Asin.Parse($"B{number:D9}"));
}
