using System.Runtime.CompilerServices;
using Deals.Actors.Processing;
using static System.FormattableString;

namespace Deals.Actors.Inspection;

/// <summary><c>analysis status</c> and <c>analysis recompute</c>.</summary>
public sealed class AnalysisCommands(AnalysisReader analysis, IRecomputeTeller teller, TimeProvider clock) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Analysis;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (command == Palettes.AnalysisRecompute)
        {
            var answer = await teller.RecomputeAsync(cancellation);
            if (!answer.Started)
                throw new RefusedException(RefusalOf(answer));
            yield return arguments.Json ? InspectionJson.Line(answer) : Invariant($"Run {answer.Run} goes through {PlainText.Number(answer.Total)} deals; 'analysis status' says how far it is.");
            yield break;
        }

        var (report, silence) = await analysis.ReadAsync(cancellation);
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

    /// <summary>Why a run did not begin.</summary>
    public static string RefusalOf(RecomputeAnswer answer) =>
        answer.Run == 0 ? "It is counted just now what is to be done: try again in a moment." : Invariant($"Run {answer.Run} is under way, or what is to be done is being counted: try again when it is over.");

    private static IEnumerable<string> Lines(AnalysisReport report, DateTimeOffset now)
    {
        var run = report.Recompute;
        yield return Invariant($"rules        version {report.Version}, settings {report.Settings}");
        yield return $"{run.State,-12} {PlainText.Clean(run.Reason)}";
        if (run.Outdated is { } outdated)
            yield return $"outdated     {PlainText.Number(outdated)} deals";
        if (run.Run > 0)
        {
            yield return $"run          {PlainText.Number(run.Run)}{(run.Whole ? ", through all" : "")}: {PlainText.Number(run.Done)} of {PlainText.Number(run.Total)}, began {PlainText.InstantAndAge(run.Began, now)}, ended {PlainText.InstantAndAge(run.Ended, now)}";
            yield return $"outcome      {PlainText.Number(run.Changed)} changed, {PlainText.Number(run.Unreadable)} unreadable, {PlainText.Number(run.Missing)} without a body, {PlainText.Number(run.Unanswered)} unanswered";
        }

        if (run.PerSecond is { } rate)
            yield return Invariant($"speed        {rate:0.#} bodies a second{(run.EtaSeconds is { } left ? $"; {PlainText.Span(TimeSpan.FromSeconds(left))} left" : "")}");
        if (report.Counts is not { } counts)
        {
            yield return "deals        the list does not answer";
            yield break;
        }

        yield return $"deals        {PlainText.Number(counts.Listed)} with a profit in the list, {PlainText.Number(counts.NotAppraised)} not appraised yet";
        foreach (var (reason, deals) in counts.Unlisted)
            yield return $"  unlisted   {PlainText.Number(deals)} {PlainText.Clean(reason)}";
        foreach (var version in counts.ByVersion)
            yield return Invariant($"  by version {version.Version}, settings {PlainText.Clean(version.Settings)}: {PlainText.Number(version.Deals)}");
    }
}
