using System.Security.Cryptography;
using System.Text;
using Deals.Actors.Hosting;
using Deals.Actors.Inspection;
using Deals.Host.Cli;
using Deals.Host.Cli.Shell;
using Microsoft.Extensions.Logging;

namespace Deals.Tests.Host;

public sealed class ShellTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PseudoTerminalFact]
    public async Task A_person_types_with_completion_history_and_interrupts()
    {
        await using var node = await FakeNode.StartAsync();
        node.Backends.Log.Add(new LogLine(FakeBackends.Now, LogLevel.Warning, "Deals", "something was logged"));
        await using (var shell = Start(node, columns: 70))
        {
            await shell.SeeAsync("Connected to " + NodeClient.AddressOf(node.Address));
            await shell.SeeAsync($"[{node.Address.Authority}] deals> ");

            // Two palettes begin so: the first Tab goes as far as both, the second shows them.
            await shell.TypeAsync("clu" + PseudoTerminal.Tab);
            await shell.SeeAsync("deals> cluster");
            await shell.TypeAsync(PseudoTerminal.Tab);
            await shell.SeeAsync("cluster           cluster-sharding");
            await shell.TypeAsync(" sh" + PseudoTerminal.Tab);
            await shell.SeeAsync("deals> cluster show ");
            await shell.TypeAsync(PseudoTerminal.Enter);
            await shell.SeeAsync("Count: 1 nodes");
            await shell.SeeAsync("deals> ");

            await shell.TypeAsync(PseudoTerminal.Up + PseudoTerminal.Enter);
            await shell.SeeAsync("Count: 1 nodes");
            await shell.SeeAsync("deals> ");

            await shell.TypeAsync("budget pause -l ref" + PseudoTerminal.Tab);
            await shell.SeeAsync("-l refresh ");
            await shell.TypeAsync(PseudoTerminal.CtrlC);
            await shell.SeeAsync("^C");
            await shell.SeeAsync("deals> ");

            await shell.TypeAsync("log tail" + PseudoTerminal.Enter);
            await shell.SeeAsync("something was logged");
            await shell.TypeAsync(PseudoTerminal.CtrlC);
            await shell.SeeAsync("deals> ");

            await shell.TypeAsync("luster leadex" + PseudoTerminal.Left + "r\u001b[3~" + PseudoTerminal.Home + "c" + PseudoTerminal.Enter);
            await shell.SeeAsync("\n" + FakeBackends.Self);
            await shell.SeeAsync("deals> ");
            await shell.TypeAsync("nonsense" + PseudoTerminal.Enter);
            await shell.SeeAsync("There is no palette 'nonsense'");
            await shell.SeeAsync("deals> ");
            await shell.TypeAsync(PseudoTerminal.CtrlD);
            Assert.Equal(0, await shell.ExitAsync());
        }

        var history = Path.Combine(_folder.Path, "deals", "history");
        Assert.Equal(["cluster show", "log tail", "cluster leader", "nonsense"], await File.ReadAllLinesAsync(history));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(history));

        await using var again = Start(node, columns: 40);
        await again.SeeAsync("deals> ");
        await again.TypeAsync(PseudoTerminal.Up + PseudoTerminal.Up);
        await again.SeeAsync("cluster leader"[^10..]);
        await again.TypeAsync(PseudoTerminal.Enter);
        await again.SeeAsync("\n" + FakeBackends.Self);
        await again.TypeAsync("exit" + PseudoTerminal.Enter);
        Assert.Equal(0, await again.ExitAsync());
    }

    [Theory]
    [InlineData("cluster show\n", 0, "Count: 1 nodes")]
    [InlineData("# a remark\n\ncluster leader\nnonsense\ncluster show", 2, "Count: 1 nodes")]
    [InlineData("deals show -a B0ZZZZZZZZ\nexit\nnonsense", 1, "")]
    [InlineData("deals list --q 'a b\ncluster show", 2, "Count: 1 nodes")]
    [InlineData("shell", 2, "")]
    [InlineData("help", 0, "cluster-sharding region-stats")]
    public async Task A_pipe_is_read_without_a_prompt_and_ends_with_the_last_failure(string input, int expectedCode, string expectedOutput)
    {
        await using var node = await FakeNode.StartAsync();
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var lines = new StringReader(input);

        var code = await Verbs.RunAsync(new CommandLine([], ["shell", "--node", node.Address.ToString()]), new Screen(output, error, IsTerminal: false), lines);

        Assert.Equal(expectedCode, code);
        Assert.Contains(expectedOutput, output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("deals>", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(expectedCode == 0, error.ToString().Length == 0);
    }

    [Fact]
    public async Task The_key_of_the_shell_is_the_key_of_its_verbs()
    {
        var keys = new ApiOptions { Keys = [new ApiKey("a", SHA256.HashData(Encoding.UTF8.GetBytes("open sesame")), ApiRole.Reader)] };
        await using var node = await FakeNode.StartAsync(keys);
        await using var output = new StringWriter();
        using var lines = new StringReader("cluster leader");

        var code = await Verbs.RunAsync(
            new CommandLine([], ["shell", "--node", node.Address.ToString(), "--api-key", "open sesame"]), new Screen(output, TextWriter.Null, IsTerminal: false), lines);

        Assert.Equal((0, FakeBackends.Self), (code, output.ToString().Trim()));
    }

    [Theory]
    [InlineData("de", "deals")]
    [InlineData("deals sh", "show")]
    [InlineData("help deals sh", "show")]
    [InlineData("deals show ", "-a --json")]
    [InlineData("deals show -a B000000000 ", "--json")]
    [InlineData("deals list --min-p", "--min-profit")]
    [InlineData("deals list --status a", "active")]
    [InlineData("budget resume -l ", "interactive discovery enrichment refresh backfill")]
    [InlineData("cluster-sharding region-stats -r ", "deal seller")]
    [InlineData("export --format ", "csv ndjson")]
    [InlineData("export --format csv --condition n", "new")]
    [InlineData("nothing ", "")]
    public void Tab_offers_what_may_come_next(string line, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Completion.Of(line, line.Length).Words);

    [Fact]
    public void A_long_line_moves_sideways_and_the_cursor_stays_in_sight()
    {
        var line = EditedLine.Of(new string('a', 100) + "end");

        Assert.Equal((29, 28), (LineView.Of(line, promptWidth: 10, width: 40).Text.Length + 1, LineView.Of(line, 10, 40).Column));
        Assert.EndsWith("end", LineView.Of(line, 10, 40).Text, StringComparison.Ordinal);
        Assert.Equal(0, LineView.Of(line.Home(), 10, 40).Column);
    }

    [Fact]
    public void The_history_is_bounded_and_keeps_no_key()
    {
        var file = Path.Combine(_folder.Path, "h", "history");
        var history = ShellHistory.Open(file);
        for (var i = 0; i < ShellHistory.Most + 20; i++)
            history.Add($"line {i}");
        history.Add("cluster show --api-key secret");
        history.Add("line 1019");

        var again = ShellHistory.Open(file);

        Assert.Null(again.Problem);
        Assert.Equal((ShellHistory.Most, "line 20", "line 1019"), (again.Lines.Count, again.Lines[0], again.Lines[^1]));
        Assert.Equal(ShellHistory.Most, File.ReadLines(file).Count());
        Assert.DoesNotContain("secret", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_that_cannot_be_kept_is_no_failure()
    {
        var taken = Path.Combine(_folder.Path, "taken");
        File.WriteAllText(taken, "");

        var history = ShellHistory.Open(Path.Combine(taken, "history"));
        history.Add("cluster show");

        Assert.NotNull(history.Problem);
        Assert.Equal(["cluster show"], history.Lines);
    }

    private PseudoTerminal Start(FakeNode node, int columns) => PseudoTerminal.Start(
        $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Deals.Host.dll")}' shell --node {node.Address}", columns, ("XDG_STATE_HOME", _folder.Path));
}
