using System.Globalization;

namespace Deals.Host.Cli.Shell;

/// <summary>Reads lines from a person at a terminal, key by key.</summary>
internal sealed class TerminalReader(string prompt, ShellHistory history, TextWriter output)
{
    private const int DefaultWidth = 80;

    /// <summary>Reads the next line; absent when the person leaves.</summary>
    public string? ReadLine()
    {
        var editor = new LineEditor(history.Lines, Completion.Of);
        // While a line is typed, Ctrl-C gives it up; while a verb runs, it ends the verb.
        Console.TreatControlCAsInput = true;
        try
        {
            Draw(editor.Line);
            while (true)
            {
                switch (editor.Take(Console.ReadKey(intercept: true)))
                {
                    case KeyOutcome.Accepted accepted:
                        Draw(editor.Line.End());
                        output.WriteLine();
                        return accepted.Line;
                    case KeyOutcome.Cancelled:
                        output.WriteLine("^C");
                        return "";
                    case KeyOutcome.Ended:
                        output.WriteLine();
                        return null;
                    case KeyOutcome.Choices choices:
                        output.WriteLine();
                        foreach (var row in Rows(choices.Words, Width()))
                            output.WriteLine(row);
                        break;
                }

                Draw(editor.Line);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    /// <summary>Words beside each other, as many as fit.</summary>
    internal static IEnumerable<string> Rows(IReadOnlyList<string> words, int width)
    {
        var column = words.Max(w => w.Length) + 2;
        return words.Chunk(Math.Max(1, width / column)).Select(row => string.Concat(row.Select(w => w.PadRight(column))).TrimEnd());
    }

    private void Draw(EditedLine line)
    {
        var view = LineView.Of(line, prompt.Length, Width());
        var column = prompt.Length + view.Column;
        output.Write($"\r{prompt}{view.Text}\u001b[K\r{(column == 0 ? "" : $"\u001b[{column.ToString(CultureInfo.InvariantCulture)}C")}");
        output.Flush();
    }

    private static int Width() => Console.WindowWidth is > 0 and var width ? width : DefaultWidth;
}
