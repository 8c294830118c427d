using Deals.Actors.Inspection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deals.Tests.Inspection;

public sealed class LogTailTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly LogRing _log = new();

    [Fact]
    public async Task The_last_lines_of_a_level_are_printed_as_the_console_has_them()
    {
        Add(LogLevel.Information, "one");
        Add(LogLevel.Warning, "two");
        Add(LogLevel.Information, "three");
        Add(LogLevel.Error, "four");

        Assert.Equal(["2026-03-01T12:00:00.000Z fail: Deals.X four"], await TailAsync("-n", "1", "--once"));
        Assert.Equal(["2026-03-01T12:00:00.000Z warn: Deals.X two", "2026-03-01T12:00:00.000Z fail: Deals.X four"], await TailAsync("-l", "warn", "--once"));
        Assert.Empty(await TailAsync("-n", "0", "--once"));
    }

    [Fact]
    public async Task What_is_logged_later_follows_without_a_gap()
    {
        Add(LogLevel.Information, "before");
        using var leaves = new CancellationTokenSource();
        await using var lines = Core().RunAsync("log", "tail", [], leaves.Token).GetAsyncEnumerator(leaves.Token);
        Assert.True(await lines.MoveNextAsync());
        Assert.EndsWith("before", lines.Current.Text, StringComparison.Ordinal);

        Add(LogLevel.Information, "after");
        Assert.True(await lines.MoveNextAsync());

        Assert.EndsWith("after", lines.Current.Text, StringComparison.Ordinal);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lines.MoveNextAsync());
    }

    [Fact]
    public void The_ring_and_the_backlog_of_a_reader_are_bounded()
    {
        using var reader = _log.Follow();
        for (var i = 0; i < LogRing.Most + 10; i++)
            Add(LogLevel.Information, i == 0 ? new string('x', 100_000) : "line");

        using var later = _log.Follow();

        Assert.Equal(LogRing.Most, later.Before.Count);
        Assert.All(later.Before, line => Assert.True(line.Text.Length <= LogRing.LongestText + 1));
        Assert.Equal(LogRing.Most + 10 - Backlog<LogLine>.Most, reader.After.TakeDropped());
    }

    private void Add(LogLevel level, string text) => _log.Add(new LogLine(At, level, "Deals.X", text));

    private InspectionCore Core() => new([new LogCommands(_log)], NullLogger<InspectionCore>.Instance);

    private async Task<List<string>> TailAsync(params string[] words)
    {
        var lines = new List<InspectionLine>();
        await foreach (var line in Core().RunAsync("log", "tail", words, CancellationToken.None))
            lines.Add(line);
        Assert.Equal(InspectionLine.Done, lines[^1]);
        return [.. lines.SkipLast(1).Select(l => l.Text)];
    }
}
