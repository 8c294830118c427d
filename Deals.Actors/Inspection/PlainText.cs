using System.Globalization;
using System.Text;
using Deals.Actors.Keepa;

namespace Deals.Actors.Inspection;

/// <summary>How values read in a terminal: the same for every command, and safe, whatever a title holds.</summary>
public static class PlainText
{
    /// <summary>What stands for a value that is absent.</summary>
    public const string None = "-";

    /// <summary>An amount with its currency: <c>20.24 USD</c>.</summary>
    public static string Money(long? minor, string currency)
    {
        if (minor is not { } amount)
            return None;
        var known = AmazonDomain.All.Select(d => d.Currency).FirstOrDefault(c => c.Code == currency);
        return known is null ? $"{Number(amount)} {currency} minor" : new Money(amount, known).ToString();
    }

    /// <summary>A fraction as percent: <c>25 %</c>, <c>12.5 %</c>.</summary>
    public static string Percent(decimal? fraction) =>
        fraction is { } f ? (f * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : None;

    /// <summary>A whole number, thousands apart.</summary>
    public static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? None;

    /// <summary>A span in its two largest units: <c>12s</c>, <c>3m</c>, <c>5h 20m</c>, <c>2d 4h</c>.</summary>
    public static string Span(TimeSpan? span)
    {
        if (span is not { } s)
            return None;
        if (s < TimeSpan.Zero)
            s = TimeSpan.Zero;
        return s switch
        {
            { TotalMinutes: < 1 } => Whole(s.Seconds, "s"),
            { TotalHours: < 1 } => Whole(s.Minutes, "m"),
            { TotalDays: < 1 } => Pair(s.Hours, "h", s.Minutes, "m"),
            _ => Pair(s.Days, "d", s.Hours, "h"),
        };
    }

    /// <summary>How long ago something was.</summary>
    public static string Age(DateTimeOffset? at, DateTimeOffset now) => at is { } t ? Span(now - t) : None;

    /// <summary>An instant to the second, with how long ago or ahead it is.</summary>
    public static string InstantAndAge(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at is not { } t)
            return None;
        var text = t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return t <= now ? $"{text} ({Span(now - t)} ago)" : $"{text} (in {Span(t - now)})";
    }

    /// <summary>A text in one line of at most so many characters, without anything that a terminal would obey.</summary>
    public static string Clean(string? text, int most = 200)
    {
        if (string.IsNullOrWhiteSpace(text))
            return None;
        var clean = new StringBuilder(Math.Min(text.Length, most + 1));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= most)
                return clean.Append('…').ToString();
            var isUnsafe = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            clean.Append(isUnsafe ? " " : rune.ToString());
        }

        return clean.ToString();
    }

    private static string Whole(int value, string unit) => value.ToString(CultureInfo.InvariantCulture) + unit;

    private static string Pair(int major, string majorUnit, int minor, string minorUnit) =>
        minor == 0 ? Whole(major, majorUnit) : $"{Whole(major, majorUnit)} {Whole(minor, minorUnit)}";
}
