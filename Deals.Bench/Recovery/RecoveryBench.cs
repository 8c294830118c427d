using System.Globalization;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Recovery;

/// <summary>What a start costs by how much is stored, what an idle node holds, and how long nobody grants when the router's node is killed.</summary>
internal static class RecoveryBench
{
    private const double MostSlower = 1.5;
    private const double MostLarger = 1.3;
    private const double SecondsToNotice = 5;
    private const double SecondsToBegin = 5;
    private const double MiB = 1024 * 1024;
    private static readonly TimeSpan[] StableAfter = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20)];

    /// <summary>Runs it.</summary>
    public static async Task<BenchReport> RunAsync(RecoveryOptions options, TextWriter progress, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        await using var server = await PostgresServer.StartAsync();
        var rows = new List<BenchRow>();
        var bars = new List<Bar>();
        foreach (var stableAfter in options.Parts.Contains("router") ? StableAfter : [])
        {
            var loss = await RouterKilled.RunAsync(server, folder.Path, stableAfter, options.Seed, cancellation);
            await progress.WriteLineAsync(Text($"the router's node was killed (stable-after {stableAfter.TotalSeconds} s): another router after {loss.ToEpoch.TotalSeconds:0.0} s, the next grant after {loss.ToGrant.TotalSeconds:0.0} s"));
            AddLoss(loss, rows, bars);
        }

        if (options.Parts.Contains("crowds"))
            await AddCrowdsAsync(options, server, folder.Path, rows, bars, progress, cancellation);
        return new BenchReport("recovery", Machine.This(), rows, bars, []) { AllRows = true };
    }

    private static void AddLoss(RouterLoss loss, List<BenchRow> rows, List<Bar> bars)
    {
        var name = Text($"router's node of three killed, stable-after {loss.StableAfter.TotalSeconds} s");
        rows.Add(new BenchRow(name,
        [
            new("seconds until another router began", Seconds(loss.ToEpoch)),
            new("seconds until the next grant", Seconds(loss.ToGrant)),
            new("tokens in the bucket at the kill", loss.BalanceAtKill),
            new("tokens that the bucket holds", loss.Capacity),
            new("tokens lost at the full bucket", loss.Lost),
        ]));
        bars.Add(Bar.AtMost($"seconds to the next grant, {name}", Seconds(loss.ToGrant), SecondsToNotice + loss.StableAfter.TotalSeconds + SecondsToBegin));
        bars.Add(Bar.None($"tokens lost at the full bucket, {name}", loss.Lost));
    }

    private static async Task AddCrowdsAsync(
        RecoveryOptions options, PostgresServer server, string folder, List<BenchRow> rows, List<Bar> bars, TextWriter progress, CancellationToken cancellation)
    {
        await using var keepa = await StoredCrowdNode.KeepaAsync(folder, options.Seed);
        await using var few = await StoredCrowdNode.LoadAsync(server, Path.Combine(folder, "few"), options.Few, options.Seed, keepa.Address, cancellation);
        await using var many = await StoredCrowdNode.LoadAsync(server, Path.Combine(folder, "many"), options.Many, options.Seed, keepa.Address, cancellation);
        await progress.WriteLineAsync(Text($"{options.Many} deals were stored in {many.Loaded.Took.TotalSeconds:0} s"));
        var starts = new List<(ColdStart Few, ColdStart Many)>();
        for (var i = 0; i < options.Starts; i++)
        {
            // In turn, so that whatever else happens on the machine happens to both.
            starts.Add((await few.StartOnceAsync(cancellation), await many.StartOnceAsync(cancellation)));
            await progress.WriteLineAsync(Text($"start {i + 1} of {options.Starts}: first grant after {starts[^1].Few.FirstGrant.TotalSeconds:0.00} s with {options.Few} deals, {starts[^1].Many.FirstGrant.TotalSeconds:0.00} s with {options.Many}"));
        }

        var (fewIdle, manyIdle) = (await few.IdleAsync(cancellation), await many.IdleAsync(cancellation));
        rows.Add(RowOf(few, options.Few, [.. starts.Select(s => s.Few)], fewIdle));
        rows.Add(RowOf(many, options.Many, [.. starts.Select(s => s.Many)], manyIdle));
        var (fast, slow) = (Median(starts.Select(s => s.Few.FirstGrant)), Median(starts.Select(s => s.Many.FirstGrant)));
        bars.Add(Bar.AtMost($"time to the first grant with {options.Many} deals against {options.Few}", Math.Round(slow / fast, 2), MostSlower));
        bars.Add(Bar.AtMost($"memory of an idle node with {options.Many} deals against {options.Few}", Math.Round(manyIdle.Collected / (double)fewIdle.Collected, 2), MostLarger));
    }

    private static BenchRow RowOf(StoredCrowdNode crowd, int deals, IReadOnlyList<ColdStart> starts, IdleNode idle) => new(Text($"{deals} deals stored"),
    [
        new("events in the journal before", crowd.Loaded.Events),
        new("seconds to load", Seconds(crowd.Loaded.Took)),
        new("seconds from start to ready, median", Seconds(Median(starts.Where(s => s.Ready is not null).Select(s => s.Ready!.Value)))),
        new("seconds from start to the first permit, median", Seconds(Median(starts.Select(s => s.FirstPermit)))),
        new("seconds from start to the first grant for due deals, median", Seconds(Median(starts.Select(s => s.FirstGrant)))),
        new("  fastest", Seconds(starts.Min(s => s.FirstGrant))),
        new("  slowest", Seconds(starts.Max(s => s.FirstGrant))),
        new("MiB resident of the idle node", Math.Round(idle.Resident / MiB)),
        new("MiB resident once its garbage is collected", Math.Round(idle.Collected / MiB)),
        new("milliseconds of processor a look that was due", Math.Round(idle.CpuALook.TotalMilliseconds, 1)),
        new("bytes in the database a deal: events, tags, row, indexes", idle.DatabaseADeal),
        new("bytes a stored body, compressed", idle.Body),
    ]);

    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[sorted.Count / 2];
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
