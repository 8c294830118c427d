using Microsoft.Extensions.Logging;

namespace Deals.Actors.Inspection;

/// <summary>One line of the node's log.</summary>
/// <param name="At">When, wall time.</param>
/// <param name="Level">How bad.</param>
/// <param name="Category">Who said it.</param>
/// <param name="Text">What, in one line, without a secret.</param>
public sealed record LogLine(DateTimeOffset At, LogLevel Level, string Category, string Text)
{
    /// <summary>As the console has it.</summary>
    public override string ToString() => $"{At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)} {LogLevels.LettersOf(Level)}: {Category} {Text}";
}

/// <summary>The last lines of the node's log, in memory, and whoever follows them.</summary>
public sealed class LogRing
{
    /// <summary>How many lines are kept.</summary>
    public const int Most = 2000;

    /// <summary>The longest line that is kept whole.</summary>
    public const int LongestText = 2000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly HashSet<Backlog<LogLine>> _followers = [];

    /// <summary>Adds a line; the oldest goes where there are too many.</summary>
    public void Add(LogLine line)
    {
        var kept = line.Text.Length <= LongestText ? line : line with { Text = line.Text[..LongestText] + "…" };
        lock (_lock)
        {
            if (_lines.Count == Most)
                _lines.Dequeue();
            _lines.Enqueue(kept);
            foreach (var follower in _followers)
                follower.Offer(kept);
        }
    }

    /// <summary>The last lines, and everything after them without a gap, until the tail is disposed.</summary>
    public LogFollowing Follow()
    {
        var backlog = new Backlog<LogLine>();
        lock (_lock)
        {
            _followers.Add(backlog);
            return new LogFollowing([.. _lines], backlog, () => Leave(backlog));
        }
    }

    private void Leave(Backlog<LogLine> backlog)
    {
        lock (_lock)
            _followers.Remove(backlog);
        backlog.End();
    }
}

/// <summary>One reader of the log.</summary>
public sealed class LogFollowing(IReadOnlyList<LogLine> before, Backlog<LogLine> backlog, Action leave) : IDisposable
{
    /// <summary>What was there when it began.</summary>
    public IReadOnlyList<LogLine> Before => before;

    /// <summary>What came since.</summary>
    public Backlog<LogLine> After => backlog;

    /// <inheritdoc />
    public void Dispose() => leave();
}
