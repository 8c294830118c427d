namespace Deals.Host.Cli.Shell;

/// <summary>A line that is being typed, and where in it.</summary>
/// <param name="Text">The line.</param>
/// <param name="Cursor">Before which character the next one comes, 0 to its length.</param>
internal readonly record struct EditedLine(string Text, int Cursor)
{
    /// <summary>Nothing yet.</summary>
    public static readonly EditedLine Empty = new("", 0);

    /// <summary>A line with the cursor behind it.</summary>
    public static EditedLine Of(string text) => new(text, text.Length);

    public EditedLine Insert(string text) => new(Text.Insert(Cursor, text), Cursor + text.Length);

    /// <summary>Puts something in the place of what is between a position and the cursor.</summary>
    public EditedLine Replace(int start, string text) => new(string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(Cursor)), start + text.Length);

    public EditedLine Left() => this with { Cursor = Before };

    public EditedLine Right() => this with { Cursor = After };

    public EditedLine Home() => this with { Cursor = 0 };

    public EditedLine End() => this with { Cursor = Text.Length };

    public EditedLine WordLeft() => this with { Cursor = WordStart };

    public EditedLine WordRight()
    {
        var at = Cursor;
        while (at < Text.Length && Text[at] == ' ')
            at++;
        while (at < Text.Length && Text[at] != ' ')
            at++;
        return this with { Cursor = at };
    }

    public EditedLine Backspace() => Replace(Before, "");

    public EditedLine Delete() => new(Text.Remove(Cursor, After - Cursor), Cursor);

    public EditedLine DeleteWord() => Replace(WordStart, "");

    public EditedLine DeleteToStart() => Replace(0, "");

    public EditedLine DeleteToEnd() => new(Text[..Cursor], Cursor);

    // A character beyond the first 65,536 is two of .NET's, and goes as one.
    private int Before => Cursor >= 2 && char.IsSurrogatePair(Text[Cursor - 2], Text[Cursor - 1]) ? Cursor - 2 : Math.Max(0, Cursor - 1);

    private int After => Cursor + 1 < Text.Length && char.IsSurrogatePair(Text[Cursor], Text[Cursor + 1]) ? Cursor + 2 : Math.Min(Text.Length, Cursor + 1);

    private int WordStart
    {
        get
        {
            var at = Cursor;
            while (at > 0 && Text[at - 1] == ' ')
                at--;
            while (at > 0 && Text[at - 1] != ' ')
                at--;
            return at;
        }
    }
}
