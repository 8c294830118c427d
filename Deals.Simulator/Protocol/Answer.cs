using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Deals.Simulator.Bucket;

namespace Deals.Simulator.Protocol;

/// <summary>One answer of the simulated Keepa: its envelope around its content, gzipped where the client takes gzip, errors too.</summary>
internal static class Answer
{
    private const int LeastRefillIn = 522;

    /// <summary>The numbers of an envelope.</summary>
    public sealed record Envelope(long Timestamp, long TokensLeft, long RefillIn, int RefillRate, decimal Flow, int Consumed, long ProcessingTime)
    {
        /// <summary>As Keepa answers a key that is none.</summary>
        public static Envelope Zero(DateTimeOffset arrived) => new(arrived.ToUnixTimeMilliseconds(), 0, 0, 0, 0, 0, 0);

        /// <summary>The envelope of a request: the bucket as it is at the end of processing.</summary>
        public static Envelope Of(TokenBucket bucket, DateTimeOffset arrived, DateTimeOffset ended, int consumed, bool isSuccess) => new(
            arrived.ToUnixTimeMilliseconds(),
            bucket.Balance,
            Math.Max(LeastRefillIn, (long)(bucket.NextTick - ended).TotalMilliseconds),
            bucket.RefillRate,
            bucket.FlowReduction,
            consumed,
            Math.Max(isSuccess ? 1 : 0, (long)(ended - arrived).TotalMilliseconds));
    }

    /// <summary>Writes a body: envelope and content, in an order that no client may rely on.</summary>
    public static byte[] Body(Envelope envelope, bool envelopeFirst, Action<Utf8JsonWriter>? content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
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

        return buffer.ToArray();
    }

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
    public static async Task SendAsync(HttpContext http, int status, byte[] body, bool truncate = false, bool isPng = false)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = isPng ? "image/png" : "application/json;charset=UTF-8";
        var payload = body;
        if (!isPng && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            payload = Gzip(body);
        }

        if (truncate)
            payload = payload[..(payload.Length / 2)];
        http.Response.ContentLength = payload.Length;
        await http.Response.Body.WriteAsync(payload, http.RequestAborted);
    }

    /// <summary>A body that begins like JSON and does not end.</summary>
    public static byte[] Broken() => Encoding.UTF8.GetBytes("{\"timestamp\":1,\"deals\":{\"dr\":[{\"asin\":\"B00");

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        return packed.ToArray();
    }
}
