using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Deals.Bench.Processes;

/// <summary>A node of Deals as a process, and its HTTP face.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly IReadOnlyList<string> _arguments;
    private readonly string _directory;
    private readonly string _program;
    private ProcessUnderTest? _process;

    private Node(string directory, string program, int? port, IEnumerable<string> arguments)
    {
        _directory = directory;
        _program = program;
        var http = port ?? ProcessUnderTest.FreePort();
        Address = new Uri($"http://127.0.0.1:{http}");
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
        _arguments =
        [
            $"--Urls={Address.GetLeftPart(UriPartial.Authority)}",
            $"--Cluster:Port={ProcessUnderTest.FreePort()}",
            $"--Simulator:Url=http://127.0.0.1:{ProcessUnderTest.FreePort()}",
            $"--Persistence:Directory={Path.Combine(directory, "data")}",
            .. arguments,
        ];
    }

    public Uri Address { get; }

    public ProcessUnderTest Process => _process ?? throw new InvalidOperationException("The node was not started.");

    /// <summary>A node with its own folder and ports, started.</summary>
    public static Node Start(string directory, params IEnumerable<string> arguments)
    {
        var node = new Node(directory, "Deals.Host.dll", port: null, arguments);
        node.StartAgain();
        return node;
    }

    /// <summary>A node that is not started yet.</summary>
    /// <param name="directory">Its folder; the data is below it.</param>
    /// <param name="program">The host's dll; a relative path is beside this program.</param>
    /// <param name="port">Where it answers; absent takes a free one.</param>
    /// <param name="arguments">Further settings.</param>
    public static Node At(string directory, string program, int? port, params IEnumerable<string> arguments) => new(directory, program, port, arguments);

    /// <summary>Starts the process with the same folder, ports and settings.</summary>
    /// <param name="program">Another host's dll, such as a newer version's; absent starts the same.</param>
    public void StartAgain(string? program = null) => _process = ProcessUnderTest.Start(program ?? _program, _directory, _arguments);

    public Task KillAsync() => Process.KillAsync();

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task ReadyAsync(TimeSpan? within = null)
    {
        var said = "nothing";
        try
        {
            await Eventually.Holds($"the node at {Address} is ready", within ?? TimeSpan.FromSeconds(60), async () =>
            {
                if (Process.HasExited)
                    throw new NotInTimeException($"The node ended with {Process.ExitCode}:\n{Process.Tail()}");
                using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                said = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.OK;
            });
        }
        catch (NotInTimeException e)
        {
            throw new NotInTimeException($"{e.Message} It said {said} and printed\n{Process.Tail()}", e);
        }
    }

    public async Task<HttpStatusCode> StatusOf(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    /// <summary>Runs a command as the command line does; its lines.</summary>
    public async Task<IReadOnlyList<JsonNode>> CommandAsync(string palette, string command, params IReadOnlyList<string> arguments)
    {
        // Long work tells of its progress line by line: only the first is waited for as for any answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/commands", UriKind.Relative)) { Content = JsonContent.Create(new { palette, command, arguments }) };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)]
            : throw new HttpRequestException($"{palette} {command} answered {(int)answer.StatusCode}: {text}");
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new HttpRequestException($"{path} answered {(int)answer.StatusCode}: {text}");
    }

    /// <summary>Every deal of the list, page by page, by id.</summary>
    public async Task<SortedDictionary<string, JsonNode>> AllDealsAsync(string filter = "")
    {
        var all = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        await foreach (var item in ItemsAsync(filter))
            all.Add(item["id"]!.GetValue<string>(), item);
        return all;
    }

    /// <summary>The list's items in the order of their ASIN, page by page, as they come.</summary>
    public async IAsyncEnumerable<JsonNode> ItemsAsync(string filter = "")
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/api/deals?limit=500&sort=asin{filter}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            foreach (var item in page["items"]!.AsArray())
                yield return item!.DeepClone();
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _http.Dispose();
    }
}
