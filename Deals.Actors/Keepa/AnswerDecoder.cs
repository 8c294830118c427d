using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Deals.Actors.Keepa;

/// <summary>Turns the body and status of an answer into an outcome: the one place where Keepa's JSON is read. Tolerant of what may be missing, strict
/// about what an answer is: nothing unreadable becomes an empty page.</summary>
public static class AnswerDecoder
{
    // Keepa's own wait is to the next tick; its clients wait a second longer, because 522 ms is the least it ever says.
    private static readonly TimeSpan RetryMargin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryWithoutEnvelope = TimeSpan.FromSeconds(61);

    /// <summary>Decodes.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body, decompressed.</param>
    public static KeepaOutcome Decode(KeepaRequest request, int status, ReadOnlyMemory<byte> body) => Decode(request, status, new ReadOnlySequence<byte>(body));

    /// <summary>Decodes.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body, decompressed, in as many pieces as it came.</param>
    public static KeepaOutcome Decode(KeepaRequest request, int status, ReadOnlySequence<byte> body)
    {
        try
        {
            var products = request is KeepaRequest.Products or KeepaRequest.ProductsByCode ? ProductSlices.Of(body) : null;
            using var document = JsonDocument.Parse(
                products is null ? body : new ReadOnlySequence<byte>(products.Around),
                new JsonDocumentOptions { MaxDepth = ProductDecoder.MostDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Decode(request, status, document.RootElement, products)
                : Unreadable(status, $"the answer is {document.RootElement.ValueKind} and not an object");
        }
        catch (JsonException)
        {
            return Unreadable(status, body.IsEmpty ? "the answer is empty" : "the answer is not JSON");
        }
        catch (InvalidOperationException)
        {
            return Unreadable(status, "the answer holds a name that is not Unicode");
        }
    }

    /// <summary>What an answer without a readable body stands for.</summary>
    internal static KeepaOutcome Unreadable(int status, string reason) => status switch
    {
        429 => new KeepaOutcome.Throttled(RetryWithoutEnvelope, null),
        402 => Fail(FailureKind.Unauthorized, status, reason),
        404 => Fail(FailureKind.NotFound, status, reason),
        >= 500 => Fail(FailureKind.Server, status, reason),
        >= 400 => Fail(FailureKind.InvalidRequest, status, reason),
        _ => Fail(FailureKind.Malformed, status, reason),
    };

    private static KeepaOutcome.Failed Fail(FailureKind kind, int status, string reason) =>
        new(kind, new KeepaError($"http{status}", $"HTTP {status}, {reason}"), null);

    private static KeepaOutcome Decode(KeepaRequest request, int status, JsonElement answer, ProductSlices? slices)
    {
        var envelope = EnvelopeDecoder.Read(answer);
        var error = Error(answer);
        if (status == 429)
            return new KeepaOutcome.Throttled(envelope is { DescribesBucket: true } ? envelope.RefillIn + RetryMargin : RetryWithoutEnvelope, envelope);
        if (status != 200 || error is not null)
            return new KeepaOutcome.Failed(KindOf(status, error, envelope), error ?? new KeepaError($"http{status}", $"HTTP {status} without an error"), envelope);
        return request switch
        {
            KeepaRequest.Token when envelope is not null => new KeepaOutcome.TokenStatus(envelope),
            KeepaRequest.Token => new KeepaOutcome.Failed(FailureKind.Malformed, new KeepaError("malformed", "The answer to /token has no balance."), null),
            KeepaRequest.DealPage => Page(answer, envelope),
            KeepaRequest.Products products => ProductAnswerDecoder.Read(answer, slices!, products.Domain, products.Asins, envelope),
            // Any product may be what a code stands for.
            KeepaRequest.ProductsByCode byCode => ProductAnswerDecoder.Read(answer, slices!, byCode.Domain, asked: null, envelope),
            KeepaRequest.Sellers sellers => SellerAnswerDecoder.Read(sellers, answer, envelope),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request, "No rule for the answer to this request."),
        };
    }

    private static KeepaOutcome Page(JsonElement answer, TokenEnvelope? envelope)
    {
        if (answer.Get("deals")?.Get("dr") is not { ValueKind: JsonValueKind.Array } rows)
            return new KeepaOutcome.Failed(FailureKind.Malformed, new KeepaError("malformed", "The answer to /deal has no list deals.dr."), envelope);
        var read = ImmutableArray.CreateBuilder<DealRow>();
        var rejected = ImmutableArray.CreateBuilder<RejectedRow>();
        var index = 0;
        foreach (var element in rows.EnumerateArray().Take(KeepaRequest.DealPage.PageSize))
        {
            if (DealRowDecoder.Read(element, envelope?.Timestamp, out var reason) is { } row)
                read.Add(row);
            else
                rejected.Add(new RejectedRow(index, element.Get("asin").Text() is null ? null : element.Get("asin").Shown(), reason));
            index++;
        }

        // A page has to fit into one message between nodes, so that it cannot be longer than Keepa says that it is.
        if (rows.GetArrayLength() - index is > 0 and var further)
            rejected.Add(new RejectedRow(index, null, $"{further} further rows are left out: a page has at most {KeepaRequest.DealPage.PageSize}"));

        return index == 0 ? new KeepaOutcome.EmptyPage(envelope) : new KeepaOutcome.DealPage(read.DrainToImmutable(), rejected.DrainToImmutable(), envelope);
    }

    private static KeepaError? Error(JsonElement answer)
    {
        if (answer.Get("error") is not { } error)
            return null;
        return error.ValueKind == JsonValueKind.Object
            ? new KeepaError(error.Get("type").Line() ?? "unknown", error.Get("message").Line() ?? "no message", error.Get("details").LineOfAny())
            : new KeepaError("unknown", ((JsonElement?)error).LineOfAny() ?? "no message");
    }

    private static FailureKind KindOf(int status, KeepaError? error, TokenEnvelope? envelope) => status switch
    {
        402 => FailureKind.Unauthorized,
        // The envelope of a malformed key is all zero (recorded); one of a bad parameter describes the bucket.
        400 when envelope is { RefillRate: 0, TokensLeft: 0 } => FailureKind.Unauthorized,
        400 or 405 => FailureKind.InvalidRequest,
        404 => FailureKind.NotFound,
        >= 500 => FailureKind.Server,
        >= 400 => FailureKind.InvalidRequest,
        200 when string.Equals(error?.Type, "unauthorized", StringComparison.OrdinalIgnoreCase) => FailureKind.Unauthorized,
        200 when string.Equals(error?.Type, "invalidParameter", StringComparison.OrdinalIgnoreCase) => FailureKind.InvalidRequest,
        200 => FailureKind.Server,
        _ => FailureKind.Malformed,
    };
}
