using Deals.Actors.Inspection;

namespace Deals.Host.Cli.Shell;

/// <summary><c>shell</c>: verb after verb, typed at a prompt or read from a pipe.</summary>
/// <param name="screen">Where it prints.</param>
/// <param name="node">Whom the verbs ask.</param>
/// <param name="run">Runs the words of one line; gives the exit code.</param>
/// <param name="outer">Takes signals for the process; the shell takes them over, for each verb anew.</param>
internal sealed class ShellVerb(Screen screen, Uri node, Func<IReadOnlyList<string>, CancellationToken, Task<int>> run, Interruption outer)
{
    /// <summary>Runs until its input ends; gives 0, or the code of the last verb that failed.</summary>
    public Task<int> RunAsync(TextReader input, CancellationToken cancellation)
    {
        outer.Leave();
        return Console.IsInputRedirected || !screen.IsTerminal ? RunPipedAsync(input, cancellation) : RunTypedAsync(cancellation);
    }

    private async Task<int> RunPipedAsync(TextReader input, CancellationToken cancellation)
    {
        var failed = ExitCode.Done;
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            var (code, next) = await RunInterruptiblyAsync(line, cancellation);
            if (code != ExitCode.Done)
                failed = code;
            // Whoever interrupts a script wants none of the rest either.
            if (next == Next.Interrupted)
                return ExitCode.Failed;
            if (next == Next.Leave)
                break;
        }

        return failed;
    }

    private async Task<int> RunTypedAsync(CancellationToken cancellation)
    {
        var history = ShellHistory.Open(ShellHistory.DefaultFile());
        var reader = new TerminalReader($"[{node.Authority}] deals> ", history, screen.Output);
        await GreetAsync(history, cancellation);
        while (!cancellation.IsCancellationRequested && reader.ReadLine() is { } line)
        {
            history.Add(line.Trim());
            if ((await RunInterruptiblyAsync(line, cancellation)).Next == Next.Leave)
                break;
        }

        // Whoever types has seen each failure: leaving is not one.
        return ExitCode.Done;
    }

    private async Task GreetAsync(ShellHistory history, CancellationToken cancellation)
    {
        using var client = new NodeClient(screen);
        var address = NodeClient.AddressOf(node);
        await screen.Output.WriteLineAsync(await client.AnswersAsync(node, cancellation)
            ? $"Connected to {address}. Tab completes, 'help' lists the verbs, Ctrl-D leaves."
            : $"No node answers at {address} yet; every verb tries again. Ctrl-D leaves.");
        if (history.Problem is { } problem)
            await screen.Error.WriteLineAsync($"The history is not kept: {PlainText.Clean(problem)}");
    }

    private enum Next
    {
        GoOn,
        Leave,
        Interrupted,
    }

    private async Task<(int Code, Next Next)> RunInterruptiblyAsync(string line, CancellationToken cancellation)
    {
        using var interruption = new Interruption();
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interruption.Token);
        var (code, next) = await RunLineAsync(line, running.Token);
        return (code, interruption.Token.IsCancellationRequested ? Next.Interrupted : next);
    }

    private async Task<(int Code, Next Next)> RunLineAsync(string line, CancellationToken cancellation)
    {
        if (!ShellWords.TrySplit(line, out var words, out var problem))
        {
            await screen.Error.WriteLineAsync(problem);
            return (ExitCode.WrongArguments, Next.GoOn);
        }

        // A line of a script may be a remark.
        if (words.Count == 0 || words[0].StartsWith('#'))
            return (ExitCode.Done, Next.GoOn);
        if (words is ["exit" or "quit"])
            return (ExitCode.Done, Next.Leave);
        if (words[0] == OwnVerbs.Shell.Name)
        {
            await screen.Error.WriteLineAsync("This is the shell already.");
            return (ExitCode.WrongArguments, Next.GoOn);
        }

        return (await run(words, cancellation), Next.GoOn);
    }
}
