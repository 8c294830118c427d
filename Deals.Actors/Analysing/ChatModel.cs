using System.ClientModel;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using Deals.Actors.Enrichment.Analyst;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Deals.Actors.Analysing;

/// <summary>Asks a chat model for an answer of the schema, with a limit of time and a circuit breaker.</summary>
public sealed class ChatModel : IAnalystModel
{
    private static readonly JsonElement Schema = JsonDocument.Parse(AnalystPrompt.Schema).RootElement;

    private readonly IChatClient _client;
    private readonly AnalystSettings _settings;
    private readonly TimeProvider _wall;
    private readonly ILogger _log;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline<ModelOutcome> _pipeline;
    private long _brokenUntil;

    /// <summary>Makes one.</summary>
    /// <param name="client">Whom it asks; one that repeats no call by itself.</param>
    /// <param name="settings">How long, and after how many failures no more.</param>
    /// <param name="wall">The wall clock.</param>
    /// <param name="log">One line when calls are held back, none for each that fails.</param>
    public ChatModel(IChatClient client, AnalystSettings settings, TimeProvider wall, ILogger<ChatModel> log)
    {
        (_client, _settings, _wall, _log) = (client, settings, wall, log);
        _pipeline = Pipeline();
    }

    /// <inheritdoc />
    public TimeSpan? BrokenFor => _circuit.CircuitState == CircuitState.Open && new DateTimeOffset(Interlocked.Read(ref _brokenUntil), TimeSpan.Zero) - _wall.GetUtcNow() is var left && left > TimeSpan.Zero
        ? left
        : null;

    /// <inheritdoc />
    public bool IsWell => _circuit.CircuitState == CircuitState.Closed;

    /// <inheritdoc />
    public async Task<ModelOutcome> AskAsync(AnalystPrompt prompt, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AskOnceAsync(prompt, token), cancellation);
        }
        catch (BrokenCircuitException)
        {
            return new ModelOutcome.NotSent("too many calls have failed");
        }
        catch (TimeoutRejectedException)
        {
            return new ModelOutcome.Unknown($"no answer came within {_settings.Timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s");
        }
        catch (OperationCanceledException)
        {
            return new ModelOutcome.Unknown("the wait for an answer was ended");
        }
    }

    private async Task<ModelOutcome> AskOnceAsync(AnalystPrompt prompt, CancellationToken cancellation)
    {
        try
        {
            var response = await _client.GetResponseAsync(
                [new ChatMessage(ChatRole.System, prompt.Instructions), new ChatMessage(ChatRole.User, prompt.Question)],
                new ChatOptions
                {
                    MaxOutputTokens = AnalystPrompt.MostAnswerTokens,
                    ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, AnalystPrompt.SchemaName),
                    AdditionalProperties = new AdditionalPropertiesDictionary { ["strict"] = true },
                },
                cancellation);
            var (tokensIn, tokensOut) = Charged(response.Usage, prompt);
            return new ModelOutcome.Answered(response.Text, tokensIn, tokensOut);
        }
        catch (ClientResultException refused) when (refused.Status == (int)HttpStatusCode.TooManyRequests)
        {
            return new ModelOutcome.Throttled(WaitOf(refused));
        }
        catch (ClientResultException refused) when (refused.Status >= (int)HttpStatusCode.BadRequest)
        {
            return new ModelOutcome.Failed($"the analyst answered {refused.Status.ToString(CultureInfo.InvariantCulture)}");
        }
        catch (Exception failure) when (HasNotLeft(failure))
        {
            return new ModelOutcome.Failed("the analyst cannot be reached");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A broken connection, or a body that is no answer of the protocol: what was sent may have been charged. Its text may hold anything, and is shown to nobody.
            return new ModelOutcome.Unknown($"the answer was lost ({failure.GetBaseException().GetType().Name})");
        }
    }

    private ResiliencePipeline<ModelOutcome> Pipeline() => new ResiliencePipelineBuilder<ModelOutcome> { TimeProvider = _wall }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ModelOutcome>
        {
            // Every one of the last calls, and at least so many: failures in a row. Calls may be minutes apart.
            FailureRatio = 1,
            MinimumThroughput = _settings.FailuresToBreak,
            SamplingDuration = TimeSpan.FromHours(1),
            StateProvider = _circuit,
            BreakDurationGenerator = arguments => ValueTask.FromResult(BreakAfter(arguments.HalfOpenAttempts)),
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is TimeoutRejectedException || arguments.Outcome.Result is ModelOutcome.Failed or ModelOutcome.Unknown),
            OnOpened = arguments =>
            {
                Interlocked.Exchange(ref _brokenUntil, (_wall.GetUtcNow() + arguments.BreakDuration).UtcTicks);
                _log.LogWarning("The analyst fails ({Reason}): nobody is asked for {Seconds:0} s, and deals go on without a verdict", ReasonOf(arguments.Outcome), arguments.BreakDuration.TotalSeconds);
                return default;
            },
        })
        .AddTimeout(_settings.Timeout)
        .Build();

    private TimeSpan BreakAfter(int failedProbes)
    {
        var pause = _settings.ShortestBreak;
        for (var i = 0; i < failedProbes && pause < _settings.LongestBreak; i++)
            pause *= 2;
        return pause < _settings.LongestBreak ? pause : _settings.LongestBreak;
    }

    private static string ReasonOf(Outcome<ModelOutcome> outcome) => outcome.Result switch
    {
        ModelOutcome.Failed failed => failed.Reason,
        ModelOutcome.Unknown unknown => unknown.Reason,
        _ => "no answer comes in time",
    };

    // xAI counts thoughts in the total alone. Who does not tell what was charged has charged the most.
    private static (int TokensIn, int TokensOut) Charged(UsageDetails? usage, AnalystPrompt prompt)
    {
        if (usage?.InputTokenCount is not { } tokensIn || usage.OutputTokenCount is not { } tokensOut || tokensIn < 0 || tokensOut < 0)
            return (prompt.MostPromptTokens, AnalystPrompt.MostAnswerTokens);
        var all = Math.Max(tokensIn + tokensOut, usage.TotalTokenCount ?? 0);
        return ((int)Math.Min(tokensIn, int.MaxValue), (int)Math.Min(all - tokensIn, int.MaxValue));
    }

    private static TimeSpan? WaitOf(ClientResultException refused) =>
        refused.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) == true && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static bool HasNotLeft(Exception failure) => failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        || failure is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NetworkUnreachable or SocketError.HostUnreachable }
        || (failure.InnerException is { } inner && HasNotLeft(inner));
}
