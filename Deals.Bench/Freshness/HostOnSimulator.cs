using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Deals.Actors.Freshness;
using Deals.Actors.Hosting;
using Deals.Bench.Processes;

namespace Deals.Bench.Freshness;

/// <summary>A host and a simulated Keepa as processes, both on the fastest clock, for a day of it: the simulator scores what the host's list says, again and again.</summary>
internal sealed class HostOnSimulator
{
    /// <summary>Domain seconds a wall second.</summary>
    public const double Scale = DomainClock.HighestScale;

    private const int FreeForLooks = 9;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private readonly HostPlan _plan;
    private readonly SimulatedKeepaProcess _keepa;
    private readonly Node _node;
    private readonly DomainClock _clock;
    private readonly TextWriter _progress;
    private readonly List<FeedScore> _scores = [];
    private readonly Dictionary<string, (double Sum, int Times)> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _rates = new(StringComparer.Ordinal);
    private int _idle;

    private HostOnSimulator(HostPlan plan, SimulatedKeepaProcess keepa, Node node, DomainClock clock, TextWriter progress) =>
        (_plan, _keepa, _node, _clock, _progress) = (plan, keepa, node, clock, progress);

    /// <summary>Runs a day.</summary>
    public static async Task<HostDay> RunAsync(HostPlan plan, TextWriter progress, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var clock = new DomainClock(TimeProvider.System.GetUtcNow(), Scale);
        var origin = clock.Origin.ToString("O", CultureInfo.InvariantCulture);
        var scale = Scale.ToString(CultureInfo.InvariantCulture);
        await using var keepa = await SimulatedKeepaProcess.StartAsync(
            folder.Path, "--rate", $"{plan.Rate}", "--deals", $"{plan.Deals}", "--seed", $"{plan.Seed}", "--time-scale", scale, "--time-origin", origin);
        await using var node = Node.Start(folder.Path, $"--Keepa:BaseUrl={keepa.Address}", $"--Time:Scale={scale}", $"--Time:Origin={origin}");
        await node.ReadyAsync(StartPatience);
        return await new HostOnSimulator(plan, keepa, node, clock, progress).LiveAsync(cancellation);
    }

    private async Task<HostDay> LiveAsync(CancellationToken cancellation)
    {
        foreach (var moment in _plan.Moments)
        {
            await Pause.ForAsync((_clock.Origin.AddDays(moment) - _clock.GetUtcNow()) / Scale, cancellation);
            await SampleAsync();
        }

        using var process = Process.GetProcessById(_node.Process.Id);
        var (cpu, memory) = (process.TotalProcessorTime / (DateTime.Now - process.StartTime), process.WorkingSet64);
        var (budget, freshness, stats) = (await _node.GetAsync("/api/budget"), await _node.GetAsync("/api/freshness"), (await _keepa.StatsAsync())!);
        var served = (await _keepa.ServedAsync()).Values.Sum(static times => times.Length);
        var lines = _node.Process.Output;
        return new HostDay(_clock.Origin, _scores, _weights.ToDictionary(static w => w.Key, static w => w.Value.Sum / w.Value.Times), budget, freshness, stats)
        {
            Served = served,
            IdleSamples = _idle,
            Cpu = cpu,
            Memory = memory,
            Lines = (lines.Count, [.. lines.Where(static line => line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal))]),
            RatesOff = RatesOff(),
        };
    }

    private async Task SampleAsync()
    {
        var items = new List<JsonNode>();
        await foreach (var item in _node.ItemsAsync())
            items.Add(item);
        if (items.Count == 0)
            return;
        var at = (_clock.GetUtcNow() - _clock.Origin).TotalDays;
        var active = items.Where(static i => i["status"]!.GetValue<string>() == "active").ToList();
        foreach (var item in active)
            Note(item);
        var weighted = await ScoreAsync(items, WeightOf);
        var score = new FeedScore(at, items.Count, active.Count, weighted, await ScoreAsync(items, static _ => 1), active.Count > 0 ? await ScoreAsync(active, WeightOf) : null);
        _scores.Add(score);
        var (budget, freshness) = (await _node.GetAsync("/api/budget"), await _node.GetAsync("/api/freshness"));
        var (left, held) = (budget["tokensLeft"]?.GetValue<int>() ?? 0, budget["reserved"]!.GetValue<int>());
        _idle += left - held >= FreeForLooks && freshness["due"]!.GetValue<long>() > 0 ? 1 : 0;
        var price = freshness["price"];
        await _progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{24 * at,5:0.0} h: {items.Count} listed, {active.Count} looked at, {100 * weighted:0.0} % true, {left} tokens left, {held} held, price {price?["now"]?.GetValue<double>():0.000}, supply {price?["supplyPerMinute"]?.GetValue<double>():0.00}, demand {price?["demandPerMinute"]?.GetValue<double>():0.00}, {freshness["due"]} due, backlog {price?["backlog"]}; {budget["waitingFor"]}"));
    }

    private void Note(JsonNode item)
    {
        var asin = item["asin"]!.GetValue<string>();
        var (sum, times) = _weights.GetValueOrDefault(asin);
        _weights[asin] = (sum + WeightOf(item), times + 1);
        if (item["changeRate"]?.GetValue<double>() is > 0 and var rate)
            _rates[asin] = rate;
    }

    private async Task<double> ScoreAsync(IEnumerable<JsonNode> items, Func<JsonNode, double> weight)
    {
        var answer = await _keepa.ScoreAsync(new JsonArray([.. items.Select(item => new JsonObject
        {
            ["domain"] = item["domain"]!.DeepClone(),
            ["asin"] = item["asin"]!.DeepClone(),
            ["value"] = item["price"]?.DeepClone(),
            ["seenAt"] = item["listingAsOf"]?.DeepClone(),
            ["weight"] = weight(item),
        })]));
        return answer["freshness"]!.GetValue<double>();
    }

    // The list shows the logarithm of the weight between its bounds; before the first look there is none.
    private static double WeightOf(JsonNode item) =>
        item["importance"]?.GetValue<double>() is { } shown ? Importance.Least * Math.Pow(Importance.Most / Importance.Least, shown) : 1;

    private double RatesOff()
    {
        var world = new SimulatedFeed(_plan.Seed, _plan.Deals, _clock.Origin);
        var known = Enumerable.Range(0, world.Count).Where(i => _rates.ContainsKey(world.AsinOf(i))).ToList();
        return known.Count == 0 ? 0 : known.Average(i => Math.Abs(Math.Log(_rates[world.AsinOf(i)] / world.RateOf(i))));
    }
}

/// <summary>What is run for a day.</summary>
/// <param name="Deals">Products of the world.</param>
/// <param name="Rate">Tokens a minute.</param>
/// <param name="Seed">The world's.</param>
/// <param name="Hours">How long.</param>
internal sealed record HostPlan(int Deals, int Rate, int Seed, double Hours)
{
    private const double StepHours = 0.5;

    /// <summary>When the list is scored, days.</summary>
    public IReadOnlyList<double> Moments => [.. Enumerable.Range(1, (int)(Hours / StepHours)).Select(static i => i * StepHours / 24)];
}
