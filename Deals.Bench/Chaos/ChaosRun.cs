using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Hosting;
using Deals.Bench.Processes;
using Deals.Bench.Reporting;

namespace Deals.Bench.Chaos;

/// <summary>Runs a node against a simulated Keepa, both real processes, and kills the node again and again.</summary>
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
    private readonly string _data;
    private readonly TextWriter _progress;
    private readonly CancellationToken _cancellation;
    private readonly SeenDeals _seen = new();
    private readonly List<Life> _lives = [];

    private ChaosRun(ChaosOptions options, SimulatedKeepaProcess keepa, Node node, DomainClock clock, string data, TextWriter progress, CancellationToken cancellation) =>
        (_options, _keepa, _node, _clock, _data, _progress, _cancellation) = (options, keepa, node, clock, data, progress, cancellation);

    /// <summary>Runs it, and checks what it left. Whatever it has started has ended when this ends, however it ends.</summary>
    public static async Task<BenchReport> RunAsync(ChaosOptions options, TextWriter progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("deals-chaos-");
        var keep = true;
        try
        {
            var report = ChaosCheck.Of(await EvidenceAsync(options, folder.FullName, progress, cancellation));
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
        return await new ChaosRun(options, keepa, node, clock, Path.Combine(folder, "data"), progress, cancellation).TormentAsync();
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
        var pending = await SettleAsync(readyAt);
        var accounts = await AccountsAsync();
        var verified = await VerifyAsync();
        await _seen.TakeAsync(_node.ItemsAsync());
        await _node.Process.TerminateAsync();
        var exit = await _node.Process.ExitAsync(StopPatience);
        var (stats, served) = await QuietAsync();
        await _progress.WriteLineAsync($"stopped with {exit}; what it left is read");
        var stored = await StoredData.ReadAsync(_data, _cancellation);
        return new ChaosEvidence(_options, _clock, _lives, _seen, readyAt, readyAfter, pending, accounts, verified, exit, stats, served, stored, took.Elapsed);
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
            await PauseAsync(kill.After - since.Elapsed);
            if (!await AimAsync(kill))
                moment = KillMoment.Working;
        }

        await _node.KillAsync();
        lived.Stop();
        var at = _clock.GetUtcNow();
        var stats = await _keepa.StatsAsync();
        var requests = Requests(stats!);
        _lives.Add(new Life(_lives.Count + 1, moment, lived.Elapsed, readyAfter, listed, requests, new KillSample(at, await StoredData.BodiesAsync(_data, _cancellation))));
        var ready = readyAfter is { } r ? string.Create(CultureInfo.InvariantCulture, $"ready after {r.TotalSeconds:0.0} s") : "never ready";
        await _progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"kill {_lives.Count,3} of {_options.Kills}: {moment,-8} at {lived.Elapsed.TotalSeconds,4:0.0} s, {ready}, {listed?.ToString(CultureInfo.InvariantCulture) ?? "-",5} deals listed, {requests} requests"));
    }

    /// <summary>Waits for what a kill is aimed at; false if it does not come.</summary>
    private async Task<bool> AimAsync(PlannedKill kill)
    {
        if (kill.Moment == KillMoment.Stored)
        {
            var isStored = await StoredData.AwaitBodiesAsync(_data, AnswerPatience, _cancellation);
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

                debited = Debited(now);
            }
            else if (debited is { } before && Debited(now) > before)
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

    /// <summary>Waits until nothing is withheld for those who died, deals are looked at again, and none waits for its first look any more.</summary>
    /// <returns>How many still do when patience has ended.</returns>
    private async Task<long> SettleAsync(DateTimeOffset readyAt)
    {
        var held = TimeSpan.FromSeconds(20) + _options.KeepaTimeout;
        await Eventually.Holds("no permit of unknown fate is held", held * 3, async () =>
        {
            _cancellation.ThrowIfCancellationRequested();
            return (await _node.GetAsync("/api/budget"))["permits"]!.AsArray().All(p => !p!["fateUnknown"]!.GetValue<bool>());
        });
        await Eventually.Holds("deals are looked at again", TimeSpan.FromSeconds(90), async () =>
        {
            _cancellation.ThrowIfCancellationRequested();
            return (await _keepa.ServedAsync()).Values.Any(times => times[^1] > readyAt);
        });
        // As long as the tokens for all of them take, and as much again as everything else.
        var patience = TimeSpan.FromSeconds(60 + (_options.Deals * 60 / (_options.Rate * _options.Scale)));
        for (var since = Stopwatch.StartNew(); ;)
        {
            var pending = (await _node.GetAsync("/api/deals?status=pending_processing&limit=1"))["total"]!.GetValue<long>();
            if (pending == 0 || since.Elapsed > patience)
                return pending;
            await PauseAsync(Glance);
        }
    }

    /// <summary>Reads both accounts at a moment at which no permit is out; if none is found, with some out.</summary>
    private async Task<Accounts> AccountsAsync()
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var before = (await _keepa.StatsAsync())!;
            var budget = await _node.GetAsync("/api/budget");
            var after = (await _keepa.StatsAsync())!;
            if ((budget["permits"]!.AsArray().Count == 0 && Debited(before) == Debited(after)) || since.Elapsed > AnswerPatience)
                return new Accounts(before, budget, after);
            await PauseAsync(Glance);
        }
    }

    private async Task<string> VerifyAsync()
    {
        var said = "";
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var lines = await _node.CommandAsync("catalogue", "verify");
            said = lines.LastOrDefault(l => l["text"]!.GetValue<string>().Length > 0)?["text"]!.GetValue<string>() ?? "";
            if (said.StartsWith("identical", StringComparison.Ordinal) || !said.Contains("moved", StringComparison.Ordinal))
                break;
        }

        return said;
    }

    /// <summary>Keepa's count once the requests that nobody waits for have been charged, too.</summary>
    private async Task<(JsonNode Stats, IReadOnlyDictionary<string, DateTimeOffset[]> Served)> QuietAsync()
    {
        var before = (await _keepa.StatsAsync())!;
        while (true)
        {
            await PauseAsync(TimeSpan.FromSeconds(2));
            var now = (await _keepa.StatsAsync())!;
            if (Debited(now) == Debited(before) && Requests(now) == Requests(before))
                return (now, await _keepa.ServedAsync());
            before = now;
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (pause < TimeSpan.FromMilliseconds(1))
            return;
        using var timer = new PeriodicTimer(pause);
        await timer.WaitForNextTickAsync(_cancellation);
    }

    private NotInTimeException Failure(string what) => new($"{what} Its last lines:\n{_node.Process.Tail()}");

    private static long Requests(JsonNode stats) => stats["requests"]!.AsObject().Sum(r => r.Value!.GetValue<long>());

    private static long ProductRequests(JsonNode stats) => stats["requests"]!["/product"]?.GetValue<long>() ?? 0;

    private static long Debited(JsonNode stats) => stats["debited"]!.GetValue<long>();
}
