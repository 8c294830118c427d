using System.Globalization;
using Deals.Actors.Inspection;
using Spectre.Console;

namespace Deals.Host.Cli;

/// <summary>One call of <c>export</c>.</summary>
/// <param name="Node">The node.</param>
/// <param name="ApiKey">The key, if there is one.</param>
/// <param name="Format">csv or ndjson.</param>
/// <param name="File">Where to, relative to the working directory; <c>-</c> is the output.</param>
/// <param name="Filters">The parameters of the list.</param>
/// <param name="Json">Whether the report is for a script.</param>
internal sealed record ExportCall(Uri Node, string? ApiKey, string Format, string File, IReadOnlyList<KeyValuePair<string, string>> Filters, bool Json);

/// <summary><c>export</c>: writes the whole list of a filter into a file, which is there when it is whole and not before.</summary>
internal sealed class ExportVerb(Screen screen, NodeClient node, Func<Stream> openOutput)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The file's name that means the output.</summary>
    public const string ToOutput = "-";

    /// <summary>The formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["csv", "ndjson"];

    /// <summary>Runs it; gives the exit code.</summary>
    public Task<int> RunAsync(ExportCall call, CancellationToken cancellation)
    {
        var query = string.Join('&', call.Filters.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}"));
        var (path, type) = ($"/api/deals.{call.Format}{(query.Length == 0 ? "" : "?" + query)}", call.Format == "csv" ? "text/csv" : "application/x-ndjson");
        return node.FetchAsync(call.Node, call.ApiKey, path, type, body => call.File == ToOutput ? PassAsync(body, cancellation) : SaveAsync(call, body, cancellation), cancellation);
    }

    private async Task<int> PassAsync(Stream body, CancellationToken cancellation)
    {
        await using var output = openOutput();
        try
        {
            await CopyAsync(body, output, _ => { }, cancellation);
            await output.FlushAsync(cancellation);
            return ExitCode.Done;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            await screen.Error.WriteLineAsync("The export broke off: what was printed is not the whole list.");
            return ExitCode.Failed;
        }
    }

    private async Task<int> SaveAsync(ExportCall call, Stream body, CancellationToken cancellation)
    {
        var file = Path.GetFullPath(call.File);
        var unfinished = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            var rows = await WriteAsync(body, unfinished, new RowCount(call.Format == "csv"), cancellation);
            File.Move(unfinished, file, overwrite: true);
            await screen.Output.WriteLineAsync(call.Json
                ? InspectionJson.Line(new { File = file, call.Format, Deals = rows, Bytes = new FileInfo(file).Length })
                : $"{PlainText.Number(rows)} deals are in {file}");
            return ExitCode.Done;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or HttpRequestException or NotSupportedException)
        {
            await screen.Error.WriteLineAsync($"Nothing was written to {file}: {Reason(broken)}");
            return ExitCode.Failed;
        }
        finally
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
        }
    }

    private async Task<long> WriteAsync(Stream body, string unfinished, RowCount rows, CancellationToken cancellation)
    {
        await using var target = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        if (!screen.IsTerminal)
        {
            await CopyAsync(body, target, rows.Add, cancellation);
            return rows.Deals;
        }

        await screen.Bar().StartAsync(async bar =>
        {
            var task = bar.AddTask("begins");
            task.IsIndeterminate = true;
            await CopyAsync(body, target, bytes =>
            {
                rows.Add(bytes);
                task.Description = Markup.Escape($"{PlainText.Number(rows.Deals)} deals");
            }, cancellation);
        });
        return rows.Deals;
    }

    private delegate void Seen(ReadOnlySpan<byte> bytes);

    private static async Task CopyAsync(Stream from, Stream to, Seen seen, CancellationToken cancellation)
    {
        var buffer = new byte[BufferSize];
        for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0;)
        {
            seen(buffer.AsSpan(0, read));
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }

    private static string Reason(Exception broken) => broken switch
    {
        HttpRequestException or HttpIOException => "the answer broke off before its end.",
        DirectoryNotFoundException => "its folder does not exist.",
        UnauthorizedAccessException => "it may not be written there, or it is a folder.",
        _ => PlainText.Clean(broken.Message, 300),
    };
}
