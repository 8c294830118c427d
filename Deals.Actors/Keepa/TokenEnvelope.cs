namespace Deals.Actors.Keepa;

/// <summary>What every JSON answer of Keepa says about the token bucket, as received.</summary>
/// <param name="Timestamp">Keepa's clock when the request arrived.</param>
/// <param name="TokensLeft">The balance after this request, in tokens; may be below zero.</param>
/// <param name="RefillIn">Time from the end of processing to the next refill.</param>
/// <param name="RefillRate">Tokens a minute of the plan. Zero only in the answer to a malformed key: then nothing here describes the bucket.</param>
/// <param name="TokenFlowReduction">Tokens a minute that product trackings take from the refill.</param>
/// <param name="TokensConsumed">What this request cost, in tokens.</param>
/// <param name="ProcessingTime">Time from the request's arrival to the end of processing.</param>
public sealed record TokenEnvelope(
    DateTimeOffset Timestamp,
    int TokensLeft,
    TimeSpan RefillIn,
    int RefillRate,
    decimal TokenFlowReduction,
    int TokensConsumed,
    TimeSpan ProcessingTime)
{
    /// <summary>Keepa's clock when the balance was read: the end of processing.</summary>
    public DateTimeOffset CompletedAt => Timestamp + ProcessingTime;

    /// <summary>Whether this describes the bucket at all.</summary>
    public bool DescribesBucket => RefillRate > 0;
}
