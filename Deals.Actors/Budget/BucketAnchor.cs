using Deals.Actors.Keepa;

namespace Deals.Actors.Budget;

/// <summary>Keepa's bucket as the newest envelope shows it. Instants are on Keepa's clock.</summary>
/// <param name="TokensLeft">The balance.</param>
/// <param name="CompletedAt">When it was read.</param>
/// <param name="NextTick">The first refill that is not in the balance.</param>
/// <param name="TickInDoubt">Whether the refill at <paramref name="NextTick"/> may be in the balance after all.</param>
/// <param name="RefillRate">Tokens a minute of the plan.</param>
/// <param name="TokenFlowReduction">Tokens a minute that trackings take.</param>
/// <param name="Serial">The last permit that had been given when the envelope arrived: the answer to a later one is newer, whatever
/// Keepa's clock says.</param>
public sealed record BucketAnchor(
    int TokensLeft,
    DateTimeOffset CompletedAt,
    DateTimeOffset NextTick,
    bool TickInDoubt,
    int RefillRate,
    decimal TokenFlowReduction,
    long Serial)
{
    /// <summary>Minutes of refill that the bucket holds.</summary>
    public const int MinutesHeld = 60;

    /// <summary>The most that the bucket holds.</summary>
    public int Capacity => MinutesHeld * RefillRate;

    /// <summary>What a tick brings, as Keepa documents it: the rate less the rounded flow reduction.</summary>
    public int TokensPerTick => Math.Max(0, RefillRate - (int)decimal.Round(TokenFlowReduction, MidpointRounding.AwayFromZero));

    /// <summary>What a tick brings at least, whatever way Keepa rounds.</summary>
    public int CautiousTokensPerTick => Math.Max(0, RefillRate - (int)decimal.Ceiling(TokenFlowReduction));

    /// <summary>The balance that is certainly there, if nobody but us uses the key: never more than Keepa has.</summary>
    public int CautiousBalance(DateTimeOffset serverNow, LedgerSettings settings) =>
        (int)Math.Min(Capacity, TokensLeft + (CautiousTicks(serverNow, settings) * CautiousTokensPerTick));

    /// <summary>When the n-th tick from here is certainly credited.</summary>
    /// <param name="n">From 1.</param>
    /// <param name="settings">The model's settings.</param>
    public DateTimeOffset CautiousTick(long n, LedgerSettings settings) =>
        FirstCautiousTick(settings) + ((n - 1) * (settings.TickPeriod + settings.TickDrift));

    /// <summary>How many ticks from here are certainly credited.</summary>
    public long CautiousTicks(DateTimeOffset serverNow, LedgerSettings settings)
    {
        var sinceFirst = serverNow - FirstCautiousTick(settings);
        return sinceFirst < TimeSpan.Zero ? 0 : 1 + (sinceFirst.Ticks / (settings.TickPeriod + settings.TickDrift).Ticks);
    }

    private DateTimeOffset FirstCautiousTick(LedgerSettings settings) =>
        NextTick + settings.TickMargin + (TickInDoubt ? settings.TickPeriod : TimeSpan.Zero);

    /// <summary>What an envelope says about the bucket when nothing was known before it.</summary>
    public static BucketAnchor First(TokenEnvelope envelope, long serial, LedgerSettings settings) => new(
        envelope.TokensLeft,
        envelope.CompletedAt,
        envelope.CompletedAt + envelope.RefillIn,
        envelope.RefillIn <= settings.AmbiguousRefillIn,
        envelope.RefillRate,
        envelope.TokenFlowReduction,
        serial);
}
