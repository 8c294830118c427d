using System.Text.Json.Nodes;

namespace Deals.Bench.Chaos;

/// <summary>How far each feed was read, over all lives of a node, and what it took back.</summary>
internal sealed class SeenFeeds
{
    private readonly Dictionary<string, (long Pass, long Cursor)> _seen = new(StringComparer.Ordinal);

    /// <summary>Feeds that were further once than later.</summary>
    public List<string> WentBack { get; } = [];

    /// <summary>How often they were looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>Takes in one answer of <c>/api/feeds</c>.</summary>
    public void Take(JsonNode answer)
    {
        Looks++;
        foreach (var feed in answer["feeds"]!.AsArray())
        {
            var (name, now) = (feed!["name"]!.GetValue<string>(), Progress(feed));
            if (_seen.TryGetValue(name, out var before) && now.CompareTo(before) < 0)
                WentBack.Add($"{name} went from pass {before.Pass}, cursor {before.Cursor} to pass {now.Pass}, cursor {now.Cursor}");
            _seen[name] = now;
        }
    }

    /// <summary>Between two passes, the last is at its end.</summary>
    private static (long Pass, long Cursor) Progress(JsonNode feed) =>
        (feed["pass"]!.GetValue<long>(), feed["state"]!.GetValue<string>() == "waiting" ? long.MaxValue : feed["cursor"]!.GetValue<long>());
}
