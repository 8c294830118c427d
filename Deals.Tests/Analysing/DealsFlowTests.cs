using Deals.Actors.Catalogue;
using Deals.Actors.Deals;

namespace Deals.Tests.Analysing;

/// <summary>A node beside its analyst in every mode: as many looks as beside one that answers, states that are right, and one verification when it is over.</summary>
[Collection(Cluster.Processes.Name)]
public sealed class DealsFlowTests
{
    [Theory]
    [InlineData("ok", null)]
    [InlineData("lying", null)]
    [InlineData("empty", UnverifiedCause.Unparseable)]
    [InlineData("off", UnverifiedCause.Failed)]
    [InlineData("429", UnverifiedCause.Throttled)]
    [InlineData("garbage", UnverifiedCause.Unparseable)]
    [InlineData("slow", UnverifiedCause.Failed)]
    public async Task F71_F73_deals_flow_beside_an_analyst_in_any_mode_and_are_verified_once_when_it_is_over(string mode, UnverifiedCause? cause)
    {
        await using var node = await JudgedNode.StartAsync(mode);
        // Every product of the feed is looked at once, whatever the analyst does: no more is due within minutes.
        var rows = await node.UntilAsync("every deal was looked at", static rows => rows.Count > JudgedNode.Products / 2 && rows.All(static r => r.Status == "active"));
        rows = await node.UntilAsync("every deal says how it stands with the analyst", static rows => rows.All(static r => r.AnalysisState is not null));
        Assert.All(rows, static r => Assert.Equal((1L, 0, null), (r.Cycle, r.Attempts, r.LastError)));
        var judged = rows.Where(static r => r.AnalysisCause != UnverifiedCause.NoListPrice).ToList();
        Assert.True(judged.Count > rows.Count / 2, $"Of {rows.Count} deals {judged.Count} have a list price.");
        if (mode == "lying")
            Assert.All(judged, static r => Assert.Equal(("verified", true), (r.AnalysisState, r.AnalysisReason!.StartsWith("As told: ", StringComparison.Ordinal))));
        if (cause is not null)
        {
            Assert.All(judged, r => Assert.Equal(("unverified", cause, null), (r.AnalysisState, r.AnalysisCause, r.AnalysedAt)));
            await node.ModeAsync("ok");
            var (_, before) = await node.CallsAsync();
            await node.ForwardAsync(TimeSpan.FromHours(2));
            rows = await node.UntilAsync("every deal has a verdict", static rows => rows.Where(static r => r.AnalysisCause != UnverifiedCause.NoListPrice).All(IsJudged));
            // One answer a verdict: what had no list price after all was not asked about.
            Assert.Equal(rows.Count(IsJudged), (await IdleAsync(node)).Completions - before);
        }

        Assert.All(rows.Where(static r => r.AnalysisCause != UnverifiedCause.NoListPrice), static r => Assert.True(IsJudged(r), $"{r.Id} {r.AnalysisState} {r.AnalysisReason}"));
        var done = await IdleAsync(node);
        await node.ForwardAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(done, await IdleAsync(node));
    }

    private static bool IsJudged(CatalogueRow row) => row.AnalysisState is "verified" or "rejected";

    /// <summary>The calls once the analyst has nobody left to ask about.</summary>
    private static async Task<(int Requests, int Completions)> IdleAsync(JudgedNode node)
    {
        await Eventually.Holds("the analyst has nothing to do", TimeSpan.FromSeconds(60), async () => await node.AnalystAsync() is { InFlight: 0, Reason: "Nobody is due." });
        return await node.CallsAsync();
    }
}
