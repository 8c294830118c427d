using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Deals.Actors.Inspection;

namespace Deals.Tests.Inspection;

public sealed class RunningCommandTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningCommandTests()
        : base("akka.loglevel = OFF")
    {
    }

    [Fact]
    public void Lines_come_in_order_the_last_one_ends_it()
    {
        var run = Watch(Run(_ => Lines(InspectionLine.Of("a"), InspectionLine.Of("b"), InspectionLine.Done, InspectionLine.Of("never"))));

        Assert.Equal(["a", "b", ""], ReceiveN(3, Patience).Cast<InspectionLine>().Select(l => l.Text));
        ExpectTerminated(run, Patience);
        Assert.False(HasMessages);
    }

    [Fact]
    public void An_answer_that_just_stops_is_closed()
    {
        Run(_ => Lines(InspectionLine.Of("a")));

        Assert.Equal(["a", ""], ReceiveN(2, Patience).Cast<InspectionLine>().Select(l => l.Text));
    }

    [Fact]
    public void A_failure_is_told_without_its_text()
    {
        var run = Watch(Run(_ => Fails()));

        var line = ExpectMsg<InspectionLine>(Patience);
        Assert.True(line is { Error: true, Final: true });
        Assert.DoesNotContain("secret", line.Text, StringComparison.Ordinal);
        ExpectTerminated(run, Patience);
    }

    [Fact]
    public async Task A_stream_ends_when_its_reader_is_gone()
    {
        var reader = CreateTestProbe();
        Run(Endless, reader);
        reader.ExpectMsg<InspectionLine>(Patience);

        Sys.Stop(reader);

        await _ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_stream_ends_with_the_connection_that_it_belongs_to()
    {
        var run = Run(Endless);
        ExpectMsg<InspectionLine>(Patience);

        Sys.Stop(run);

        await _ended.Task.WaitAsync(Patience);
    }

    private IActorRef Run(Func<CancellationToken, IAsyncEnumerable<InspectionLine>> command, IActorRef? reader = null) =>
        Sys.ActorOf(RunningCommand.Props(command, reader ?? TestActor, line => line));

    private async IAsyncEnumerable<InspectionLine> Endless([EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            yield return InspectionLine.Of("joined");
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<InspectionLine> Lines(params InspectionLine[] lines)
    {
        foreach (var line in lines)
        {
            await Task.Yield();
            yield return line;
        }
    }

    private static async IAsyncEnumerable<InspectionLine> Fails()
    {
        await Task.Yield();
        if (DateTimeOffset.UnixEpoch.Year == 1970)
            throw new InvalidOperationException("secret");
        yield break;
    }
}
