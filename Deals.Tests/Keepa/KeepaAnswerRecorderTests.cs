using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Deals.Actors.Keepa;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Deals.Tests.Keepa;

public sealed class KeepaAnswerRecorderTests : IDisposable
{
    private const string Secret = "s3cretKeyThatNobodyMaySee";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"deals-recorded-{Guid.NewGuid():N}");
    private readonly ConcurrentQueue<string> _log = new();
    private readonly FakeTimeProvider _wall = new(new DateTimeOffset(2026, 11, 24, 10, 11, 12, 345, TimeSpan.Zero));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        else
            File.Delete(_folder);
    }

    [Fact]
    public void F69_an_answer_is_written_byte_for_byte_but_for_the_key()
    {
        var recorder = Recorder();
        byte[] body = [.. Encoding.UTF8.GetBytes($"{{\"a\":\"{Secret}\",\"b\":\"{Secret}é"), 0xFF, .. "\"}"u8];
        recorder.Record("product", 200, body);
        recorder.Record("deal", 429, "{}"u8.ToArray());
        Assert.Equal(["20261124T101112.345Z-deal-429-0002.json", "20261124T101112.345Z-product-200-0001.json"], Files());
        byte[] expected = [.. "{\"a\":\"***\",\"b\":\"***é"u8, 0xFF, .. "\"}"u8];
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(_folder, Files()[1])));
        Assert.Empty(_log);
    }

    [Fact]
    public void A_full_folder_ends_the_recording_with_one_line()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "of-before.json"), "{}");
        var recorder = Recorder(most: 3);
        for (var i = 0; i < 5; i++)
            recorder.Record("product", 200, "{}"u8.ToArray());
        Assert.Equal(3, Files().Length);
        Assert.Contains("no more are written", Assert.Single(_log), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_said_once_a_minute()
    {
        File.WriteAllText(_folder, "in the way");
        var recorder = Recorder();
        for (var second = 0; second <= 60; second++)
        {
            recorder.Record("product", 200, "{}"u8.ToArray());
            _wall.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _log.Count);
        Assert.All(_log, line => Assert.Contains("could not be recorded", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Products_and_sellers_are_asked_for_by_GET_and_their_answers_recorded()
    {
        await using var keepa = await StubKeepa.StartAsync(http => http.Response.WriteAsync(
            http.Request.Path == "/product" ? $"{{\"products\":[],\"echo\":\"{Secret}\"}}" : "{\"sellers\":{}}"));
        using var client = new KeepaClient(
            new KeepaClientSettings { BaseAddress = keepa.Address, Key = KeepaKey.From(Secret)!, RecordTo = _folder }, TimeProvider.System, new Listening(_log));
        var products = new KeepaRequest.Products(AmazonDomain.Us, [Asin.Parse("055299068X"), Asin.Parse("B0916T3WFJ")], ProductShape.WithOffers);
        Assert.Equal(2, Assert.IsType<KeepaOutcome.ProductBatch>(await client.SendAsync(products, CancellationToken.None)).Absent.Length);
        Assert.IsType<KeepaOutcome.SellerBatch>(await client.SendAsync(new KeepaRequest.Sellers(AmazonDomain.Us, [SellerId.Parse("ATVPDKIKX0DER")]), CancellationToken.None));
        Assert.Equal(
            [("GET", $"/product?key={Secret}&domain=1&asin=055299068X,B0916T3WFJ&history=1&days=1095&stats=365&offers=20"), ("GET", $"/seller?key={Secret}&domain=1&seller=ATVPDKIKX0DER")],
            keepa.Requests.Select(r => (r.Method, r.PathAndQuery)));
        Assert.Equal(2, Files().Length);
        Assert.All(Files(), file => Assert.Matches(new Regex(@"^\d{8}T\d{6}\.\d{3}Z-(product|seller)-200-000[12]\.json$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), file));
        Assert.DoesNotContain(Files(), file => File.ReadAllText(Path.Combine(_folder, file)).Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_for_offers_waits_longer_than_another()
    {
        await using var keepa = await StubKeepa.StartAsync(http => new TaskCompletionSource().Task.WaitAsync(http.RequestAborted));
        var settings = new KeepaClientSettings
        {
            BaseAddress = keepa.Address, Key = KeepaKey.From(Secret)!, Timeout = TimeSpan.FromMilliseconds(100), OffersTimeout = TimeSpan.FromMilliseconds(300),
        };
        using var client = new KeepaClient(settings, TimeProvider.System, new Listening(_log));
        foreach (var (shape, seconds) in new[] { (ProductShape.Full, "0.1 s"), (ProductShape.WithOffers, "0.3 s") })
        {
            var request = new KeepaRequest.Products(AmazonDomain.Us, [Asin.Parse("055299068X")], shape);
            Assert.Contains(seconds, Assert.IsType<KeepaOutcome.Unknown>(await client.SendAsync(request, CancellationToken.None)).Reason, StringComparison.Ordinal);
        }
    }

    private string[] Files() => [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private AnswerRecorder Recorder(int most = AnswerRecorder.MostFiles) => new(_folder, KeepaKey.From(Secret)!, _wall, new Listening(_log), most);

    private sealed class Listening(ConcurrentQueue<string> log) : ILogger<KeepaClient>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue(formatter(state, exception));
    }
}
