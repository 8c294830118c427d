using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>What the ledger has to know of a permit's end: the outcome without its rows.</summary>
public abstract record PermitFate
{
    private PermitFate()
    {
    }

    /// <summary>Keepa answered with an envelope that describes the bucket: it says what the request cost.</summary>
    /// <param name="Envelope">The envelope.</param>
    /// <param name="RetryAfter">For a 429, how long Keepa wants to be left alone; else absent.</param>
    public sealed record Answered(TokenEnvelope Envelope, TimeSpan? RetryAfter = null) : PermitFate;

    /// <summary>A 429 without a readable envelope: nothing was consumed.</summary>
    /// <param name="RetryAfter">How long Keepa wants to be left alone.</param>
    public sealed record Throttled(TimeSpan RetryAfter) : PermitFate;

    /// <summary>Keepa refused the key: nothing was consumed, and nothing will work until the key is replaced.</summary>
    /// <param name="Reason">Keepa's words.</param>
    public sealed record KeyRefused(string Reason) : PermitFate;

    /// <summary>The request never left the gateway: nothing was consumed.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record NotSent(string Reason) : PermitFate;

    /// <summary>The request may have been served and charged; nobody knows.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Unknown(string Reason) : PermitFate;

    /// <summary>The fate that an outcome stands for.</summary>
    public static PermitFate Of(KeepaOutcome outcome) => outcome switch
    {
        KeepaOutcome.Failed { Kind: FailureKind.NotSent } failed => new NotSent(failed.Error.Message),
        KeepaOutcome.Failed { Kind: FailureKind.Unauthorized } failed => new KeyRefused(failed.Error.ToString()),
        KeepaOutcome.Throttled { Bucket: { DescribesBucket: true } bucket } throttled => new Answered(bucket, throttled.RetryAfter),
        KeepaOutcome.Throttled throttled => new Throttled(throttled.RetryAfter),
        { Envelope: { DescribesBucket: true } bucket } => new Answered(bucket),
        KeepaOutcome.Unknown unknown => new Unknown(unknown.Reason),
        KeepaOutcome.Failed failed => new Unknown(failed.Error.ToString()),
        _ => new Unknown("The answer had no envelope that describes the bucket."),
    };
}
