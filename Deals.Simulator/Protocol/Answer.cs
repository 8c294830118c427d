using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Deals.Simulator.Bucket;
using Microsoft.IO;

namespace Deals.Simulator.Protocol;

/// <summary>One answer of the simulated Keepa: its envelope around its content, gzipped where the client takes gzip, errors too.</summary>
internal static class Answer
{
    private const int LeastRefillIn = 522;
    private static readonly RecyclableMemoryStreamManager Buffers = new();

    /// <summary>The numbers of an envelope.</summary>
    public sealed record Envelope(long Timestamp, long TokensLeft, long RefillIn, int RefillRate, decimal Flow, int Consumed, long ProcessingTime)
    {
        /// <summary>As Keepa answers a key that is none.</summary>
        public static Envelope Zero(DateTimeOffset arrived) => new(arrived.ToUnixTimeMilliseconds(), 0, 0, 0, 0, 0, 0);

        /// <summary>The envelope of a request: the bucket as it is at the end of processing.</summary>
        public static Envelope Of(TokenBucket bucket, DateTimeOffset arrived, DateTimeOffset ended, int consumed, bool isSuccess) => new(
            arrived.ToUnixTimeMilliseconds(),
            bucket.Balance,
            Announced(bucket, ended),
            bucket.RefillRate,
            bucket.FlowReduction,
            consumed,
            Math.Max(isSuccess ? 1 : 0, (long)(ended - arrived).TotalMilliseconds));

        /// <summary>The wait for the next tick, and never less than Keepa ever said: also while a tick is announced that was credited before its time.</summary>
        private static long Announced(TokenBucket bucket, DateTimeOffset ended) => bucket.NextTick - ended is var wait && wait > bucket.TickPeriod
            ? LeastRefillIn
            : Math.Max(LeastRefillIn, (long)wait.TotalMilliseconds);
    }

    /// <summary>A body: envelope and content, in an order that no client may rely on.</summary>
    public static Action<Stream> Body(Envelope envelope, bool envelopeFirst, Action<Utf8JsonWriter>? content) => body =>
    {
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            if (!envelopeFirst)
                content?.Invoke(json);
            json.WriteNumber("timestamp", envelope.Timestamp);
            json.WriteNumber("tokensLeft", envelope.TokensLeft);
            json.WriteNumber("refillIn", envelope.RefillIn);
            json.WriteNumber("refillRate", envelope.RefillRate);
            json.WritePropertyName("tokenFlowReduction");
            json.WriteRawValue(envelope.Flow.ToString("0.0###", CultureInfo.InvariantCulture));
            json.WriteNumber("tokensConsumed", envelope.Consumed);
            json.WriteNumber("processingTimeInMs", envelope.ProcessingTime);
            if (envelopeFirst)
                content?.Invoke(json);
            json.WriteEndObject();
        }
    };

    /// <summary>Keepa's error object.</summary>
    public static Action<Utf8JsonWriter> Error(string type, string message, string details) => json =>
    {
        json.WriteStartObject("error");
        json.WriteString("type", type);
        json.WriteString("message", message);
        json.WriteString("details", details);
        json.WriteEndObject();
    };

    /// <summary>Sends a body. An image is packed already.</summary>
    public static async Task SendAsync(HttpContext http, int status, Action<Stream> body, bool truncate = false, bool isPng = false)
    {
        using var payload = Buffers.GetStream();
        http.Response.StatusCode = status;
        http.Response.ContentType = isPng ? "image/png" : "application/json;charset=UTF-8";
        if (!isPng && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            using var gzip = new GZipStream(payload, CompressionLevel.Fastest, leaveOpen: true);
            body(gzip);
        }
        else
        {
            body(payload);
        }

        if (truncate)
            payload.SetLength(payload.Length / 2);
        http.Response.ContentLength = payload.Length;
        payload.Position = 0;
        await payload.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>A body that begins like JSON and does not end.</summary>
    public static void Broken(Stream body) => body.Write("{\"timestamp\":1,\"deals\":{\"dr\":[{\"asin\":\"B00"u8);
}
