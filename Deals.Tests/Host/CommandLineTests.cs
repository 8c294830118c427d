using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Deals.Actors.Budget;
using Deals.Actors.Catalogue;
using Deals.Actors.Deals;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Host.Cli;

namespace Deals.Tests.Host;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_lists_exactly_the_verbs_that_work()
    {
        var (code, output, _) = await HostProcess.RunAsync(["help"]);

        var verbs = output.Split('\n').SkipWhile(l => !l.TrimStart().StartsWith("VERB", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(l => l.Trim().Length > 0)
            .Select(l => l.Trim().Split("  ")[0]);
        Assert.Equal(0, code);
        Assert.Equal(
            Palettes.All.Append(SchemaVerbs.Palette).SelectMany(p => p.Commands, (p, c) => $"{p.Name} {c.Name}").Concat(["export FILE", "shell"]).Order(StringComparer.Ordinal),
            verbs.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_verb_prints_the_lines_of_the_node()
    {
        await using var node = await FakeNode.StartAsync();

        var (code, output, error) = await HostProcess.RunAsync(["cluster", "show", "--node", node.Address.ToString()]);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal("akka.tcp://Deals@127.0.0.1:4053 | [deals] | up |  | 0.1.0\nCount: 1 nodes\n", output);
    }

    [Fact]
    public async Task Every_verb_works_and_every_verb_speaks_json()
    {
        await using var node = await FakeNode.StartAsync();
        node.Backends.Events.Add((1, new DealEvent.Released(DealId.Parse("1-B000000000"), FakeBackends.Now)));
        node.Backends.Changes.Writer.TryWrite(new ClusterChange(FakeBackends.Now, "LeaderChanged", null, FakeBackends.Self));
        node.Backends.Changes.Writer.Complete();
        static string Any(PaletteArgument argument) => argument.Name switch
        {
            "lane" => "refresh",
            "region" => "deal",
            "address" => FakeBackends.Self,
            _ => "1-B000000000",
        };
        foreach (var (palette, command) in Palettes.All.SelectMany(p => p.Commands, (p, c) => (p, c)))
        {
            node.Backends.Outcome = command == Palettes.DealsAdd ? new OrderOutcome.Done(DealChange.Discovered) : new OrderOutcome.Queued(Lane.Interactive, 2, FakeBackends.Now);
            node.Backends.HasLooked = command == Palettes.DealsAnalyse;
            node.Backends.HasJoined = command != Palettes.ClusterJoin;
            node.Backends.Work.Writer.TryWrite(new CatalogueStep(1, 1, "done", Finished: true, Failed: false));
            string[] words = [palette.Name, command.Name, "--json", .. command == Palettes.LogTail ? ["--once"] : Array.Empty<string>(), .. command.Arguments.Where(a => a.Mandatory).SelectMany(a => (string[])[a.Switches[0], Any(a)])];

            var (code, output, error) = await RunAsync([.. words, "--node", node.Address.ToString()]);

            Assert.Equal((0, ""), (code, error));
            Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        }
    }

    [Fact]
    public async Task A_refusal_goes_to_the_error_stream_and_exits_1()
    {
        await using var node = await FakeNode.StartAsync();

        var (code, output, error) = await HostProcess.RunAsync(["deals", "show", "-a", "B0ZZZZZZZZ", "--node", node.Address.ToString()]);

        Assert.Equal((1, "", "No deal of B0ZZZZZZZZ is known.\n"), (code, output, error));
    }

    [Fact]
    public async Task No_node_exits_3_with_one_line()
    {
        var (code, output, error) = await HostProcess.RunAsync(["deals", "list", "--node", $"http://127.0.0.1:{FreePort()}"]);

        Assert.Equal((3, ""), (code, output));
        Assert.StartsWith("No node answers at http://127.0.0.1:", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("deals")]
    [InlineData("deal", "list")]
    [InlineData("deals", "add", "-a", "B000000000", "-d", "7")]
    [InlineData("budget", "pause", "-l", "fast")]
    [InlineData("deals", "show")]
    [InlineData("deals", "show", "-a")]
    [InlineData("deals", "show", "-a", "nonsense")]
    [InlineData("deals", "list", "--colour", "red")]
    [InlineData("deals", "list", "--limit", "5", "--limit", "6")]
    [InlineData("deals", "list", "extra")]
    [InlineData("deals", "list", "--limit", "501")]
    [InlineData("deals", "list", "--sort", "colour")]
    [InlineData("deals", "list", "--cursor", "c2")]
    [InlineData("actor", "hierarchy", "-d", "-1")]
    [InlineData("budget", "show", "--node", "nonsense")]
    [InlineData("--nod=http://127.0.0.1:1", "deals", "list")]
    [InlineData("help", "nothing")]
    [InlineData("cluster", "down", "-a", "here")]
    [InlineData("cluster-sharding", "region-stats")]
    [InlineData("log", "tail", "-n", "2001")]
    [InlineData("log", "tail", "-l", "loud")]
    [InlineData("budget", "plan", "--feed", "US")]
    [InlineData("export", "x.csv")]
    [InlineData("export", "--format", "xls", "x.xls")]
    [InlineData("export", "--format", "csv")]
    [InlineData("export", "--format", "csv", "x.csv", "--limit", "5")]
    public async Task Wrong_arguments_exit_2_and_say_why(params string[] words)
    {
        var (code, output, error) = await RunAsync(words);

        Assert.Equal((2, ""), (code, output));
        Assert.NotEqual("", error);
    }

    [Fact]
    public async Task Ctrl_C_is_the_good_end_of_a_stream()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var node = await FakeNode.StartAsync();
        using var folder = new TemporaryFolder();
        await using var tail = ProcessUnderTest.Start("Deals.Host.dll", folder.Path, "cluster", "tail", "--node", node.Address.ToString());
        await Eventually.Holds("the members are printed", TimeSpan.FromSeconds(60), () => Task.FromResult(tail.Output.Contains("Count: 1 nodes")));

        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{tail.Id}"]))
            await kill.WaitForExitAsync();

        Assert.Equal(0, await tail.ExitAsync(TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData("  deals list   List deals; the filters are those of GET /api/deals", 40, "  deals list   List deals; the filters|               are those of GET|               /api/deals")]
    [InlineData("short", 40, "short")]
    [InlineData("Usage: export FILE --format <format> [--status <name>]", 30, "Usage: export FILE --format|<format> [--status <name>]")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 30, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa|aaaaaaa")]
    public void A_narrow_terminal_breaks_lines_under_their_last_column(string line, int width, string expected) =>
        Assert.Equal(expected.Split('|'), Folding.Fold(line, width));

    [Theory]
    [InlineData("csv", 121)]
    [InlineData("ndjson", 120)]
    public async Task An_export_is_a_file_that_is_there_when_it_is_whole(string format, int lines)
    {
        await using var node = await FakeNode.StartAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "deals." + format);
        await File.WriteAllTextAsync(file, "what was there before");

        var (code, output, error) = await RunAsync(["export", "--format", format, file, "--status", "active", "--node", node.Address.ToString()]);

        Assert.Equal((0, "", $"120 deals are in {file}\n"), (code, error, output));
        Assert.Equal(lines, (await File.ReadAllLinesAsync(file)).Length);
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task An_export_that_breaks_off_leaves_what_was_there()
    {
        await using var node = await FakeNode.StartAsync();
        node.Backends.BreaksAfter = node.Backends.Rows[60].Id;
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "deals.csv");
        await File.WriteAllTextAsync(file, "what was there before");

        var (code, _, error) = await RunAsync(["export", "--format", "csv", file, "--node", node.Address.ToString()]);
        var (_, _, nowhere) = await RunAsync(["export", "--format", "csv", Path.Combine(folder.Path, "no", "x.csv"), "--node", node.Address.ToString()]);

        Assert.Equal((1, $"Nothing was written to {file}: the answer broke off before its end.\n"), (code, error));
        Assert.Contains("its folder does not exist", nowhere, StringComparison.Ordinal);
        Assert.Equal("what was there before", await File.ReadAllTextAsync(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_value_may_begin_with_a_dash()
    {
        await using var node = await FakeNode.StartAsync();

        var (code, _, error) = await RunAsync(["deals", "list", "--sort", "-checkedAt", "--node", node.Address.ToString()]);

        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task The_key_comes_from_the_option_or_from_the_environment()
    {
        var keys = new ApiOptions { Keys = [new ApiKey("a", SHA256.HashData(Encoding.UTF8.GetBytes("open sesame")), ApiRole.Reader)] };
        await using var node = await FakeNode.StartAsync(keys);
        string[] verb = ["cluster", "show", "--node", node.Address.ToString()];

        var none = await HostProcess.RunAsync(verb);
        var option = await HostProcess.RunAsync([.. verb, "--api-key", "open sesame"]);
        var environment = await HostProcess.RunAsync(verb, ("DEALS_API_KEY", "open sesame"));

        Assert.Equal((1, 0, 0), (none.ExitCode, option.ExitCode, environment.ExitCode));
        Assert.Equal("The key in the header X-Api-Key is missing.\n", none.Error);
    }

    [Fact]
    public async Task A_reader_cannot_change_anything()
    {
        var keys = new ApiOptions { Keys = [new ApiKey("a", SHA256.HashData(Encoding.UTF8.GetBytes("k")), ApiRole.Reader)] };
        await using var node = await FakeNode.StartAsync(keys);

        foreach (var verb in new[] { "catalogue rebuild", "cluster leave", $"cluster down -a {FakeBackends.Self}", $"cluster join -a {FakeBackends.Self}", "cluster down-unreachable" })
        {
            var (code, _, error) = await RunAsync([.. verb.Split(' '), "--api-key", "k", "--node", node.Address.ToString()]);

            Assert.Equal(1, code);
            Assert.Contains("operator", error, StringComparison.Ordinal);
        }

        Assert.Empty(node.Backends.Told);
    }

    [Fact]
    public async Task Something_that_is_no_node_is_told_from_one()
    {
        using var other = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        other.Prefixes.Add(address);
        other.Start();
        var call = RunAsync(["cluster", "show", "--node", address]);
        var context = await other.GetContextAsync();
        context.Response.StatusCode = 200;
        context.Response.Close();

        var (code, _, error) = await call;

        Assert.Equal(3, code);
        Assert.Contains("is not a node", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_failure()
    {
        using var other = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        other.Prefixes.Add(address);
        other.Start();
        var call = RunAsync(["cluster", "show", "--node", address]);
        var context = await other.GetContextAsync();
        context.Response.ContentType = "application/x-ndjson";
        await context.Response.OutputStream.WriteAsync("{\"text\":\"half\",\"final\":false,\"error\":false}\n"u8.ToArray());
        context.Response.Close();

        var (code, output, error) = await call;

        Assert.Equal((1, "half\n"), (code, output));
        Assert.Contains("broke off", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cluster:Port is 'x'", "--Cluster:Port=x")]
    [InlineData("Cluster:Prot is no setting", "--Cluster:Prot=1")]
    [InlineData("Api:Keys is empty", "--Urls=http://0.0.0.0:0")]
    public async Task A_wrong_setting_stops_the_start_with_one_line(string expected, string setting)
    {
        var (code, _, error) = await HostProcess.RunAsync([setting]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task An_open_address_in_the_environment_is_refused_too()
    {
        var (code, _, error) = await HostProcess.RunAsync([], ("ASPNETCORE_URLS", "http://0.0.0.0:0"));

        Assert.Equal(2, code);
        Assert.Contains("Api:Keys is empty", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_one_line_and_exit_1()
    {
        await using var node = await FakeNode.StartAsync();

        var (code, _, error) = await HostProcess.RunAsync([$"--Urls={node.Address.ToString().TrimEnd('/')}"]);

        Assert.Equal(1, code);
        Assert.Contains("another process listens there", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Settings_end_where_the_verb_begins()
    {
        var line = CommandLine.Split(["--Urls=http://127.0.0.1:6000", "--Keepa:ApiKey=k", "--node=http://x", "deals", "list", "--sort=-price"], out var problem);

        Assert.Null(problem);
        Assert.Equal(["--Urls=http://127.0.0.1:6000", "--Keepa:ApiKey=k"], line.Settings);
        Assert.Equal(["--node=http://x", "deals", "list", "--sort=-price"], line.Verb);
        Assert.Equal("http://127.0.0.1:6000", line.Address);
    }

    /// <summary>The same code as the process runs, without the process.</summary>
    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] words)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var line = CommandLine.Split(words, out var problem);
        if (problem is not null)
            return (2, "", problem);
        var code = await Verbs.RunAsync(line, new Screen(output, error, IsTerminal: false), TextReader.Null);
        return (code, output.ToString(), error.ToString());
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
