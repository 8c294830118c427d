using Akka.Actor;

namespace Deals.Actors.Inspection;

/// <summary>Tells the lines of one command to whoever asked, one after the other as they come, and ends with the last of them. It ends the command when
/// the asker is gone, or its own parent.</summary>
public sealed class RunningCommand : ReceiveActor
{
    private readonly IActorRef _asker;
    private readonly Func<InspectionLine, object> _reply;
    private readonly CancellationTokenSource _ended = new();
    private readonly IAsyncEnumerator<InspectionLine> _lines;
    private Task _reading = Task.CompletedTask;

    public RunningCommand(Func<CancellationToken, IAsyncEnumerable<InspectionLine>> command, IActorRef asker, Func<InspectionLine, object> reply)
    {
        (_asker, _reply) = (asker, reply);
        _lines = command(_ended.Token).GetAsyncEnumerator(_ended.Token);
        Receive<InspectionLine>(Tell);
        Receive<Status.Failure>(_ => Tell(InspectionLine.Failed("The command broke off inside the node; its log says why.")));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    /// <summary>One run of a command.</summary>
    /// <param name="command">Gives the lines; its token ends when nobody wants them any more.</param>
    /// <param name="asker">Who gets them.</param>
    /// <param name="reply">What a line is as a message to them.</param>
    public static Props Props(Func<CancellationToken, IAsyncEnumerable<InspectionLine>> command, IActorRef asker, Func<InspectionLine, object> reply) =>
        Akka.Actor.Props.Create(() => new RunningCommand(command, asker, reply));

    /// <inheritdoc />
    protected override void PreStart()
    {
        Context.Watch(_asker);
        ReadNext();
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _ended.Cancel();
        _ = ReleaseAsync(_reading, _lines, _ended);
    }

    private void Tell(InspectionLine line)
    {
        _asker.Tell(_reply(line));
        if (line.Final)
            Context.Stop(Self);
        else
            ReadNext();
    }

    // One line is under way at a time: a long answer waits for its reader.
    private void ReadNext()
    {
        var next = NextAsync(_lines);
        _reading = next;
        _ = next.PipeTo(Self);
    }

    private static async Task<InspectionLine> NextAsync(IAsyncEnumerator<InspectionLine> lines) =>
        await lines.MoveNextAsync() ? lines.Current : InspectionLine.Done;

    // An enumerator may be released only when nobody is inside it.
    private static async Task ReleaseAsync(Task reading, IAsyncEnumerator<InspectionLine> lines, CancellationTokenSource ended)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await lines.DisposeAsync();
        ended.Dispose();
    }
}
