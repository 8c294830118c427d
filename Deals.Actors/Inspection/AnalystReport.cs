using System.Globalization;
using System.Runtime.CompilerServices;
using Deals.Actors.Analysing;
using Deals.Actors.Storage;

namespace Deals.Actors.Inspection;

/// <summary>The analyst as the API and <c>--json</c> write it. Money is in millionths of a US dollar; days are UTC days of the domain's clock.</summary>
/// <param name="AsOf">When the analyst said this.</param>
/// <param name="Stale">Whether it is away and this is the last that is known.</param>
/// <param name="Configured">Whether there is a model to ask.</param>
/// <param name="Model">The model.</param>
/// <param name="PromptVersion">The version of the prompt.</param>
/// <param name="Day">The day that is charged.</param>
/// <param name="Calls">Calls of the day.</param>
/// <param name="DailyCalls">How many it may have.</param>
/// <param name="MicroDollars">What the day costs: settled calls, and open ones at their worst.</param>
/// <param name="DailyMicroDollars">What it may cost.</param>
/// <param name="OpenCalls">Calls on their way, or of unknown fate.</param>
/// <param name="Lanes">The lanes, the first first.</param>
/// <param name="InFlight">Deals that are looked at or asked about.</param>
/// <param name="Reason">Why nobody is asked; absent while somebody is.</param>
/// <param name="Until">When that is over, where it is known.</param>
/// <param name="Broken">Whether calls are held back because too many have failed.</param>
/// <param name="Total">Since the first start.</param>
/// <param name="Counts">Since the analyst's last start.</param>
/// <param name="Deals">How deals stand with it; absent where the catalogue does not answer.</param>
public sealed record AnalystReport(
    DateTimeOffset AsOf,
    bool Stale,
    bool Configured,
    string? Model,
    int PromptVersion,
    DateOnly Day,
    int Calls,
    int DailyCalls,
    long MicroDollars,
    long DailyMicroDollars,
    int OpenCalls,
    IReadOnlyList<AnalystLaneItem> Lanes,
    int InFlight,
    string? Reason,
    DateTimeOffset? Until,
    bool Broken,
    AnalystTotalItem Total,
    AnalystCounts Counts,
    AnalysedDealsItem? Deals)
{
    /// <summary>Takes over what the analyst said.</summary>
    public static AnalystReport From(AnalystStatus status, bool stale, IReadOnlyList<AnalysisCount>? deals) => new(
        status.AsOf,
        stale,
        status.Model is not null,
        status.Model,
        status.PromptVersion,
        status.Quota.Day,
        status.Quota.Calls,
        status.DailyCalls,
        status.Quota.MicroDollars,
        status.DailyMicroDollars,
        status.OpenCalls,
        [.. AnalystLanes.All.Select(lane => new AnalystLaneItem(AnalysisOrders.LaneName(lane), status.Waiting[(int)lane], status.Quota.ByLane[(int)lane]))],
        status.InFlight,
        status.Reason,
        status.Until,
        status.IsBroken,
        new AnalystTotalItem(status.Quota.AllCalls, status.Quota.AllMicroDollars, status.Quota.AllTokensIn, status.Quota.AllTokensOut),
        status.Counts,
        deals is null ? null : AnalysedDealsItem.From(deals));
}

/// <summary>One lane.</summary>
/// <param name="Name">interactive, new or sweep.</param>
/// <param name="Waiting">Who was read and waits in it; further ones wait in the catalogue.</param>
/// <param name="Calls">Its calls of the day.</param>
public sealed record AnalystLaneItem(string Name, int Waiting, int Calls);

/// <summary>What the analyst has cost since the first start.</summary>
public sealed record AnalystTotalItem(long Calls, long MicroDollars, long TokensIn, long TokensOut);

/// <summary>How deals that are not retired stand with the analyst.</summary>
/// <param name="Verified">Found plausible.</param>
/// <param name="Rejected">Found implausible.</param>
/// <param name="Unverified">Without a verdict, by the cause.</param>
/// <param name="Unseen">Nobody has looked at them.</param>
public sealed record AnalysedDealsItem(long Verified, long Rejected, IReadOnlyDictionary<string, long> Unverified, long Unseen)
{
    /// <summary>Takes over the counts of the catalogue.</summary>
    public static AnalysedDealsItem From(IReadOnlyList<AnalysisCount> counts) => new(
        counts.Where(static c => c.State == "verified").Sum(static c => c.Count),
        counts.Where(static c => c.State == "rejected").Sum(static c => c.Count),
        counts.Where(static c => c.State == "unverified").ToDictionary(static c => c.Cause is { } cause ? Analysing.Unverified.Words(cause.ToString()) : "unknown", static c => c.Count, StringComparer.Ordinal),
        counts.Where(static c => c.State is null).Sum(static c => c.Count));
}

/// <summary>Reads how the analyst and the deals stand: the same for the API and the command line.</summary>
public sealed class AnalystDesk(LastKnown<AnalystStatus> analyst, IAnalysisIndex index)
{
    /// <summary>Reads it.</summary>
    /// <returns>The report, and why it is an old one where it is.</returns>
    /// <exception cref="NoAnswerException">Nobody answered, and nobody ever did on this node.</exception>
    public async Task<(AnalystReport Report, string? Silence)> ReadAsync(CancellationToken cancellation)
    {
        var known = await analyst.ReadAsync(cancellation);
        return (AnalystReport.From(known.Value, known.Stale, await CountAsync(cancellation)), known.Silence);
    }

    // The analyst is worth showing without the list.
    private async Task<IReadOnlyList<AnalysisCount>?> CountAsync(CancellationToken cancellation)
    {
        try
        {
            return await index.CountAsync(cancellation);
        }
        catch (StorageException)
        {
            return null;
        }
    }
}

/// <summary><c>analyst status</c>.</summary>
public sealed class AnalystCommands(AnalystDesk desk, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Analyst;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (report, silence) = await desk.ReadAsync(cancellation);
        if (arguments.Json)
        {
            yield return InspectionJson.Line(report);
            yield break;
        }

        var now = clock.GetUtcNow();
        if (silence is not null)
            yield return $"STALE: {silence} This is what it said {PlainText.Age(report.AsOf, now)} ago.";
        foreach (var line in Lines(report, now))
            yield return line;
    }

    private static IEnumerable<string> Lines(AnalystReport report, DateTimeOffset now)
    {
        yield return report.Reason is { } reason ? $"waiting: {PlainText.Clean(reason)}{(report.Until is null ? "" : $"; until {PlainText.InstantAndAge(report.Until, now)}")}" : "working";
        yield return $"model       {PlainText.Clean(report.Model)}, prompt {Number(report.PromptVersion)}{(report.Broken ? "; its last calls have failed" : "")}";
        yield return $"day         {report.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {PlainText.Number(report.Calls)} of {PlainText.Number(report.DailyCalls)} calls, {Dollars(report.MicroDollars)} of {Dollars(report.DailyMicroDollars)} USD; {PlainText.Number(report.OpenCalls)} calls open";
        foreach (var lane in report.Lanes)
            yield return $"{lane.Name,-12}{PlainText.Number(lane.Waiting)} waiting, {PlainText.Number(lane.Calls)} calls today";
        yield return $"in flight   {PlainText.Number(report.InFlight)}";
        yield return $"in all      {PlainText.Number(report.Total.Calls)} calls, {Dollars(report.Total.MicroDollars)} USD, {PlainText.Number(report.Total.TokensIn)} tokens in, {PlainText.Number(report.Total.TokensOut)} out";
        var c = report.Counts;
        yield return $"since start verdicts {Number(c.Verdicts)}, remembered {Number(c.Remembered)}, unparseable {Number(c.Unparseable)}, failed {Number(c.Failed)}, unknown {Number(c.Unknown)}, throttled {Number(c.Throttled)}, no list price {Number(c.Unpriced)}";
        if (report.Deals is { } deals)
            yield return $"deals       verified {PlainText.Number(deals.Verified)}, rejected {PlainText.Number(deals.Rejected)}, unverified {Causes(deals)}, unseen {PlainText.Number(deals.Unseen)}";
    }

    private static string Causes(AnalysedDealsItem deals) => deals.Unverified.Count == 0
        ? "0"
        : $"{PlainText.Number(deals.Unverified.Values.Sum())} ({string.Join(", ", deals.Unverified.OrderByDescending(static u => u.Value).Select(static u => $"{u.Key} {PlainText.Number(u.Value)}"))})";

    private static string Dollars(long micro) => (micro / 1_000_000m).ToString("0.00##", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
