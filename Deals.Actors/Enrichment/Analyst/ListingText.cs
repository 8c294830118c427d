using System.Globalization;
using System.Text;

namespace Deals.Actors.Enrichment.Analyst;

/// <summary>Text that a seller wrote, made harmless to read: one line, of letters and signs that can be seen, and no longer than it may be.</summary>
public static class ListingText
{
    private const char Cut = '…';

    /// <summary>Cleans a text; absent where nothing is left.</summary>
    /// <param name="text">As the listing has it.</param>
    /// <param name="most">How many UTF-16 units may be left, 2 or more.</param>
    public static string? Of(string? text, int most)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var clean = new StringBuilder(Math.Min(text.Length, most));
        var isSpaced = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSpace(rune))
            {
                if (!isSpaced)
                    clean.Append(' ');
                isSpaced = true;
            }
            else
            {
                clean.Append(rune.ToString());
                isSpaced = false;
            }

            if (clean.Length > most)
                return CutTo(clean, most);
        }

        return clean.ToString().Trim() is { Length: > 0 } left ? left : null;
    }

    private static string CutTo(StringBuilder text, int most)
    {
        text.Length = most - 1;
        // One part of a pair says nothing.
        if (char.IsHighSurrogate(text[^1]))
            text.Length--;
        return text.Append(Cut).ToString();
    }

    // What orders a terminal or a reader about, what is invisible, and what is no letter of anybody's.
    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;
}
