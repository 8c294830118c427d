using Deals.Actors.Inspection;
using Deals.Tests.Host;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deals.Tests.Inspection;

public sealed class ClusterCommandsTests
{
    private const string Second = "akka.tcp://Deals@127.0.0.1:4054";
    private const string Third = "akka.tcp://Deals@127.0.0.1:4055";

    private readonly FakeBackends _backends = new();

    [Fact]
    public async Task The_members_are_shown_as_petabridge_cmd_shows_them()
    {
        _backends.Others.Add(new MemberItem(Second, ["deals", "web"], "up", Reachable: false, "1.0.0"));

        Assert.Equal(
            [
                "akka.tcp://Deals@127.0.0.1:4053 | [deals] | up |  | 0.1.0",
                "akka.tcp://Deals@127.0.0.1:4054 | [deals,web] | up | unreachable | 1.0.0",
                "Count: 2 nodes",
            ],
            await LinesAsync("cluster", "show"));
    }

    [Fact]
    public async Task Status_is_the_nodes_own_line_and_leader_an_address()
    {
        Assert.Equal(["akka.tcp://Deals@127.0.0.1:4053 | [deals] | up |  | 0.1.0"], await LinesAsync("cluster", "status"));
        Assert.Equal([FakeBackends.Self], await LinesAsync("cluster", "leader"));
        _backends.Leader = null;

        Assert.StartsWith("There is no leader", await RefusalAsync("cluster", "leader"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_leaves_itself_where_no_other_is_named()
    {
        _backends.Others.Add(new MemberItem(Second, ["deals"], "up", Reachable: true, "0.1.0"));

        await LinesAsync("cluster", "leave");
        await LinesAsync("cluster", "leave", "-a", Second);

        Assert.Equal([$"leave {FakeBackends.Self}", $"leave {Second}"], _backends.Told);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("leave")]
    public async Task Who_is_no_member_is_refused_with_those_who_are(string command)
    {
        _backends.Others.Add(new MemberItem(Second, ["deals"], "up", Reachable: true, "0.1.0"));

        Assert.Equal($"{Third} is not a member: there are {FakeBackends.Self}, {Second}.", await RefusalAsync("cluster", command, "-a", Third));
        Assert.Empty(_backends.Told);
    }

    [Fact]
    public async Task Only_those_who_are_not_heard_are_put_out()
    {
        Assert.Equal(["Every member is heard: there is none to put out."], await LinesAsync("cluster", "down-unreachable"));
        _backends.Others.Add(new MemberItem(Second, ["deals"], "up", Reachable: true, "0.1.0"));
        _backends.Others.Add(new MemberItem(Third, ["deals"], "up", Reachable: false, "0.1.0"));

        await LinesAsync("cluster", "down-unreachable");

        Assert.Equal([$"down {Third}"], _backends.Told);
    }

    [Fact]
    public async Task A_member_joins_no_other_cluster()
    {
        Assert.Contains("joins one in its life", await RefusalAsync("cluster", "join", "-a", Third), StringComparison.Ordinal);
        Assert.Contains("in the same cluster", await RefusalAsync("cluster", "join", "-a", FakeBackends.Self), StringComparison.Ordinal);
        Assert.Empty(_backends.Told);
    }

    [Theory]
    [InlineData("akka.tcp://Other@127.0.0.1:4053")]
    [InlineData("127.0.0.1:4053")]
    [InlineData("akka.tcp://Deals")]
    public async Task What_is_no_address_is_named_with_an_example(string address) =>
        Assert.Contains("something like akka.tcp://Deals@127.0.0.1:4053 was expected", await RefusalAsync("cluster", "down", "-a", address), StringComparison.Ordinal);

    [Fact]
    public async Task What_changes_while_the_tail_begins_is_among_the_members_or_follows_them()
    {
        _backends.OnFollowed = () => _backends.MemberStatus = "leaving";
        _backends.Changes.Writer.Complete();
        Assert.Contains("leaving", (await LinesAsync("cluster", "tail"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tail_begins_with_the_members_and_says_what_it_missed()
    {
        var member = new MemberItem(Second, ["deals"], "up", Reachable: false, "0.1.0");
        _backends.Changes.Writer.TryWrite(new ClusterChange(FakeBackends.Now, "UnreachableMember", member, null));
        _backends.Changes.Writer.TryWrite(new ClusterChange(FakeBackends.Now, "LeaderChanged", null, Second, Missed: 1234));
        _backends.Changes.Writer.Complete();

        Assert.Equal(
            [
                "akka.tcp://Deals@127.0.0.1:4053 | [deals] | up |  | 0.1.0",
                "Count: 1 nodes",
                "2026-03-01T12:00:00Z UnreachableMember akka.tcp://Deals@127.0.0.1:4054 | [deals] | up | unreachable | 0.1.0",
                "... 1,234 changes came faster than they were read and are not shown.",
                "2026-03-01T12:00:00Z LeaderChanged akka.tcp://Deals@127.0.0.1:4054",
            ],
            await LinesAsync("cluster", "tail"));
    }

    [Fact]
    public async Task Regions_are_counted_node_by_node_and_a_silent_one_is_named()
    {
        _backends.Others.Add(new MemberItem(Second, ["deals"], "up", Reachable: false, "0.1.0"));

        Assert.Equal(["deal", "seller"], await LinesAsync("cluster-sharding", "list-regions"));
        Assert.Equal(
            [
                "akka.tcp://Deals@127.0.0.1:4053 | [deals] | up |  | 0.1.0 [coordinator](deal) | shards: 2 | entities: 3",
                "akka.tcp://Deals@127.0.0.1:4054 | [deals] | up | unreachable | 0.1.0 (deal) | shards: ? | entities: ?",
                "akka.tcp://Deals@127.0.0.1:4054 is not all there: It is unreachable.",
            ],
            await LinesAsync("cluster-sharding", "region-stats", "-r", "deal"));
        Assert.Equal(
            ["1 | akka.tcp://Deals@127.0.0.1:4053 | entities: 3", "11 | akka.tcp://Deals@127.0.0.1:4053 | entities: 0", "Count: 2 shards"],
            (await LinesAsync("cluster-sharding", "list-shards", "-r", "deal")).Take(3));
        Assert.Equal("There is no region 'book': there are deal, seller.", await RefusalAsync("cluster-sharding", "region-stats", "-r", "book"));
    }

    private async Task<string> RefusalAsync(string palette, string command, params string[] words)
    {
        var lines = await RunAsync(palette, command, words);
        Assert.True(lines[^1].Error);
        return lines[^1].Text;
    }

    private async Task<IReadOnlyList<string>> LinesAsync(string palette, string command, params string[] words)
    {
        var lines = await RunAsync(palette, command, words);
        Assert.Equal(InspectionLine.Done, lines[^1]);
        return [.. lines.SkipLast(1).Select(l => l.Text)];
    }

    private async Task<List<InspectionLine>> RunAsync(string palette, string command, string[] words)
    {
        var core = new InspectionCore([new ClusterCommands(_backends, _backends), new ShardingCommands(_backends)], NullLogger<InspectionCore>.Instance);
        var lines = new List<InspectionLine>();
        await foreach (var line in core.RunAsync(palette, command, words, CancellationToken.None))
            lines.Add(line);
        return lines;
    }
}
