using System.Text.Json;

namespace Deals.Simulator.Analyst;

/// <summary>A simulated analyst that speaks OpenAI's protocol. It takes nothing from Keepa's bucket.</summary>
internal sealed class AnalystEndpoints(TimeProvider clock)
{
    private const string Model = "simulated-analyst";
    private const int RetryAfterSeconds = 20;
    private const int MostModelLetters = 200;

    // Longer than anybody waits.
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(6);
    private static readonly string[] Modes = ["ok", "off", "429", "empty", "garbage", "slow", "lying"];
    private readonly Lock _gate = new();
    private string _mode = Modes[0];
    private Tally _tally = new(0, 0, 0, 0);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", CompleteAsync);
        routes.MapGet("/v1/models", (HttpRequest request) => Refusal(request) ?? Results.Json(new
        {
            @object = "list",
            data = new[] { new { id = Model, @object = "model", created = 0, owned_by = "simulator" } },
        }));
    }

    /// <summary>Changes what it does with the requests that come.</summary>
    /// <exception cref="FormatException">The body names no mode; the message says which there are.</exception>
    public object Change(JsonElement body)
    {
        var mode = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("mode", out var named) ? named.ToString() : "";
        if (!Modes.Contains(mode))
            throw new FormatException($"The mode '{mode}' is unknown: {{\"mode\": m}} with one of {string.Join(", ", Modes)} was expected.");
        lock (_gate)
            _mode = mode;
        return new { mode };
    }

    /// <summary>How often it was asked, how often it answered, and what it charged.</summary>
    public object Counts()
    {
        lock (_gate)
            return new { requests = _tally.Requests, completions = _tally.Completions, promptTokens = _tally.PromptTokens, completionTokens = _tally.CompletionTokens };
    }

    private async Task<IResult> CompleteAsync(HttpRequest request)
    {
        if (Refusal(request) is { } refusal)
            return refusal;
        string mode;
        lock (_gate)
        {
            mode = _mode;
            _tally = _tally with { Requests = _tally.Requests + 1 };
        }

        switch (mode)
        {
            case "off":
                return Error(503, "The service is unavailable.", "server_error", "service_unavailable");
            case "429":
                request.HttpContext.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
                return Error(429, "You have reached your rate limit.", "rate_limit_error", "rate_limit_exceeded");
            default:
                return await AnswerAsync(request, mode);
        }
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, string mode)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            var prompt = Prompt.Read(body.RootElement);
            if (mode == "slow")
                await Task.Delay(Slow, request.HttpContext.RequestAborted);
            var content = mode switch
            {
                "empty" => "",
                "garbage" => "As I said before, it depends on the { weather",
                "lying" => Lie.Of(prompt.Text),
                _ => prompt.Schema is { } schema ? SchemaAnswer.Of(schema, Verdict.KeyOf(prompt.Text)) : Verdict.Of(prompt.Text),
            };
            var model = prompt.Model.Length is > 0 and <= MostModelLetters ? prompt.Model : Model;
            return Results.Json(Completion(model, content, Verdict.Tokens(prompt.Text), Verdict.Tokens(content)));
        }
        catch (Exception e) when (e is JsonException or FormatException or BadHttpRequestException)
        {
            return Error(400, e is FormatException ? e.Message : "The body is no JSON.", "invalid_request_error", null);
        }
    }

    private object Completion(string model, string content, int promptTokens, int completionTokens)
    {
        long number;
        lock (_gate)
        {
            number = _tally.Completions + 1;
            _tally = _tally with
            {
                Completions = number,
                PromptTokens = _tally.PromptTokens + promptTokens,
                CompletionTokens = _tally.CompletionTokens + completionTokens,
            };
        }

        return new
        {
            id = $"chatcmpl-{number}",
            @object = "chat.completion",
            created = clock.GetUtcNow().ToUnixTimeSeconds(),
            model,
            choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
            usage = new { prompt_tokens = promptTokens, completion_tokens = completionTokens, total_tokens = promptTokens + completionTokens },
        };
    }

    private static IResult? Refusal(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header[Scheme.Length..].Trim().Length > 0
            ? null
            : Error(401, "You did not provide an API key.", "invalid_request_error", "invalid_api_key");
    }

    private static IResult Error(int status, string message, string type, string? code) =>
        Results.Json(new { error = new { message, type, param = (string?)null, code } }, statusCode: status);

    private sealed record Tally(long Requests, long Completions, long PromptTokens, long CompletionTokens);
}
