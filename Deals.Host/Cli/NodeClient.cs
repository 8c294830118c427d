using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Inspection;

namespace Deals.Host.Cli;

/// <summary>Sends a verb to a node's <c>POST /api/commands</c> and prints what comes back.</summary>
internal sealed class NodeClient(TextWriter output, TextWriter error) : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = ConnectPatience, UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends it; gives the exit code.</summary>
    public async Task<int> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        try
        {
            using var response = await SendAsync(call, cancellation);
            return response.Content.Headers.ContentType?.MediaType == "application/x-ndjson"
                ? await PrintAsync(call.Node, response, cancellation)
                : await RefusedAsync(call.Node, response, cancellation);
        }
        catch (HttpRequestException unreachable)
        {
            await error.WriteLineAsync($"No node answers at {AddressOf(call.Node)} ({unreachable.HttpRequestError}): is one running there? --node names another.");
            return ExitCode.NoNode;
        }
        catch (TimeoutException)
        {
            await error.WriteLineAsync($"No node answers at {AddressOf(call.Node)}: something took the call and said nothing for {AnswerPatience.TotalSeconds:0} s.");
            return ExitCode.NoNode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped here. What the node has begun it may finish.");
            return ExitCode.Failed;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(VerbCall call, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(call.Node, "/api/commands"));
        request.Content = JsonContent.Create(new { palette = call.Palette.Name, command = call.Command.Name, arguments = call.Words });
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        if (!string.IsNullOrEmpty(call.ApiKey))
            request.Headers.TryAddWithoutValidation("X-Api-Key", call.ApiKey);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).WaitAsync(AnswerPatience, cancellation);
    }

    private async Task<int> PrintAsync(Uri node, HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            using var reader = new StreamReader(body);
            while (await reader.ReadLineAsync(cancellation) is { } text)
            {
                if (JsonSerializer.Deserialize<InspectionLine>(text, JsonSerializerOptions.Web) is not { } line)
                    continue;
                if (line.Error)
                {
                    await error.WriteLineAsync(line.Text);
                    return ExitCode.Failed;
                }

                if (!line.Final || line.Text.Length > 0)
                    await output.WriteLineAsync(line.Text);
                if (line.Final)
                    return ExitCode.Done;
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
        {
            // Said below: an answer that just ends is the same to whoever waits for it.
        }

        await error.WriteLineAsync($"The answer of {AddressOf(node)} broke off before its end.");
        return ExitCode.Failed;
    }

    private async Task<int> RefusedAsync(Uri node, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json" || response.StatusCode == HttpStatusCode.NotFound)
        {
            await error.WriteLineAsync($"No node answers at {AddressOf(node)}: what listens there answered {(int)response.StatusCode} and is not a node.");
            return ExitCode.NoNode;
        }

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation));
        await error.WriteLineAsync(PlainText.Clean((string?)problem?["detail"] ?? (string?)problem?["title"], 2000));
        return response.StatusCode == HttpStatusCode.BadRequest ? ExitCode.WrongArguments : ExitCode.Failed;
    }

    // Whoever writes a password into the address does not want to read it in a message.
    private static string AddressOf(Uri node) => node.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
