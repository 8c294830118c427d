using System.Net.ServerSentEvents;
using System.Text.Json;
using Deals.Actors.Deals;
using Deals.Actors.Inspection;
using Deals.Actors.Keepa;

namespace Deals.Tests.Host;

public sealed class EventsTests
{
    private static readonly DealId Id = DealId.Parse("1-B000000000");

    [Fact]
    public async Task What_happens_to_deals_budget_and_cluster_is_told_at_once()
    {
        await using var node = await FakeNode.StartAsync();
        await using var events = await FollowAsync(node, null);

        node.Backends.Happened.Writer.TryWrite(new DealEvent.Discovered(Id, FakeBackends.Now, new FeedLens("us", PriceType.New, DateRange.Quarter), new ListingFacts(), FakeBackends.Now));
        node.Backends.Happened.Writer.TryWrite(new DealEvent.ProductConfirmed(Id, FakeBackends.Now));
        node.Backends.Happened.Writer.TryWrite(new DealEvent.Suspended(Id, FakeBackends.Now, "Keepa failed five times."));
        node.Backends.Changes.Writer.TryWrite(new ClusterChange(FakeBackends.Now, "LeaderChanged", null, FakeBackends.Self));

        var seen = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        while (!new[] { "deal.found", "deal.suspended", "budget", "cluster" }.All(seen.ContainsKey))
        {
            var next = await events.NextAsync();
            Assert.True(seen.TryAdd(next.EventType, JsonDocument.Parse(next.Data).RootElement), $"{next.EventType} came twice, and nothing of it had changed.");
        }

        Assert.Equal(("1-B000000000", "discovered"), (seen["deal.found"].GetProperty("id").GetString(), seen["deal.found"].GetProperty("event").GetString()));
        Assert.Equal("Keepa failed five times.", seen["deal.suspended"].GetProperty("reason").GetString());
        Assert.Equal(412, seen["budget"].GetProperty("tokensLeft").GetInt32());
        Assert.Equal(FakeBackends.Self, seen["cluster"].GetProperty("leader").GetString());
        Assert.DoesNotContain("deal.changed", seen.Keys);
    }

    [Fact]
    public async Task A_reader_that_comes_back_goes_on_where_it_was()
    {
        await using var node = await FakeNode.StartAsync();
        string id;
        await using (var events = await FollowAsync(node, null))
        {
            node.Backends.Happened.Writer.TryWrite(new DealEvent.Retired(Id, FakeBackends.Now, RetirementCause.Operator));
            id = (await events.NextAsync("deal.retired")).EventId!;
        }

        node.Backends.Happened.Writer.TryWrite(new DealEvent.Released(Id, FakeBackends.Now.AddMinutes(1)));
        await using var again = await FollowAsync(node, id);

        Assert.Equal("released", JsonDocument.Parse((await again.NextAsync("deal.changed")).Data).RootElement.GetProperty("event").GetString());
    }

    [Theory]
    [InlineData("another-7")]
    [InlineData("nonsense")]
    public async Task Where_that_is_gone_the_reader_is_told(string id)
    {
        await using var node = await FakeNode.StartAsync();
        await using var events = await FollowAsync(node, id);

        Assert.Equal("ping", (await events.NextAsync("ping")).EventType);
        Assert.Equal("gap", (await events.NextAsync("gap")).EventType);
    }

    [Fact]
    public void The_log_is_bounded_and_goes_on_from_any_event_that_it_still_has()
    {
        var log = new LiveEventLog("a");
        for (var i = 1; i <= LiveEventLog.Most + 10; i++)
            log.Add(new LiveEvent("budget", $"{i}"));

        using var kept = log.Follow($"a-{LiveEventLog.Most + 7}");
        using var oldest = log.Follow("a-10");
        using var gone = log.Follow("a-9");
        using var ahead = log.Follow($"a-{LiveEventLog.Most + 11}");

        Assert.Equal([$"{LiveEventLog.Most + 8}", $"{LiveEventLog.Most + 9}", $"{LiveEventLog.Most + 10}"], kept.Before.Select(e => e.Event.Data));
        Assert.Equal((LiveEventLog.Most, false), (oldest.Before.Count, oldest.IsGap));
        Assert.True(gone.IsGap && ahead.IsGap);
    }

    private static async Task<Reader> FollowAsync(FakeNode node, string? lastId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/events", UriKind.Relative));
        if (lastId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        var answer = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new Reader(request, answer, await answer.Content.ReadAsStreamAsync());
    }

    private sealed class Reader(HttpRequestMessage request, HttpResponseMessage answer, Stream body) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
        private IAsyncEnumerator<SseItem<string>>? _items;

        /// <summary>The next event that is no ping, or the next of a kind.</summary>
        public async Task<SseItem<string>> NextAsync(string? kind = null)
        {
            _items ??= SseParser.Create(body).EnumerateAsync(_patience.Token).GetAsyncEnumerator(_patience.Token);
            while (await _items.MoveNextAsync())
            {
                if (kind is null ? _items.Current.EventType != "ping" : _items.Current.EventType == kind)
                    return _items.Current;
            }

            throw new NotInTimeException("The stream ended.");
        }

        public async ValueTask DisposeAsync()
        {
            if (_items is not null)
                await _items.DisposeAsync();
            answer.Dispose();
            request.Dispose();
            _patience.Dispose();
        }
    }
}
