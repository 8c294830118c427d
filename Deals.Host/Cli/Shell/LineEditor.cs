namespace Deals.Host.Cli.Shell;

/// <summary>What a key came to. Closed.</summary>
internal abstract record KeyOutcome
{
    private KeyOutcome()
    {
    }

    /// <summary>The line goes on.</summary>
    public sealed record Editing : KeyOutcome
    {
        public static readonly Editing Instance = new();
    }

    /// <summary>There are several ways to go on: they are shown, and the line goes on.</summary>
    public sealed record Choices(IReadOnlyList<string> Words) : KeyOutcome;

    /// <summary>The line is given up.</summary>
    public sealed record Cancelled : KeyOutcome
    {
        public static readonly Cancelled Instance = new();
    }

    /// <summary>The line is to be run.</summary>
    public sealed record Accepted(string Line) : KeyOutcome;

    /// <summary>The shell is to end.</summary>
    public sealed record Ended : KeyOutcome
    {
        public static readonly Ended Instance = new();
    }
}

/// <summary>Makes a line of keys, with the keys of readline that everybody knows. It touches no terminal.</summary>
/// <param name="history">Earlier lines, the oldest first.</param>
/// <param name="complete">How the word before the cursor may go on.</param>
internal sealed class LineEditor(IReadOnlyList<string> history, Func<string, int, Completion> complete)
{
    /// <summary>Longer lines are no commands.</summary>
    public const int LongestLine = 4000;

    private int _past = history.Count;
    private string _unfinished = "";

    /// <summary>The line now.</summary>
    public EditedLine Line { get; private set; } = EditedLine.Empty;

    /// <summary>Takes a key.</summary>
    public KeyOutcome Take(ConsoleKeyInfo key) => (key.Key, key.Modifiers.HasFlag(ConsoleModifiers.Control), key.KeyChar) switch
    {
        (ConsoleKey.Enter, _, _) or (_, _, '\n' or '\r') => new KeyOutcome.Accepted(Line.Text),
        (ConsoleKey.C, true, _) or (_, _, '\u0003') => KeyOutcome.Cancelled.Instance,
        (ConsoleKey.D, true, _) or (_, _, '\u0004') => Line.Text.Length == 0 ? KeyOutcome.Ended.Instance : Edit(Line.Delete()),
        (ConsoleKey.Tab, _, _) => Complete(),
        (ConsoleKey.UpArrow, _, _) or (ConsoleKey.P, true, _) => Recall(_past - 1),
        (ConsoleKey.DownArrow, _, _) or (ConsoleKey.N, true, _) => Recall(_past + 1),
        _ => Edit(Edited(key)),
    };

    private EditedLine Edited(ConsoleKeyInfo key) => (key.Key, key.Modifiers.HasFlag(ConsoleModifiers.Control)) switch
    {
        (ConsoleKey.LeftArrow, true) => Line.WordLeft(),
        (ConsoleKey.RightArrow, true) => Line.WordRight(),
        (ConsoleKey.LeftArrow, _) or (ConsoleKey.B, true) => Line.Left(),
        (ConsoleKey.RightArrow, _) or (ConsoleKey.F, true) => Line.Right(),
        (ConsoleKey.Home, _) or (ConsoleKey.A, true) => Line.Home(),
        (ConsoleKey.End, _) or (ConsoleKey.E, true) => Line.End(),
        (ConsoleKey.W, true) or (ConsoleKey.Backspace, true) => Line.DeleteWord(),
        (ConsoleKey.Backspace, _) or (ConsoleKey.H, true) => Line.Backspace(),
        (ConsoleKey.Delete, _) => Line.Delete(),
        (ConsoleKey.U, true) => Line.DeleteToStart(),
        (ConsoleKey.K, true) => Line.DeleteToEnd(),
        _ when char.IsControl(key.KeyChar) || Line.Text.Length >= LongestLine => Line,
        _ => Line.Insert(key.KeyChar.ToString()),
    };

    private KeyOutcome.Editing Edit(EditedLine line)
    {
        Line = line;
        return KeyOutcome.Editing.Instance;
    }

    private KeyOutcome.Editing Recall(int past)
    {
        if (past < 0 || past > history.Count)
            return KeyOutcome.Editing.Instance;
        if (_past == history.Count)
            _unfinished = Line.Text;
        _past = past;
        return Edit(EditedLine.Of(past == history.Count ? _unfinished : history[past]));
    }

    private KeyOutcome Complete()
    {
        var found = complete(Line.Text, Line.Cursor);
        if (found.Words.Count == 0)
            return KeyOutcome.Editing.Instance;
        var typed = Line.Text[found.Start..Line.Cursor];
        var common = found.Words.Count == 1 ? found.Words[0] + " " : CommonStart(found.Words);
        if (common.Length <= typed.Length)
            return new KeyOutcome.Choices(found.Words);
        // A space that is there already is not typed again.
        if (common[^1] == ' ' && Line.Cursor < Line.Text.Length && Line.Text[Line.Cursor] == ' ')
            common = common[..^1];
        return Edit(Line.Replace(found.Start, common));
    }

    private static string CommonStart(IReadOnlyList<string> words)
    {
        var length = words.Min(w => w.Length);
        var first = words[0];
        while (!words.All(w => w.AsSpan(0, length).SequenceEqual(first.AsSpan(0, length))))
            length--;
        return first[..length];
    }
}
