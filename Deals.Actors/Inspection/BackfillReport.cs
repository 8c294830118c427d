using System.Globalization;
using System.Runtime.CompilerServices;
using Deals.Actors.Scouting;

namespace Deals.Actors.Inspection;

/// <summary>The backfill as the API and <c>--json</c> write it.</summary>
public sealed record BackfillReport(
    DateTimeOffset AsOf,
    bool Stale,
    string State,
    string Reason,
    string? Feed,
    PriceSlice? Slice,
    int Page,
    int SlicesLeft,
    long Round,
    DateTimeOffset? RoundBegan,
    DateTimeOffset? LastRoundEnded,
    DateTimeOffset? NextStepAt,
    long Pages,
    long RowsSeen,
    long RowsSent,
    long RowsKnown,
    IReadOnlyDictionary<string, long> Rejections,
    IReadOnlyList<OverflowingSlice> Overflowing,
    string? LastError)
{
    /// <summary>Takes over what the backfill said.</summary>
    public static BackfillReport From(BackfillStatus status, bool stale) => new(
        status.AsOf,
        stale,
        status.State,
        status.Reason,
        status.Feed,
        status.Slice,
        status.Page,
        status.SlicesLeft,
        status.Round,
        status.RoundBegan,
        status.LastRoundEnded,
        status.NextStepAt,
        status.Pages,
        status.Counts.Seen,
        status.Counts.Sent,
        status.Counts.Known,
        status.Counts.Rejected,
        status.Overflowing,
        status.LastError);
}

/// <summary><c>backfill status</c>.</summary>
public sealed class BackfillCommands(LastKnown<BackfillStatus> backfill, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Backfill;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = await backfill.ReadAsync(cancellation);
        var report = BackfillReport.From(known.Value, known.Stale);
        if (arguments.Json)
        {
            yield return InspectionJson.Line(report);
            yield break;
        }

        var now = clock.GetUtcNow();
        if (known.Stale)
            yield return $"STALE: {known.Silence} This is what it said {PlainText.Age(report.AsOf, now)} ago.";
        foreach (var line in Lines(report, now))
            yield return line;
    }

    private static IEnumerable<string> Lines(BackfillReport report, DateTimeOffset now)
    {
        yield return $"{report.State}: {PlainText.Clean(report.Reason)}";
        yield return $"next step   {PlainText.InstantAndAge(report.NextStepAt, now)}";
        yield return $"feed        {PlainText.Clean(report.Feed)}, values {report.Slice?.ToString() ?? PlainText.None}, page {report.Page.ToString(CultureInfo.InvariantCulture)}, {report.SlicesLeft.ToString(CultureInfo.InvariantCulture)} slices left";
        yield return $"round       {PlainText.Number(report.Round)}, began {PlainText.InstantAndAge(report.RoundBegan, now)}; the last ended {PlainText.InstantAndAge(report.LastRoundEnded, now)}";
        yield return $"pages       {PlainText.Number(report.Pages)}; rows seen {PlainText.Number(report.RowsSeen)}, sent {PlainText.Number(report.RowsSent)}, known {PlainText.Number(report.RowsKnown)}";
        yield return $"rejected    {(report.Rejections.Count == 0 ? "none" : string.Join(", ", report.Rejections.Select(r => $"{PlainText.Clean(r.Key)} {PlainText.Number(r.Value)}")))}";
        foreach (var slice in report.Overflowing)
            yield return $"overflowing {PlainText.Clean(slice.Feed)}, the value {slice.Slice.Least.ToString(CultureInfo.InvariantCulture)}: it holds more than Keepa pages";
        if (report.LastError is not null)
            yield return $"last error  {PlainText.Clean(report.LastError)}";
    }
}
