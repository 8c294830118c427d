using Deals.Actors.Serialization;

namespace Deals.Actors.Analysing;

/// <summary>What happened to the quota. Closed; stored for ever, and a reservation before its call leaves.</summary>
public abstract record QuotaEvent : IDealsWire
{
    private QuotaEvent(long number, DateTimeOffset at) => (Number, At) = (number, at);

    /// <summary>The call.</summary>
    public long Number { get; }

    /// <summary>When, domain time.</summary>
    public DateTimeOffset At { get; }

    /// <summary>A call may leave. Until it is settled it counts as what it can cost at the most.</summary>
    /// <param name="Call">Its number.</param>
    /// <param name="When">When; its UTC day is charged.</param>
    /// <param name="Lane">Who wanted it.</param>
    /// <param name="MicroDollars">What it can cost at the most.</param>
    public sealed record Reserved(long Call, DateTimeOffset When, AnalystLane Lane, long MicroDollars) : QuotaEvent(Call, When);

    /// <summary>What became of a call is known. A call of which that is never known stays charged as it was reserved.</summary>
    /// <param name="Call">Its number.</param>
    /// <param name="When">When that was known.</param>
    /// <param name="MicroDollars">What it cost.</param>
    /// <param name="TokensIn">Tokens of the prompt, as charged.</param>
    /// <param name="TokensOut">Tokens of the answer, as charged.</param>
    /// <param name="HasLeft">Whether it was sent at all; one that was not is no call.</param>
    public sealed record Settled(long Call, DateTimeOffset When, long MicroDollars, int TokensIn, int TokensOut, bool HasLeft) : QuotaEvent(Call, When);
}
