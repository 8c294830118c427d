using Deals.Bench.Reporting;

namespace Deals.Bench.Freshness;

/// <summary>The production policy against others and against the optimum of one who knows everything, on virtual time, with a truth that is known.</summary>
internal static class FreshnessBench
{
    private static readonly string[] Notes =
    [
        "The world: deals change by themselves at constant rates (BURST: three at a time). Freshness is the part of the time in which what is known is true, weighted.",
        "Nobody looks at a product twice within an hour: Keepa does not either. The optimum, which knows the true rates, is bound by that and by the same maximum age.",
        "Ours runs through the production's lanes, grant rules and ledger on a bucket that charges like Keepa. The others run each deal for itself, without queue, latency or lumps.",
        "Learned from histories: Keepa's product answer has every change, of 60 days at the first look and since the last look at each later one. Changed-or-not alone: no history, one bit a look.",
        "Expected of its looks: the mean over what may change between two looks; simulated: in one history that was drawn.",
        "C20 has the costs from 1 to 20 tokens that requests to Keepa can have, 10.1 in the mean. Its maximum age is stretched until it costs half of the supply, for the optimum too.",
        "Sweeps: all deals are in pages of 150, and a row tells all that counts as a change, as it is now. Recorded rows were two hours old in the median: never within the hour is nearer to that.",
    ];

    /// <summary>Runs it.</summary>
    public static async Task<BenchReport> RunAsync(FreshnessOptions options, TextWriter progress, CancellationToken cancellation)
    {
        var rows = new List<BenchRow>();
        var bars = new List<Bar>();
        if (options.Run.Contains("policies"))
        {
            var compared = new PoliciesCompared(options, progress);
            foreach (var plan in options.Populations)
                await compared.RunAsync(plan, rows, bars, cancellation);
        }

        if (options.Run.Contains("sweeps"))
        {
            foreach (var (name, least) in new[] { ("BASE", 105.0), ("HOT", 115.0) })
                await SweepsCompared.RunAsync(PopulationPlan.All.Single(p => p.Name == name), least, options, progress, rows, bars, cancellation);
        }

        if (options.Run.Contains("changes"))
            await ChangesOfPlan.RunAsync(options, progress, rows, bars, cancellation);
        if (options.Run.Contains("million"))
            await MillionDeals.RunAsync(options, progress, rows, bars, cancellation);
        if (options.Run.Contains("feed"))
            await FeedCompared.RunAsync(options, progress, rows, bars, cancellation);
        IReadOnlyList<string> ofHost = options.Run.Contains("host") ? await HostCompared.RunAsync(options, progress, rows, bars, cancellation) : [];
        return new BenchReport("freshness", Machine.This(), rows, bars, options.Run is ["host"] ? ofHost : [.. Notes, .. ofHost]) { AllRows = true };
    }
}
