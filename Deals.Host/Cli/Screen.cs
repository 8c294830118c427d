using Spectre.Console;

namespace Deals.Host.Cli;

/// <summary>Where a verb prints. Bars and colours are for a person at a terminal; what goes into a pipe or a file is plain lines.</summary>
/// <param name="Output">What was asked for.</param>
/// <param name="Error">What went wrong, and how far long work is.</param>
/// <param name="IsTerminal">Whether a person looks at both.</param>
internal sealed record Screen(TextWriter Output, TextWriter Error, bool IsTerminal)
{
    /// <summary>The process's own.</summary>
    public static Screen OfConsole() => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb");

    /// <summary>Columns of the terminal; absent where there is none, and lines are as long as they are.</summary>
    public int? Width => IsTerminal && Console.WindowWidth is > 0 and var width ? width : null;

    /// <summary>Draws on the error stream, so that the output stays what was asked for.</summary>
    public Progress Bar() => AnsiConsole
        .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) })
        .Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });
}
