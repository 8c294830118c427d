using System.Globalization;

namespace Deals.Actors.Hosting;

/// <summary>Durations as people write them: a .NET time span such as <c>00:05:00</c>, or a number with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c> such as <c>5m</c> or <c>7d</c>.</summary>
public static class Duration
{
    /// <summary>What an error message names as expected.</summary>
    public const string Expected = "a duration such as 30s, 5m, 12h, 7d or 00:05:00";

    /// <summary>Reads a duration of zero or more.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var trimmed = text?.Trim() ?? "";
        var letters = trimmed.Length - trimmed.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz").Length;
        if (letters == 0)
            return trimmed.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        TimeSpan? unit = trimmed[^letters..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is null || !decimal.TryParse(trimmed[..^letters], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * unit.Value.Ticks > TimeSpan.FromDays(36_500).Ticks)
            return false;
        duration = TimeSpan.FromTicks((long)(number * unit.Value.Ticks));
        return true;
    }
}
