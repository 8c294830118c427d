using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Microsoft.AspNetCore.Mvc;

namespace Deals.Host.Api;

/// <summary>The body of <c>POST /api/commands</c>.</summary>
/// <param name="Palette">Such as <c>deals</c>.</param>
/// <param name="Command">Such as <c>show</c>.</param>
/// <param name="Arguments">The words after it, such as <c>-a</c> and an id; absent where there are none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CommandBody(string? Palette, string? Command, IReadOnlyList<string>? Arguments);

/// <summary><c>POST /api/commands</c>: runs a command and streams its lines, one JSON object a line.</summary>
internal static class CommandsEndpoint
{
    private const int LargestBody = 16 * 1024;
    private const string Expected = """{"palette":"deals","command":"list","arguments":["--limit","5"]}""";

    /// <summary>Maps it.</summary>
    public static void MapCommands(this IEndpointRouteBuilder api) =>
        api.MapPost("/commands", RunAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));

    private static async Task<IResult> RunAsync(HttpContext context, InspectionCore core, ApiOptions options, OpenStreams streams, CancellationToken cancellation)
    {
        if (!context.Request.HasJsonContentType())
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (await ReadAsync(context.Request, cancellation) is not { } body)
            return Problems.Wrong($"The body could not be read: something like {Expected} was expected.");
        if (!Palettes.TryFind(body.Palette, body.Command, out var palette, out var command, out var problem)
            || !InspectionArguments.TryParse(palette, command, body.Arguments ?? [], out _, out problem))
            return Problems.Wrong(PlainText.Clean(problem, 2000));
        if (command.Mutates && !ApiKeyGate.MayMutate(context, options))
            return Problems.Of(StatusCodes.Status403Forbidden, $"{palette.Name} {command.Name} changes something: it takes a key with the role operator.");
        if (!command.Streams)
            return new LineStream(core.RunAsync(palette.Name, command.Name, body.Arguments ?? [], cancellation));
        return streams.TryOpen() is { } place
            ? new LineStream(UntilStopAsync(core, palette, command, body.Arguments ?? [], place, streams.Stopping, cancellation))
            : Problems.Of(StatusCodes.Status503ServiceUnavailable, $"{OpenStreams.Most} streams are open already, which is the most: close one.");
    }

    /// <summary>A stream goes on until the caller goes away, or the node: it does not wait for those who only watch.</summary>
    private static async IAsyncEnumerable<InspectionLine> UntilStopAsync(
        InspectionCore core, Palette palette, PaletteCommand command, IReadOnlyList<string> words, IDisposable place, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var taken = place;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        await using var lines = core.RunAsync(palette.Name, command.Name, words, either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            InspectionLine? line;
            try
            {
                line = await lines.MoveNextAsync() ? lines.Current : null;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                line = InspectionLine.Failed("The node stops: the stream ends here.");
            }

            if (line is null)
                yield break;
            yield return line;
            if (line.Final)
                yield break;
        }
    }

    private static async Task<CommandBody?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var body = await request.ReadFromJsonAsync<CommandBody>(InspectionJson.Options, cancellation);
            return body?.Arguments?.Any(a => a is null) == true ? null : body;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class LineStream(IAsyncEnumerable<InspectionLine> lines) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/x-ndjson";
            // The headers leave at once: whoever waits for slow work knows that it has begun.
            await response.StartAsync(httpContext.RequestAborted);
            await response.Body.FlushAsync(httpContext.RequestAborted);
            await foreach (var line in lines.WithCancellation(httpContext.RequestAborted))
            {
                await response.WriteAsync(InspectionJson.Line(line) + "\n", httpContext.RequestAborted);
                await response.Body.FlushAsync(httpContext.RequestAborted);
            }
        }
    }
}
