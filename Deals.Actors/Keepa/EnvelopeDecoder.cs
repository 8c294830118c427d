using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Reads the envelope of an answer.</summary>
internal static class EnvelopeDecoder
{
    private const long LatestTimestamp = 253_402_300_799_999;

    /// <summary>The envelope; absent where timestamp, balance or rate is missing, for then nothing about the bucket can be said.</summary>
    public static TokenEnvelope? Read(JsonElement answer)
    {
        if (answer.Get("timestamp").Whole() is not (> 0 and <= LatestTimestamp and var timestamp)
            || answer.Get("tokensLeft").Whole() is not (>= int.MinValue and <= int.MaxValue and var left)
            || answer.Get("refillRate").Whole() is not (>= 0 and <= int.MaxValue / 60 and var rate))
            return null;
        return new TokenEnvelope(
            DateTimeOffset.FromUnixTimeMilliseconds(timestamp),
            (int)left,
            Milliseconds(answer.Get("refillIn").Whole()),
            (int)rate,
            Math.Max(0, answer.Get("tokenFlowReduction").Real() ?? 0),
            (int)Math.Clamp(answer.Get("tokensConsumed").Whole() ?? 0, 0, int.MaxValue),
            Milliseconds(answer.Get("processingTimeInMs").Whole()));
    }

    private static TimeSpan Milliseconds(long? value) => TimeSpan.FromMilliseconds(Math.Clamp(value ?? 0, 0, 86_400_000));
}
