using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Deals.Actors.Inspection;

/// <summary><c>log tail</c>: what this node logged last, and what it logs now.</summary>
public sealed class LogCommands(LogRing log) : IPaletteCommands
{
    /// <inheritdoc />
    public Palette Palette => Palettes.Log;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> RunAsync(
        PaletteCommand command, InspectionArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = int.Parse(arguments.ValueOf("lines")!, CultureInfo.InvariantCulture);
        _ = LogLevels.TryParse(arguments.ValueOf("level"), out var least);
        using var following = log.Follow();
        foreach (var line in following.Before.Where(l => l.Level >= least).TakeLast(last))
            yield return Text(line, arguments.Json);
        if (arguments.Has("once"))
            yield break;
        await foreach (var line in following.After.ReadAllAsync(cancellation))
        {
            if (following.After.TakeDropped() is > 0 and var missed)
                yield return Text(Missed(line, missed), arguments.Json);
            if (line.Level >= least)
                yield return Text(line, arguments.Json);
        }
    }

    private static LogLine Missed(LogLine before, long missed) =>
        new(before.At, LogLevel.Warning, "log", $"{PlainText.Number(missed)} lines came faster than they were read and are not shown");

    private static string Text(LogLine line, bool json) => json
        ? InspectionJson.Line(new { line.At, Level = LogLevels.NameOf(line.Level), line.Category, line.Text })
        : PlainText.Clean(line.ToString(), LogRing.LongestText + 200);
}
