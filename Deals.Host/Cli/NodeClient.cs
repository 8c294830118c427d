using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>Sends a verb to a node's <c>POST /api/commands</c> and prints what comes back; fetches what an export writes.</summary>
internal sealed class NodeClient(Screen screen) : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectPatience,
        UseProxy = false,
        AllowAutoRedirect = false,
        // A stream that is left is not read to its end first.
        ResponseDrainTimeout = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The address as people are told it: whoever writes a password into it does not want to read it in a message.</summary>
    public static string AddressOf(Uri node) => node.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>Sends a verb; gives the exit code.</summary>
    public async Task<int> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        // A person sees a bar, made from what a script would get.
        var draws = call.Command.ReportsSteps && screen.IsTerminal && !call.Words.Contains(Palettes.JsonArgument.Switches[0]);
        var body = new { palette = call.Palette.Name, command = call.Command.Name, arguments = draws ? [.. call.Words, Palettes.JsonArgument.Switches[0]] : call.Words };
        HttpRequestMessage Request() => new(HttpMethod.Post, new Uri(call.Node, "/api/commands")) { Content = JsonContent.Create(body) };
        return await AskAsync(call.Node, call.ApiKey, Request, "application/x-ndjson", call.Command.Streams, async response =>
        {
            var lines = LinesAsync(response, cancellation);
            var last = draws ? await StepBar.DrawAsync(screen, $"{call.Palette.Name} {call.Command.Name}", lines) : await PrintAsync(lines);
            if (last is { Final: true, Error: false })
                return ExitCode.Done;
            await screen.Error.WriteLineAsync(last is { Error: true } ? last.Text : $"The answer of {AddressOf(call.Node)} broke off before its end.");
            return ExitCode.Failed;
        }, cancellation);
    }

    /// <summary>Fetches something with <c>GET</c>; gives what was done with it, or the exit code of what went wrong.</summary>
    /// <param name="node">The node.</param>
    /// <param name="apiKey">The key, if there is one.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="type">The media type that is expected.</param>
    /// <param name="take">Takes the body; gives the exit code.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<int> FetchAsync(Uri node, string? apiKey, string path, string type, Func<Stream, Task<int>> take, CancellationToken cancellation) => AskAsync(
        node, apiKey, () => new HttpRequestMessage(HttpMethod.Get, new Uri(node, path)), type, endsWell: false,
        async response =>
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await take(body);
        }, cancellation);

    /// <summary>Whether a node answers.</summary>
    public async Task<bool> AnswersAsync(Uri node, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, "/health/live"));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).WaitAsync(ConnectPatience, cancellation);
            return response.Content.Headers.ContentType?.MediaType == "application/json";
        }
        catch (Exception silence) when (silence is HttpRequestException or TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<int> AskAsync(
        Uri node, string? apiKey, Func<HttpRequestMessage> ask, string type, bool endsWell, Func<HttpResponseMessage, Task<int>> take, CancellationToken cancellation)
    {
        try
        {
            using var request = ask();
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
            if (!string.IsNullOrEmpty(apiKey))
                request.Headers.TryAddWithoutValidation("X-Api-Key", apiKey);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).WaitAsync(AnswerPatience, cancellation);
            return response.Content.Headers.ContentType?.MediaType == type ? await take(response) : await RefusedAsync(node, response, cancellation);
        }
        catch (HttpRequestException unreachable)
        {
            await screen.Error.WriteLineAsync($"No node answers at {AddressOf(node)} ({unreachable.HttpRequestError}): is one running there? --node names another.");
            return ExitCode.NoNode;
        }
        catch (TimeoutException)
        {
            await screen.Error.WriteLineAsync($"No node answers at {AddressOf(node)}: something took the call and said nothing for {AnswerPatience.TotalSeconds:0} s.");
            return ExitCode.NoNode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how a stream ends well.
            if (endsWell)
                return ExitCode.Done;
            await screen.Error.WriteLineAsync("Stopped here. What the node has begun it may finish.");
            return ExitCode.Failed;
        }
    }

    private async Task<InspectionLine?> PrintAsync(IAsyncEnumerable<InspectionLine> lines)
    {
        InspectionLine? last = null;
        await foreach (var line in lines)
        {
            last = line;
            if (!line.Error && (!line.Final || line.Text.Length > 0))
                await screen.Output.WriteLineAsync(line.Text);
        }

        return last;
    }

    /// <summary>The lines up to the final one; an answer that breaks off just ends, which is the same to whoever waits for it.</summary>
    private static async IAsyncEnumerable<InspectionLine> LinesAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var reader = new StreamReader(body);
        while (await NextAsync(reader, cancellation) is { } line)
        {
            yield return line;
            if (line.Final)
                yield break;
        }
    }

    private static async Task<InspectionLine?> NextAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation) is { } text ? JsonSerializer.Deserialize<InspectionLine>(text, JsonSerializerOptions.Web) : null;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
        {
            return null;
        }
    }

    private async Task<int> RefusedAsync(Uri node, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json" || response.StatusCode == HttpStatusCode.NotFound)
        {
            await screen.Error.WriteLineAsync($"No node answers at {AddressOf(node)}: what listens there answered {(int)response.StatusCode} and is not a node.");
            return ExitCode.NoNode;
        }

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation));
        await screen.Error.WriteLineAsync(PlainText.Clean((string?)problem?["detail"] ?? (string?)problem?["title"], 2000));
        return response.StatusCode == HttpStatusCode.BadRequest ? ExitCode.WrongArguments : ExitCode.Failed;
    }
}
