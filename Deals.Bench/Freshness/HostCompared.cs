using System.Globalization;
using System.Text.Json.Nodes;
using Deals.Actors.Budget;
using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>A host on a simulator for a day, beside the same day on virtual time.</summary>
internal static class HostCompared
{
    private const double MostPointsApart = 3;
    private const double SettledFrom = 4.0 / 24;
    private const int LaterDay = 10;

    private static readonly string[] Notes =
    [
        "Host: both processes run at 200 domain seconds a second, from an empty list and a full bucket; every half hour the simulator scores all that /api/deals says.",
        "Virtual time has the same world, feed, passes, rules of grants, learned rates, supply, controller and schedule. What it does not have: the host's latencies, which are 200 times as long in domain time",
        "(an answer takes 0.8 s here; at the host up to two minutes, eight at a time, and the first hour is that of its start); the backfill's own slices (its pages are the feed's); importance that moves (each deal's",
        "is the mean of the host's); sellers; and the dearer look of a pull.",
        "What a row shows is of Keepa's own last look, 3.5 hours ago in the mean, and a look at a product an hour old at most: so not all of what was seen just now is true.",
    ];

    /// <summary>Runs both.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(FreshnessOptions options, TextWriter progress, List<BenchRow> rows, List<Bar> bars, CancellationToken cancellation)
    {
        var plan = new HostPlan(1_500, 2, options.Seed, 24);
        var host = await HostOnSimulator.RunAsync(plan, progress, cancellation);
        var feed = new SimulatedFeed(plan.Seed, plan.Deals, host.Origin);
        var run = PricedRun.Run(Virtual(plan, host, feed), cancellation);
        rows.Add(new BenchRow("host on a simulator, a day", [.. Scores(host.Scores), .. Figures(host)]));
        rows.Add(new BenchRow("the same day on virtual time", [.. Scores(run.Scores), .. Figures(run)]));
        rows.Add(new BenchRow("hour by hour: host, virtual time, percent true, weighted", [.. Hourly(host.Scores, run.Scores)]));
        rows.Add(new BenchRow("ten days on virtual time", [.. LaterDays(plan, host, feed, cancellation)]));
        var apart = Math.Abs(Mean(host.Scores)!.Value - Mean(run.Scores)!.Value);
        bars.Add(Bar.AtMost("host against virtual time, points of weighted freshness", Math.Round(apart, 2), MostPointsApart));
        bars.Add(Bar.None("requests of the host that were refused with 429", host.Keepa["refused429"]!.GetValue<long>()));
        return [.. Notes, .. host.Lines.Bad.Take(10).Select(static line => "The host said: " + line)];
    }

    // A row that shows another price has told it: the look that it leads to brings all the rest.
    private static IEnumerable<KeyValuePair<string, object?>> LaterDays(HostPlan plan, HostDay host, SimulatedFeed feed, CancellationToken cancellation)
    {
        var later = plan with { Hours = 24 * LaterDay };
        foreach (var looks in new[] { true, false })
        {
            var run = PricedRun.Run(Virtual(later, host, feed) with { LooksWhereRowsDiffer = looks }, cancellation);
            var name = looks ? "as production" : "rows with another price lead to no look";
            yield return new($"{name}: percent true, days 6 to 10", Round(FeedScore.Mean(run.Scores, LaterDay / 2.0, LaterDay, static s => s.Weighted)));
            yield return new($"{name}: of the looks pulled, percent", Round(100.0 * run.Looks.Pulled / run.Looks.All));
            yield return new($"{name}: prices told a day", run.Broadcasts / LaterDay);
        }
    }

    private static PricedPlan Virtual(HostPlan plan, HostDay host, SimulatedFeed feed)
    {
        var deals = Enumerable.Range(0, feed.Count).ToList();
        var population = new Population(
            new PopulationPlan("simulator", feed.Count, 0.5) { Rate = plan.Rate },
            [.. deals.Select(i => host.Weights.GetValueOrDefault(feed.AsinOf(i), 1))],
            [.. deals.Select(feed.RateOf)],
            [.. deals.Select(static _ => 1)]);
        return new PricedPlan(population, (int)Math.Ceiling(plan.Hours / 24), plan.Seed)
        {
            Feed = feed,
            SampleAt = plan.Moments,
            Balance = 60 * plan.Rate,
            HalfLifeDays = Deals.Actors.Deals.Pace.HalfLifeDays,
            SolveEvery = TimeSpan.FromMinutes(5),
        };
    }

    private static double? Mean(IEnumerable<FeedScore> scores) => FeedScore.Mean(scores, 0, 1.01, static s => s.Weighted);

    private static IEnumerable<KeyValuePair<string, object?>> Scores(IReadOnlyList<FeedScore> scores) =>
    [
        new("all that is listed, weighted: percent true over the day", Round(Mean(scores))),
        new("the same in the first four hours", Round(FeedScore.Mean(scores, 0, SettledFrom, static s => s.Weighted))),
        new("the same after them", Round(FeedScore.Mean(scores, SettledFrom, 1.01, static s => s.Weighted))),
        new("the same in the last six hours", Round(FeedScore.Mean(scores, 0.75, 1.01, static s => s.Weighted))),
        new("all that is listed, each alike: percent true over the day", Round(FeedScore.Mean(scores, 0, 1.01, static s => s.Plain))),
        new("what was looked at, weighted: percent true after four hours", Round(FeedScore.Mean(scores, SettledFrom, 1.01, static s => s.ActiveWeighted))),
        new("listed at the end", scores[^1].Listed),
        new("of them looked at", scores[^1].Active),
    ];

    private static IEnumerable<KeyValuePair<string, object?>> Figures(HostDay host)
    {
        var (price, told) = (host.Freshness["price"]!, host.Told);
        yield return new("price of a look at the end", Round(price["now"]?.GetValue<double>(), 4));
        yield return new("prices told", told.Count);
        yield return new("of them against the one before: up, down", $"{Moves(told, up: true)}, {Moves(told, up: false)}");
        yield return new("supply for looks, tokens a minute", Round(price["supplyPerMinute"]?.GetValue<double>()));
        yield return new("demand by itself, tokens a minute", Round(price["demandPerMinute"]?.GetValue<double>()));
        yield return new("freshness that it estimates of itself, percent", Round(100 * price["freshness"]?.GetValue<double>()));
        yield return new("due times moved", Number(price["replanned"]));
        yield return new("change rates: error of the logarithm, mean", Round(host.RatesOff));
        foreach (var lane in host.Budget["lanes"]!.AsArray())
            yield return new($"tokens of {lane!["name"]}", Number(lane["settled"]));
        yield return new("utilisation, percent", Round(100 * host.Budget["utilisation"]?.GetValue<double>()));
        yield return new("tokens lost at the cap", Number(host.Keepa["lostAtCap"]));
        yield return new("tokens that it calls wasted", Number(host.Budget["wasted"]));
        yield return new("answers with 429", Number(host.Keepa["refused429"]));
        yield return new("products served", host.Served);
        yield return new("deals woken", Number(host.Freshness["waker"]?["woken"]));
        yield return new("of them pulled", Number(host.Freshness["waker"]?["pulled"]));
        yield return new("samples with nine tokens free while deals were due", host.IdleSamples);
        foreach (var group in new[] { "listing", "product" })
        {
            yield return new($"age of {group}: median, hours", Hours(host.Freshness["groups"]![group]!["medianSeconds"]));
            yield return new($"age of {group}: 95 %, hours", Hours(host.Freshness["groups"]![group]!["p95Seconds"]));
            yield return new($"age of {group}: oldest, hours", Hours(host.Freshness["groups"]![group]!["oldestSeconds"]));
        }

        yield return new("processor time of the host, percent of a core", Round(100 * host.Cpu));
        yield return new("memory of the host, MB", host.Memory / 1_000_000);
        yield return new("lines that it printed", host.Lines.All);
        yield return new("of them warnings and failures", host.Lines.Bad.Count);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Figures(PricedRun run) =>
    [
        new("price of a look at the end", Round(run.Controller.Published, 4)),
        new("prices told", run.Broadcasts),
        new("supply for looks, tokens a minute", Round(run.Controller.Supply)),
        new("demand by itself, tokens a minute", Round(run.Controller.Demand)),
        .. LaneOrder.All.Select(lane => new KeyValuePair<string, object?>($"tokens of {lane.ToString().ToLowerInvariant()}", run.SettledOf(lane))),
        new("tokens lost at the cap", run.Bucket.LostAtCap),
        new("products served", run.Looks.All),
        new("of them pulled", run.Looks.Pulled),
        new("passes of the feed", run.Passes),
    ];

    private static IEnumerable<KeyValuePair<string, object?>> Hourly(IReadOnlyList<FeedScore> host, IReadOnlyList<FeedScore> run) => Enumerable.Range(0, 12).Select(i =>
    {
        var (from, to) = (i / 12.0, (i + 1) / 12.0 + 1e-4);
        string Of(IReadOnlyList<FeedScore> scores) => scores.Any(s => s.Day > from && s.Day <= to)
            ? string.Create(CultureInfo.InvariantCulture, $"{FeedScore.Mean(scores, from, to, static s => s.Weighted):0.0}")
            : "-";
        return new KeyValuePair<string, object?>(string.Create(CultureInfo.InvariantCulture, $"hours {2 * i} to {2 * (i + 1)}"), $"{Of(host)}, {Of(run)}");
    });

    private static int Moves(IReadOnlyList<double> told, bool up) => told.Zip(told.Skip(1), static (before, after) => after > before).Count(rises => rises == up);

    private static double? Hours(JsonNode? seconds) => Round(seconds?.GetValue<double>() / 3600);

    private static long? Number(JsonNode? value) => value?.GetValue<long>();

    private static double? Round(double? value, int digits = 2) => value is { } number ? Math.Round(number, digits) : null;
}
