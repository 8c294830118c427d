using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Deals.Actors.Keepa;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Deals.Tests.Keepa;

public sealed class KeepaClientTests
{
    private const string Secret = "s3cretKeyThatNobodyMaySee";
    private const string Envelope = "\"timestamp\":1746053307585,\"tokensLeft\":295,\"refillIn\":27893,\"refillRate\":5,\"tokensConsumed\":5,\"processingTimeInMs\":7";
    private static readonly KeepaRequest Page = new KeepaRequest.DealPage(new DealQuery { Domain = AmazonDomain.Us, PriceType = PriceType.Used }, 4);

    [Fact]
    public async Task A_page_is_posted_with_gzip_and_read()
    {
        await using var keepa = await StubKeepa.StartAsync(http => SendAsync(http, 200, "{" + Envelope + ",\"deals\":{\"dr\":[]}}", gzip: true));
        using var client = Client(keepa.Address);
        Assert.IsType<KeepaOutcome.EmptyPage>(await client.SendAsync(Page, CancellationToken.None));
        Assert.IsType<KeepaOutcome.TokenStatus>(await client.SendAsync(new KeepaRequest.Token(), CancellationToken.None));
        var (page, token) = (keepa.Requests.First(), keepa.Requests.Last());
        Assert.Equal(("POST", $"/deal?key={Secret}", "gzip"), (page.Method, page.PathAndQuery, page.AcceptEncoding));
        Assert.Contains("\"page\":4", page.Body, StringComparison.Ordinal);
        Assert.Equal(("GET", $"/token?key={Secret}"), (token.Method, token.PathAndQuery));
    }

    [Theory]
    [InlineData("429", typeof(KeepaOutcome.Throttled))]
    [InlineData("error-gzip", typeof(KeepaOutcome.Failed))]
    [InlineData("truncated-gzip", typeof(KeepaOutcome.Failed))]
    [InlineData("cut", typeof(KeepaOutcome.Failed))]
    [InlineData("html", typeof(KeepaOutcome.Failed))]
    [InlineData("too-long", typeof(KeepaOutcome.Failed))]
    [InlineData("redirect", typeof(KeepaOutcome.Failed))]
    [InlineData("reset", typeof(KeepaOutcome.Unknown))]
    [InlineData("silence", typeof(KeepaOutcome.Unknown))]
    public async Task F8_F42_every_way_of_failing_is_an_outcome_of_its_own_and_is_never_repeated(string way, Type outcome)
    {
        await using var keepa = await StubKeepa.StartAsync(http => FailAsync(http, way));
        using var client = Client(keepa.Address, settings => settings with { Timeout = TimeSpan.FromSeconds(1), MostBytes = 100_000 });
        Assert.IsType(outcome, await client.SendAsync(Page, CancellationToken.None));
        Assert.Single(keepa.Requests);
    }

    [Fact]
    public async Task What_never_left_is_not_sent()
    {
        var free = new Uri($"http://127.0.0.1:{ProcessUnderTest.FreePort()}");
        using var client = Client(free);
        Assert.Equal(FailureKind.NotSent, Assert.IsType<KeepaOutcome.Failed>(await client.SendAsync(Page, CancellationToken.None)).Kind);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_has_an_unknown_outcome()
    {
        using var given = new CancellationTokenSource();
        await using var keepa = await StubKeepa.StartAsync(async http =>
        {
            await given.CancelAsync();
            await FailAsync(http, "silence");
        });
        using var client = Client(keepa.Address);
        Assert.IsType<KeepaOutcome.Unknown>(await client.SendAsync(Page, given.Token));
    }

    [Fact]
    public async Task F65_after_failures_in_a_row_nothing_is_sent_for_a_while()
    {
        await using var keepa = await StubKeepa.StartAsync(http => SendAsync(http, 500, "{}"));
        using var client = Client(keepa.Address, settings => settings with { FailuresToBreak = 3 });
        for (var i = 0; i < 3; i++)
            Assert.Equal(FailureKind.Server, Assert.IsType<KeepaOutcome.Failed>(await client.SendAsync(Page, CancellationToken.None)).Kind);
        var refused = Assert.IsType<KeepaOutcome.Failed>(await client.SendAsync(Page, CancellationToken.None));
        Assert.Equal(FailureKind.NotSent, refused.Kind);
        Assert.Contains("nothing is sent before", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(3, keepa.Requests.Count);
    }

    [Fact]
    public async Task F69_the_key_is_in_no_log_no_outcome_and_no_trace()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(t => $"{t.Key}={t.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        foreach (var way in new[] { "429", "error-gzip", "truncated-gzip", "cut", "html", "reset", "silence", "echo" })
        {
            await using var keepa = await StubKeepa.StartAsync(http => FailAsync(http, way));
            using var client = Client(keepa.Address, settings => settings with { Timeout = TimeSpan.FromSeconds(1) }, seen);
            seen.Enqueue((await client.SendAsync(Page, CancellationToken.None)).ToString());
        }

        using (var client = Client(new Uri($"http://127.0.0.1:{ProcessUnderTest.FreePort()}"), s => s, seen))
            seen.Enqueue((await client.SendAsync(Page, CancellationToken.None)).ToString());
        seen.Enqueue(Settings(new Uri("http://localhost")).ToString());
        Assert.NotEmpty(seen);
        Assert.DoesNotContain(seen, text => text.Contains(Secret, StringComparison.Ordinal));
    }

    private static KeepaClientSettings Settings(Uri address) => new() { BaseAddress = address, Key = KeepaKey.From(Secret)! };

    private static KeepaClient Client(Uri address, Func<KeepaClientSettings, KeepaClientSettings>? change = null, ConcurrentQueue<string>? log = null) =>
        new((change ?? (s => s))(Settings(address)), TimeProvider.System, new Listening(log ?? new ConcurrentQueue<string>()));

    private static Task FailAsync(HttpContext http, string way) => way switch
    {
        "429" => SendAsync(http, 429, "{" + Envelope + "}"),
        "error-gzip" => SendAsync(http, 400, "{" + Envelope + ",\"error\":{\"type\":\"invalidParameter\",\"message\":\"m\"}}", gzip: true),
        "truncated-gzip" => SendAsync(http, 200, "{" + Envelope + ",\"deals\":{\"dr\":[]},\"x\":\"" + new string('y', 4000) + "\"}", gzip: true, cut: true),
        "cut" => SendAsync(http, 200, "{" + Envelope + ",\"deals\":{\"dr\":[{\"asin\":\"B0"),
        "html" => SendAsync(http, 502, "<html>bad gateway</html>"),
        "too-long" => SendAsync(http, 200, "{\"x\":\"" + new string('y', 200_000) + "\"}"),
        "echo" => SendAsync(http, 400, "{\"error\":{\"type\":\"invalidParameter\",\"message\":\"the key " + Secret + " is odd\"}}"),
        "redirect" => Redirect(http),
        "reset" => Task.Run(http.Abort),
        _ => new TaskCompletionSource().Task.WaitAsync(http.RequestAborted),
    };

    private static Task Redirect(HttpContext http)
    {
        http.Response.Redirect("/elsewhere");
        return Task.CompletedTask;
    }

    private static async Task SendAsync(HttpContext http, int status, string body, bool gzip = false, bool cut = false)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        if (gzip)
        {
            using var packed = new MemoryStream();
            await using (var stream = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
                await stream.WriteAsync(bytes);
            bytes = packed.ToArray();
            http.Response.Headers.ContentEncoding = "gzip";
        }

        http.Response.StatusCode = status;
        await http.Response.Body.WriteAsync(cut ? bytes[..(bytes.Length / 2)] : bytes);
    }

    private sealed class Listening(ConcurrentQueue<string> log) : ILogger<KeepaClient>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
