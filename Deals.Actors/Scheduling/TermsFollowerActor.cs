using Akka.Actor;
using Deals.Actors.Freshness;

namespace Deals.Actors.Scheduling;

/// <summary>Keeps a node's board of terms: asks who finds the price every few seconds, so that a lost message costs nothing. One on each node.</summary>
public sealed class TermsFollowerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>Makes the actor.</summary>
    /// <param name="pricer">Who finds the price.</param>
    /// <param name="board">Where the terms are read.</param>
    public TermsFollowerActor(IActorRef pricer, TermsBoard board)
    {
        Receive<Look>(_ => pricer.Tell(GetPrice.Instance));
        Receive<PriceStatus>(status => board.Now = status.Terms ?? board.Now);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, TimeSpan.Zero, Pace);

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }
}
