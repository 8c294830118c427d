using System.Globalization;
using System.Runtime.CompilerServices;
using Deals.Actors.Scouting;
using static System.FormattableString;

namespace Deals.Actors.Inspection;

/// <summary><c>scout status</c> and <c>scout run</c>.</summary>
public sealed class ScoutCommands(LastKnown<ScoutStatus> scout, IScoutTeller teller, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Scout;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (command == Palettes.ScoutRun)
        {
            var run = await teller.RunAsync(arguments.ValueOf("feed"), cancellation);
            foreach (var pass in run.Feeds.Select(RequestedPassItem.From))
                yield return arguments.Json ? InspectionJson.Line(pass) : InWords(pass);
            if (run.Feeds.Any(f => f.Result == PassRequestResult.UnknownFeed))
                throw new RefusedException("No pass was begun.");
            yield break;
        }

        var known = await scout.ReadAsync(cancellation);
        var report = FeedsReport.From(known.Value, known.Stale);
        if (arguments.Json)
        {
            yield return InspectionJson.Line(report);
            yield break;
        }

        var now = clock.GetUtcNow();
        if (known.Stale)
            yield return $"STALE: {known.Silence} This is what it said {PlainText.Age(report.AsOf, now)} ago.";
        foreach (var line in report.Feeds.SelectMany(feed => Lines(feed, now)))
            yield return line;
    }

    private static string InWords(RequestedPassItem pass) => pass.Result switch
    {
        "started" => $"{PlainText.Clean(pass.Feed)}: full pass {PlainText.Number(pass.Pass)} begins.",
        "sweeping" => $"{PlainText.Clean(pass.Feed)}: {pass.Kind} pass {PlainText.Number(pass.Pass)} is under way already.",
        _ => $"There is no feed {PlainText.Clean(pass.Feed)}.",
    };

    private static IEnumerable<string> Lines(FeedItem feed, DateTimeOffset now)
    {
        yield return $"{PlainText.Clean(feed.Name)}  domain {feed.Domain.ToString(CultureInfo.InvariantCulture)}, {feed.PriceType}, {feed.DateRange}";
        yield return $"  {feed.State}: {PlainText.Clean(feed.Reason)}";
        yield return $"  pass        {PlainText.Number(feed.Pass)}{(feed.PassKind is null ? "" : $" ({feed.PassKind})")}, page {PlainText.Number(feed.Cursor)}{(feed.Slice is null ? "" : $" of the slice {feed.Slice}, {PlainText.Number(feed.SlicesLeft)} after it")}; next {PlainText.InstantAndAge(feed.NextPassAt, now)}";
        yield return $"  last pass   {PlainText.InstantAndAge(feed.LastPass, now)}";
        yield return $"  full pass   {PlainText.InstantAndAge(feed.LastFullPass, now)}";
        yield return $"  gap         {(feed.GapSince is null ? "none" : "uncovered since " + PlainText.InstantAndAge(feed.GapSince, now))}";
        yield return $"  rows        seen {PlainText.Number(feed.RowsSeen)}, sent {PlainText.Number(feed.RowsSent)}, known {PlainText.Number(feed.RowsKnown)}, repeated {PlainText.Number(feed.RowsRepeated)}";
        yield return $"  rejected    {(feed.Rejections.Count == 0 ? "none" : string.Join(", ", feed.Rejections.Select(r => $"{PlainText.Clean(r.Key)} {PlainText.Number(r.Value)}")))}";
        yield return Invariant($"  cost        {PlainText.Number(feed.Cost.Tokens)} tokens for {PlainText.Number(feed.Cost.Accepted)} unknown deals that were taken{(feed.Cost.TokensPerAccepted is { } each ? Invariant($": {each:0.##} for each") : "")}");
        yield return Invariant($"  brings      {PlainText.Number(feed.Brings.Rows)} rows in {PlainText.Number(feed.Brings.FullPages)} pages, Keepa's looks {feed.Brings.LagHours:0.#} h old; a day {feed.Brings.FindsPerDay:0.#} unknown deals, {feed.Brings.NewsPerDay:0} rows with news, head passes reach {feed.Brings.HeadReach:P0} of it");
        if (feed.Worth is { } worth)
            yield return Invariant($"  worth       a head pass every {worth.HeadEveryMinutes:0.#} min, a full one every {worth.FullEveryMinutes:0.#} min{(worth.ToldAfterHours is { } hours ? Invariant($"; a change is told {hours:0.#} h after it, in the mean") : "")}");
        foreach (var row in feed.SetAside)
            yield return $"  set aside   {PlainText.Clean(row)}";
        if (feed.LastError is not null)
            yield return $"  last error  {PlainText.Clean(feed.LastError)}";
    }
}
