using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Deals.Tests.Analysing;

/// <summary>A model that does what it is told, and remembers what it was asked.</summary>
internal sealed class FakeChat : IChatClient
{
    public const string Plausible = """{"season":"Christmas","listPrice":"plausible","verdict":"It sells in December.","reasons":["7 sales in December."]}""";
    public const string Implausible = """{"season":"Year-round","listPrice":"implausible","verdict":"Nobody pays that.","reasons":["3 sales."]}""";

    private volatile Func<string, CancellationToken, Task<ChatResponse>> _answer = (_, _) => Task.FromResult(Saying(Plausible));

    /// <summary>The questions, in the order in which they came.</summary>
    public ConcurrentQueue<(string Question, ChatOptions Options)> Asked { get; } = new();

    /// <summary>Runs before each answer.</summary>
    public Action? OnAsked { get; set; }

    /// <summary>What it does from now on.</summary>
    public void Will(Func<string, CancellationToken, Task<ChatResponse>> answer) => _answer = answer;

    /// <summary>What it does from now on, by the names of the simulator's modes.</summary>
    public void Will(string mode, Func<string, string>? lie = null) => Will(mode switch
    {
        "ok" => (_, _) => Task.FromResult(Saying(Plausible)),
        "rejecting" => (_, _) => Task.FromResult(Saying(Implausible)),
        "off" => (_, _) => throw new ClientResultException("unavailable", new Refusal(503)),
        "429" => (_, _) => throw new ClientResultException("too many", new Refusal(429, "20")),
        "empty" => (_, _) => Task.FromResult(Saying("")),
        "garbage" => (_, _) => Task.FromResult(Saying("As I said before, it depends on the { weather")),
        "away" => (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
        "broken" => (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut"),
        "slow" => async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return Saying(Plausible);
        },
        "lying" => (question, _) => Task.FromResult(Saying(lie!(question))),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such mode."),
    });

    public static ChatResponse Saying(string text, int tokensIn = 900, int tokensOut = 200, int? total = null) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        Usage = new UsageDetails { InputTokenCount = tokensIn, OutputTokenCount = tokensOut, TotalTokenCount = total ?? tokensIn + tokensOut },
    };

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var question = messages.Last().Text;
        Asked.Enqueue((question, options!));
        OnAsked?.Invoke();
        await Task.Yield();
        return await _answer(question, cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    /// <summary>What a question is about.</summary>
    public static string AsinOf(string question) => JsonNode.Parse(question.Split('\n')[1])!["asin"]!.GetValue<string>();

    private sealed class Refusal(int status, string? retryAfter = null) : PipelineResponse
    {
        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override BinaryData Content => BinaryData.FromString("{}");

        protected override PipelineResponseHeaders HeadersCore => new Headers(retryAfter);

        public override BinaryData BufferContent(CancellationToken cancellationToken = default) => Content;

        public override ValueTask<BinaryData> BufferContentAsync(CancellationToken cancellationToken = default) => new(Content);

        public override void Dispose()
        {
        }
    }

    private sealed class Headers(string? retryAfter) : PipelineResponseHeaders
    {
        public override IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, string>>().GetEnumerator();

        public override bool TryGetValue(string name, [NotNullWhen(true)] out string? value)
        {
            value = string.Equals(name, "Retry-After", StringComparison.OrdinalIgnoreCase) ? retryAfter : null;
            return value is not null;
        }

        public override bool TryGetValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
