using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Deals.Actors.Inspection;

namespace Deals.Tests.Host;

public sealed class HealthTests
{
    [Fact]
    public async Task A_node_that_works_is_alive_ready_and_gets_on()
    {
        await using var node = await FakeNode.StartAsync();

        foreach (var probe in new[] { "live", "ready", "progress" })
        {
            using var answer = await node.Http.GetAsync("/health/" + probe);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("ok", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task F81_progress_tells_ages_and_what_the_tokens_brought()
    {
        await using var node = await FakeNode.StartAsync();

        var progress = await node.Http.GetFromJsonAsync<JsonElement>("/health/progress");

        Assert.Equal((180, 7200), (progress.GetProperty("newestDealAgeSeconds").GetInt32(), progress.GetProperty("oldestCheckAgeSeconds").GetInt32()));
        Assert.Equal(("ok", 0), (progress.GetProperty("status").GetString(), progress.GetProperty("retirementsHeldBack").GetInt32()));
        Assert.Equal((8005, 8000), (progress.GetProperty("tokens").GetProperty("spent").GetInt32(), progress.GetProperty("tokens").GetProperty("useful").GetInt32()));
    }

    [Fact]
    public async Task Degraded_progress_is_no_reason_to_kill_the_process()
    {
        var backends = new FakeBackends { RouterSilence = "The router is away.", ScoutSilence = "The scout is away." };
        backends.Rows.Clear();
        await using var node = await FakeNode.StartAsync(backends: backends);

        using var answer = await node.Http.GetAsync("/health/progress");
        using var live = await node.Http.GetAsync("/health/live");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, live.StatusCode));
        var progress = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("degraded", progress.GetProperty("status").GetString());
        Assert.Equal(
            ["No deal is known yet.", "The router is away.", "The scout is away."],
            progress.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_node_that_has_not_joined_is_not_ready() =>
        await AssertUnreadyAsync(new FakeBackends { MemberStatus = "joining" }, "it is joining");

    [Fact]
    public async Task A_journal_that_does_not_answer_makes_the_node_unready() =>
        await AssertUnreadyAsync(new FakeBackends { Storage = new StorageReport(false, "The journal has schema 9, this version knows 1.", 9) }, "schema 9");

    [Theory]
    [InlineData("rebuilding")]
    [InlineData("waiting")]
    public async Task A_catalogue_that_is_not_of_this_journal_makes_the_node_unready(string state) =>
        await AssertUnreadyAsync(new FakeBackends { Projection = new ProjectionReport(state, "It is of another journal.", Usable: false, 5, 7, 0) }, "another journal");

    [Fact]
    public async Task A_rebuild_of_usable_rows_leaves_the_node_ready()
    {
        await using var node = await FakeNode.StartAsync(backends: new FakeBackends { Projection = new ProjectionReport("rebuilding", "Asked for.", Usable: true, 5, 7, 0) });

        using var ready = await node.Http.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task An_actor_system_that_has_ended_is_not_alive()
    {
        await using var node = await FakeNode.StartAsync(backends: new FakeBackends { IsRunning = false });

        using var live = await node.Http.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, live.StatusCode);
    }

    private static async Task AssertUnreadyAsync(FakeBackends backends, string reason)
    {
        await using var node = await FakeNode.StartAsync(backends: backends);
        using var ready = await node.Http.GetAsync("/health/ready");
        using var live = await node.Http.GetAsync("/health/live");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
        var answer = await ready.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(reason, answer.GetProperty("reasons").EnumerateArray().Single().GetString(), StringComparison.Ordinal);
    }
}
