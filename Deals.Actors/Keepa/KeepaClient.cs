using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.IO;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Deals.Actors.Keepa;

/// <summary>Sends one request to Keepa and says what became of it. Never repeats a request: a repetition costs tokens and needs a permit of its own.
/// Whatever goes wrong is an outcome; whether the request had left is told honestly, because what has left may have been charged.</summary>
public sealed class KeepaClient : IKeepaSender, IDisposable
{
    private static readonly ResiliencePropertyKey<KeepaRequest> Request = new("request");
    private static readonly RecyclableMemoryStreamManager Buffers = new();
    private static readonly SemaphoreSlim Readers = new(2);

    private readonly KeepaClientSettings _settings;
    private readonly ILogger<KeepaClient> _log;
    private readonly HttpClient _http;
    private readonly TimeProvider _wall;
    private readonly ResiliencePipeline<KeepaOutcome> _pipeline;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly AnswerRecorder? _recorder;
    private DateTimeOffset _brokenUntil;

    /// <summary>Makes a client with its own connections.</summary>
    /// <param name="settings">How Keepa is reached.</param>
    /// <param name="wall">The wall clock, for timeouts and the circuit.</param>
    /// <param name="log">One line a failure; the key is never in it.</param>
    public KeepaClient(KeepaClientSettings settings, TimeProvider wall, ILogger<KeepaClient> log)
    {
        _settings = settings;
        _wall = wall;
        _log = log;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = settings.ConnectTimeout,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _pipeline = Pipeline();
        _recorder = settings.RecordTo is { } folder ? new AnswerRecorder(folder, settings.Key, wall, log) : null;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <inheritdoc />
    public async Task<KeepaOutcome> SendAsync(KeepaRequest request, CancellationToken cancellationToken)
    {
        KeepaOutcome outcome;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Request, request);
        try
        {
            outcome = await _pipeline.ExecuteAsync(async c => await SendOnceAsync(request, c.CancellationToken), context);
        }
        catch (BrokenCircuitException)
        {
            outcome = NotSent("circuitOpen", $"Keepa failed {_settings.FailuresToBreak} times in a row; nothing is sent before {_brokenUntil:HH:mm:ss} UTC.");
        }
        catch (TimeoutRejectedException)
        {
            outcome = new KeepaOutcome.Unknown($"Keepa did not answer within {_settings.TimeoutOf(request).TotalSeconds:0.###} s.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = new KeepaOutcome.Unknown("The wait for Keepa's answer was cancelled.");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        outcome = WithoutKey(outcome);
        Report(request, outcome);
        return outcome;
    }

    private ResiliencePipeline<KeepaOutcome> Pipeline() => new ResiliencePipelineBuilder<KeepaOutcome> { TimeProvider = _wall }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<KeepaOutcome>
        {
            // Every one of the last requests, and at least so many: failures in a row.
            FailureRatio = 1,
            MinimumThroughput = _settings.FailuresToBreak,
            SamplingDuration = TimeSpan.FromSeconds(60),
            BreakDuration = _settings.BreakDuration,
            StateProvider = _circuit,
            ShouldHandle = static arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is TimeoutRejectedException
                || arguments.Outcome.Result is KeepaOutcome.Unknown or KeepaOutcome.Failed { Kind: FailureKind.Server or FailureKind.NotSent or FailureKind.Malformed }),
            OnOpened = arguments =>
            {
                _brokenUntil = _wall.GetUtcNow() + arguments.BreakDuration;
                _log.LogWarning("Keepa failed {Failures} times in a row; nothing is sent for {Seconds} s", _settings.FailuresToBreak, arguments.BreakDuration.TotalSeconds);
                return default;
            },
        })
        .AddTimeout(new TimeoutStrategyOptions
        {
            TimeoutGenerator = arguments => ValueTask.FromResult(
                arguments.Context.Properties.TryGetValue(Request, out var request) ? _settings.TimeoutOf(request) : _settings.Timeout),
        })
        .Build();

    private async Task<KeepaOutcome> SendOnceAsync(KeepaRequest request, CancellationToken cancellation)
    {
        using var message = Message(request);
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e) when (NeverLeft(e.HttpRequestError))
        {
            return NotSent("noConnection", $"Keepa could not be reached at {_settings.BaseAddress.Authority}: {Words(e)}");
        }
        catch (HttpRequestException e)
        {
            return new KeepaOutcome.Unknown($"The request was sent and the connection broke: {Words(e)}");
        }

        using (answer)
        {
            return await ReadAsync(request, answer, cancellation);
        }
    }

    private async Task<KeepaOutcome> ReadAsync(KeepaRequest request, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = (int)answer.StatusCode;
        try
        {
            await using var raw = await answer.Content.ReadAsStreamAsync(cancellation);
            var isGzip = answer.Content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase);
            await using var plain = isGzip ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            using var body = Buffers.GetStream();
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await plain.ReadAsync(buffer, cancellation)) > 0)
            {
                body.Write(buffer, 0, read);
                if (body.Length > _settings.MostBytes)
                    return AnswerDecoder.Unreadable(status, $"the answer is longer than {_settings.MostBytes} bytes");
            }

            _recorder?.Record(KeepaQuery.PathOf(request)[1..], status, body.GetReadOnlySequence().ToArray());
            return await DecodeAsync(request, status, body.GetReadOnlySequence());
        }
        catch (Exception e) when (e is InvalidDataException or IOException or HttpRequestException)
        {
            // Headers came, so Keepa has processed the request; what it cost was in the part that is missing.
            return AnswerDecoder.Unreadable(status, $"the answer broke off: {Words(e)}");
        }
    }

    /// <summary>A hundred products with their histories take two hundred megabytes while they are read: however many answers come at once, few are.</summary>
    private static async Task<KeepaOutcome> DecodeAsync(KeepaRequest request, int status, ReadOnlySequence<byte> body)
    {
        // Without the request's own deadline: the answer is paid for, and here.
        await Readers.WaitAsync(CancellationToken.None);
        try
        {
            return AnswerDecoder.Decode(request, status, body);
        }
        finally
        {
            Readers.Release();
        }
    }

    private HttpRequestMessage Message(KeepaRequest request)
    {
        var address = _settings.Key.AddressOf(_settings.BaseAddress, KeepaQuery.PathOf(request), KeepaQuery.ParametersOf(request));
        var message = new HttpRequestMessage(HttpMethod.Get, address);
        if (request is KeepaRequest.DealPage page)
        {
            message.Method = HttpMethod.Post;
            message.Content = new StringContent(DealQueryJson.Of(page.Query, page.Page), Encoding.UTF8, "application/json");
        }

        message.Headers.AcceptEncoding.ParseAdd("gzip");
        return message;
    }

    private static bool NeverLeft(HttpRequestError error) => error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static KeepaOutcome.Failed NotSent(string type, string message) => new(FailureKind.NotSent, new KeepaError(type, message), null);

    private string Words(Exception e) => _settings.Key.Redact(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);

    /// <summary>Whatever Keepa, or who stands in its place, repeats of the request: the key is not in it.</summary>
    private KeepaOutcome WithoutKey(KeepaOutcome outcome) => outcome is KeepaOutcome.Failed failed
        ? failed with
        {
            Error = new KeepaError(
                _settings.Key.Redact(failed.Error.Type),
                _settings.Key.Redact(failed.Error.Message),
                failed.Error.Details is { } details ? _settings.Key.Redact(details) : null),
        }
        : outcome;

    private void Report(KeepaRequest request, KeepaOutcome outcome)
    {
        switch (outcome)
        {
            case KeepaOutcome.Failed { Error.Type: "circuitOpen" }:
                break;
            case KeepaOutcome.Failed failed:
                _log.LogWarning("Keepa {Request} failed ({Kind}): {Error}", Name(request), failed.Kind, failed.Error);
                break;
            case KeepaOutcome.Unknown unknown:
                _log.LogWarning("Keepa {Request} has no answer: {Reason}", Name(request), unknown.Reason);
                break;
        }
    }

    private static string Name(KeepaRequest request) => request switch
    {
        KeepaRequest.DealPage page => $"/deal page {page.Page}",
        KeepaRequest.Products products => $"/product for {products.Asins.Length}",
        KeepaRequest.ProductsByCode byCode => $"/product for {byCode.Codes.Length} codes",
        KeepaRequest.Sellers sellers => $"/seller for {sellers.Ids.Length}",
        _ => KeepaQuery.PathOf(request),
    };
}
