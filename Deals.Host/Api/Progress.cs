using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Inspection;
using Deals.Actors.Scheduling;
using Deals.Actors.Scouting;

namespace Deals.Host.Api;

/// <summary>What <c>GET /health/progress</c> answers: whether work gets done. It never says that the process should be killed.</summary>
/// <param name="Status">ok or degraded.</param>
/// <param name="Reasons">Why degraded, each in one sentence.</param>
/// <param name="Deals">How many deals there are that are not retired.</param>
/// <param name="NewestDealAgeSeconds">Since the last new deal.</param>
/// <param name="OldestCheckAgeSeconds">Since the check of the deal that was checked longest ago.</param>
/// <param name="OldestDueSeconds">For how long the deal waits whose time came first; absent where nobody's time has come.</param>
/// <param name="RetirementsHeldBack">Deals that look gone and are not retired, because too many do.</param>
/// <param name="Tokens">What the tokens were spent on.</param>
internal sealed record ProgressAnswer(
    string Status, IReadOnlyList<string> Reasons, long Deals, long? NewestDealAgeSeconds, long? OldestCheckAgeSeconds, long? OldestDueSeconds, int? RetirementsHeldBack, ProgressTokens? Tokens);

/// <summary>Tokens in total: spent is what requests cost, useful is the part whose answer arrived.</summary>
internal sealed record ProgressTokens(long Refilled, long Spent, long Useful, long Foreign, long Wasted, double? Utilisation);

/// <summary>Judges whether the node's work gets done.</summary>
internal sealed class Progress(
    ICatalogue catalogue,
    LastKnown<BudgetStatus> budget,
    LastKnown<ScoutStatus> scout,
    IStatusReader<BreakerStatus> breaker,
    IProjectionReader projection,
    TimeProvider clock)
{
    /// <summary>Keepa's feed forgets after 12 hours: whoever found nothing for so long has missed something.</summary>
    private static readonly TimeSpan LongestWithoutNews = TimeSpan.FromHours(12);

    /// <summary>Asks everybody and judges.</summary>
    public async Task<ProgressAnswer> ReadAsync(CancellationToken cancellation)
    {
        var reasons = new List<string>();
        var asked = (Budget: TryAsync(budget, reasons, cancellation), Scout: TryAsync(scout, reasons, cancellation), HeldBack: HeldBackAsync(cancellation));
        var ages = await catalogue.AgesAsync(clock.GetUtcNow(), cancellation);
        var rows = await projection.ReadAsync(cancellation);
        var (status, feeds, heldBack) = (await asked.Budget, await asked.Scout, await asked.HeldBack);
        lock (reasons)
        {
            reasons.AddRange(feeds?.Feeds.Where(f => f.GapSince is not null).Select(f => $"The feed {f.Feed} has not been read in full since {InspectionJson.Instant(f.GapSince!.Value)}.") ?? []);
            reasons.AddRange(feeds?.Feeds.Where(f => f.LastError is not null).Select(f => $"The feed {f.Feed}: {PlainText.Clean(f.LastError)}") ?? []);
            if (rows.State is not ("live" or "verifying"))
                reasons.Add($"The list is {rows.State}: {rows.Reason}");
            if (heldBack > 0)
                reasons.Add($"{heldBack} deals look gone and are not retired, for more than {RetirementQuota.PercentADay} % of all would be within a day.");
            if (ages.Count == 0)
                reasons.Add("No deal is known yet.");
            else if (ages.NewestDiscovery > LongestWithoutNews)
                reasons.Add($"No new deal for {PlainText.Span(ages.NewestDiscovery)}.");
            return new ProgressAnswer(
                reasons.Count == 0 ? "ok" : "degraded",
                reasons,
                ages.Count,
                (long?)ages.NewestDiscovery?.TotalSeconds,
                (long?)ages.CheckedOldest?.TotalSeconds,
                (long?)ages.OldestDue?.TotalSeconds,
                heldBack,
                status is null ? null : TokensOf(status));
        }
    }

    private async Task<int?> HeldBackAsync(CancellationToken cancellation)
    {
        try
        {
            return (await breaker.ReadAsync(cancellation)).HeldBack;
        }
        catch (NoAnswerException)
        {
            return null;
        }
    }

    private static ProgressTokens TokensOf(BudgetStatus status) =>
        new(status.Refilled, status.Settled + status.Unknown, status.Settled, status.Foreign, status.Wasted, status.Utilisation);

    private static async Task<T?> TryAsync<T>(LastKnown<T> who, List<string> reasons, CancellationToken cancellation)
        where T : class
    {
        string? silence;
        T? value = null;
        try
        {
            var known = await who.ReadAsync(cancellation);
            (value, silence) = (known.Value, known.Silence);
        }
        catch (NoAnswerException none)
        {
            silence = none.Message;
        }

        if (silence is not null)
        {
            lock (reasons)
                reasons.Add(silence);
        }

        return value;
    }
}
