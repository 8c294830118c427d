using System.Diagnostics;
using System.Text.Json.Nodes;
using Deals.Bench.Processes;

namespace Deals.Bench.Chaos;

/// <summary>What is waited for and asked once the last kill is over.</summary>
/// <param name="options">How it was run.</param>
/// <param name="keepa">Whom the nodes ask.</param>
/// <param name="node">A node that runs: another one where the last has ended by itself.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Aftermath(ChaosOptions options, SimulatedKeepaProcess keepa, Func<Node> node, CancellationToken cancellation)
{
    private static readonly TimeSpan NodePatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until nothing is withheld for those who died, deals are looked at again, and none waits for its first look any more.</summary>
    /// <param name="readyAt">The last start, domain time.</param>
    /// <param name="waiting">How many deals wait for their first look at most.</param>
    /// <returns>How many still do when patience has ended.</returns>
    public async Task<long> SettleAsync(DateTimeOffset readyAt, int waiting)
    {
        var held = TimeSpan.FromSeconds(20) + options.KeepaTimeout;
        await Eventually.Holds("no permit of unknown fate is held", held * 3, async () =>
        {
            cancellation.ThrowIfCancellationRequested();
            return (await node().GetAsync("/api/budget"))["permits"]!.AsArray().All(p => !p!["fateUnknown"]!.GetValue<bool>());
        });
        await Eventually.Holds("deals are looked at again", TimeSpan.FromSeconds(90), async () =>
        {
            cancellation.ThrowIfCancellationRequested();
            return (await keepa.ServedAsync()).Values.Any(times => times[^1] > readyAt);
        });
        // As long as the tokens for all of them take, and as much again as everything else.
        var patience = TimeSpan.FromSeconds(60 + (waiting * 60 / (options.Rate * options.Scale)));
        for (var since = Stopwatch.StartNew(); ;)
        {
            var pending = (await GetAsync("/api/deals?status=pending_processing&limit=1"))["total"]!.GetValue<long>();
            if (pending == 0 || since.Elapsed > patience)
                return pending;
            await Pause.ForAsync(Glance, cancellation);
        }
    }

    /// <summary>Reads both accounts at a moment at which no permit is out; if none is found, with some out.</summary>
    public async Task<Accounts> AccountsAsync()
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var before = (await keepa.StatsAsync())!;
            var budget = await GetAsync("/api/budget");
            var after = (await keepa.StatsAsync())!;
            if ((budget["permits"]!.AsArray().Count == 0 && Debited(before) == Debited(after)) || since.Elapsed > AnswerPatience)
                return new Accounts(before, budget, after);
            await Pause.ForAsync(Glance, cancellation);
        }
    }

    /// <summary>What <c>catalogue verify</c> says in the end.</summary>
    public async Task<string> VerifyAsync()
    {
        var said = "";
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var lines = await Eventually.Get("a node verifies the catalogue", NodePatience, async () => await node().CommandAsync("catalogue", "verify"));
            said = lines.LastOrDefault(l => l["text"]!.GetValue<string>().Length > 0)?["text"]!.GetValue<string>() ?? "";
            if (said.StartsWith("identical", StringComparison.Ordinal) || !said.Contains("moved", StringComparison.Ordinal))
                break;
        }

        return said;
    }

    /// <summary>Keepa's count once the requests that nobody waits for have been charged, too.</summary>
    public async Task<(JsonNode Stats, IReadOnlyDictionary<string, DateTimeOffset[]> Served)> QuietAsync()
    {
        var before = (await keepa.StatsAsync())!;
        while (true)
        {
            await Pause.ForAsync(TimeSpan.FromSeconds(2), cancellation);
            var now = (await keepa.StatsAsync())!;
            if (Debited(now) == Debited(before) && Requests(now) == Requests(before))
                return (now, await keepa.ServedAsync());
            before = now;
        }
    }

    private Task<JsonNode> GetAsync(string path) => Eventually.Get($"a node answers {path}", NodePatience, async () =>
    {
        cancellation.ThrowIfCancellationRequested();
        return await node().GetAsync(path);
    });

    /// <summary>Requests that Keepa has got.</summary>
    public static long Requests(JsonNode stats) => stats["requests"]!.AsObject().Sum(r => r.Value!.GetValue<long>());

    /// <summary>Tokens that Keepa has charged.</summary>
    public static long Debited(JsonNode stats) => stats["debited"]!.GetValue<long>();
}
