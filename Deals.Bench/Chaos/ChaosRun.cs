using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Hosting;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Chaos;

/// <summary>Runs a node against a simulated Keepa, both real processes, and kills the node again and again; <see cref="ClusterRun"/> does so with several.</summary>
internal sealed class ChaosRun
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private readonly ChaosOptions _options;
    private readonly SimulatedKeepaProcess _keepa;
    private readonly Node _node;
    private readonly DomainClock _clock;
    private readonly RunStores _stores;
    private readonly TextWriter _progress;
    private readonly CancellationToken _cancellation;
    private readonly SeenDeals _seen = new();
    private readonly SeenFeeds _feeds = new();
    private readonly List<Life> _lives = [];

    private ChaosRun(ChaosOptions options, SimulatedKeepaProcess keepa, Node node, DomainClock clock, RunStores stores, TextWriter progress, CancellationToken cancellation) =>
        (_options, _keepa, _node, _clock, _stores, _progress, _cancellation) = (options, keepa, node, clock, stores, progress, cancellation);

    /// <summary>Runs it, and checks what it left. Whatever it has started has ended when this ends, however it ends.</summary>
    public static async Task<BenchReport> RunAsync(ChaosOptions options, TextWriter progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("deals-chaos-");
        var keep = true;
        try
        {
            var report = ChaosCheck.Of(await (options.Nodes > 1
                ? ClusterRun.EvidenceAsync(options, folder.FullName, progress, cancellation)
                : EvidenceAsync(options, folder.FullName, progress, cancellation)));
            keep = !report.Holds;
            return keep ? report with { Notes = [.. report.Notes, $"What was stored is in {folder.FullName}."] } : report;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            keep = false;
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await progress.WriteLineAsync($"The run broke; what was stored is in {folder.FullName}.");
            throw;
        }
        finally
        {
            if (!keep)
                folder.Delete(recursive: true);
        }
    }

    private static async Task<ChaosEvidence> EvidenceAsync(ChaosOptions options, string folder, TextWriter progress, CancellationToken cancellation)
    {
        var clock = new DomainClock(TimeProvider.System.GetUtcNow(), options.Scale);
        var origin = clock.Origin.ToString("O", CultureInfo.InvariantCulture);
        var scale = options.Scale.ToString(CultureInfo.InvariantCulture);
        await using var keepa = await SimulatedKeepaProcess.StartAsync(
            folder,
            options.Port ?? ProcessUnderTest.FreePort(),
            ["--rate", $"{options.Rate}", "--deals", $"{options.Deals}", "--seed", $"{options.Seed}", "--time-scale", scale, "--time-origin", origin]);
        await using var node = Node.At(
            folder,
            options.Host,
            options.Port + 1,
            $"--Keepa:BaseUrl={keepa.Address}",
            $"--Keepa:Timeout={options.KeepaTimeout.TotalSeconds}s",
            $"--Time:Scale={scale}",
            $"--Time:Origin={origin}",
            // A free one at each start: a fixed one may be taken while the node is dead.
            "--Cluster:Port=0");
        return await new ChaosRun(options, keepa, node, clock, new FolderStores(Path.Combine(folder, "data")), progress, cancellation).TormentAsync();
    }

    private async Task<ChaosEvidence> TormentAsync()
    {
        var took = Stopwatch.StartNew();
        var plan = KillPlan.Of(_options.Kills, _options.Seed, _options.MeanLife);
        foreach (var kill in plan)
            await LiveAsync(kill);

        _node.StartAgain();
        var readyAfter = await ReadyAsync(StartPatience) ?? throw Failure($"The node was not ready within {StartPatience.TotalSeconds} s after the last kill.");
        var readyAt = _clock.GetUtcNow();
        await _progress.WriteLineAsync($"started for the last time, ready after {readyAfter.TotalSeconds:0.0} s; it settles");
        var aftermath = new Aftermath(_options, _keepa, () => _node, _cancellation);
        var pending = await aftermath.SettleAsync(readyAt, _options.Deals);
        var accounts = await aftermath.AccountsAsync();
        var verified = await aftermath.VerifyAsync();
        await _seen.TakeAsync(_node.ItemsAsync());
        _feeds.Take(await _node.GetAsync("/api/feeds"));
        await _node.Process.TerminateAsync();
        var exit = await _node.Process.ExitAsync(StopPatience);
        var (stats, served) = await aftermath.QuietAsync();
        await _progress.WriteLineAsync($"stopped with {exit}; what it left is read");
        var stored = await StoredData.ReadAsync(_stores, _cancellation);
        return new ChaosEvidence(_options, _clock, _lives, _seen, readyAt, readyAfter, pending, accounts, verified, exit, stats, served, stored, took.Elapsed) { Feeds = _feeds };
    }

    private async Task LiveAsync(PlannedKill kill)
    {
        var lived = Stopwatch.StartNew();
        _node.StartAgain();
        TimeSpan? readyAfter = null;
        int? listed = null;
        var moment = kill.Moment;
        if (kill.Moment == KillMoment.Starting)
        {
            readyAfter = await ReadyAsync(kill.After);
            if (readyAfter is { } early)
                await PauseAsync(kill.After - early);
        }
        else
        {
            readyAfter = await ReadyAsync(StartPatience) ?? throw Failure($"The node was not ready within {StartPatience.TotalSeconds} s.");
            var since = Stopwatch.StartNew();
            listed = await _seen.TakeAsync(_node.ItemsAsync());
            _feeds.Take(await _node.GetAsync("/api/feeds"));
            await PauseAsync(kill.After - since.Elapsed);
            if (!await AimAsync(kill))
                moment = KillMoment.Working;
        }

        await _node.KillAsync();
        lived.Stop();
        var at = _clock.GetUtcNow();
        var stats = await _keepa.StatsAsync();
        var requests = Aftermath.Requests(stats!);
        _lives.Add(new Life(_lives.Count + 1, moment, lived.Elapsed, readyAfter, listed, requests, new KillSample(at, await _stores.BodiesAsync(_cancellation))));
        var ready = readyAfter is { } r ? string.Create(CultureInfo.InvariantCulture, $"ready after {r.TotalSeconds:0.0} s") : "never ready";
        await _progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"kill {_lives.Count,3} of {_options.Kills}: {moment,-8} at {lived.Elapsed.TotalSeconds,4:0.0} s, {ready}, {listed?.ToString(CultureInfo.InvariantCulture) ?? "-",5} deals listed, {requests} requests"));
    }

    /// <summary>Waits for what a kill is aimed at; false if it does not come.</summary>
    private async Task<bool> AimAsync(PlannedKill kill)
    {
        if (kill.Moment == KillMoment.Stored)
        {
            var isStored = await _stores.AwaitBodiesAsync(AnswerPatience, _cancellation);
            await PauseAsync(isStored ? kill.Aim : TimeSpan.Zero);
            return isStored;
        }

        if (kill.Moment is not (KillMoment.Asking or KillMoment.Answered))
            return true;
        var since = Stopwatch.StartNew();
        var first = await _keepa.StatsAsync();
        var asked = ProductRequests(first!);
        long? debited = null;
        while (since.Elapsed < AnswerPatience)
        {
            // As fast as it answers: an answer is stored within milliseconds.
            var now = (await _keepa.StatsAsync())!;
            _cancellation.ThrowIfCancellationRequested();
            if (debited is null && ProductRequests(now) > asked)
            {
                if (kill.Moment == KillMoment.Asking)
                {
                    await PauseAsync(kill.Aim);
                    return true;
                }

                debited = Aftermath.Debited(now);
            }
            else if (debited is { } before && Aftermath.Debited(now) > before)
            {
                await PauseAsync(kill.Aim);
                return true;
            }
        }

        return false;
    }

    private async Task<TimeSpan?> ReadyAsync(TimeSpan within)
    {
        var since = Stopwatch.StartNew();
        while (since.Elapsed < within)
        {
            if (_node.Process.HasExited)
                throw Failure($"The node ended by itself with {_node.Process.ExitCode}.");
            try
            {
                if (await _node.StatusOf("/health/ready") == HttpStatusCode.OK)
                    return since.Elapsed;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await PauseAsync(Glance);
        }

        return null;
    }

    private Task PauseAsync(TimeSpan pause) => Pause.ForAsync(pause, _cancellation);

    private NotInTimeException Failure(string what) => new($"{what} Its last lines:\n{_node.Process.Tail()}");

    private static long ProductRequests(JsonNode stats) => stats["requests"]!["/product"]?.GetValue<long>() ?? 0;
}
