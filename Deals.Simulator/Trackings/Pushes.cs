using System.Net;
using System.Net.Http.Headers;

namespace Deals.Simulator.Trackings;

/// <summary>Lets trackings be updated while there are any, keeps what they found for a day, and pushes it to the webhook: once, and where that is not answered with 200, once more after
/// fifteen seconds.</summary>
internal sealed class Pushes(TrackingList trackings, TimeProvider clock, ILogger log) : IAsyncDisposable
{
    private const int MostAtOnce = 8;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SecondTryAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Lock _gate = new();
    private readonly List<Kept> _kept = [];
    private readonly List<Task> _under = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly HttpClient _http = new() { Timeout = Patience };
    private ITimer? _timer;
    private Uri? _webhook;

    /// <summary>Sets where to push.</summary>
    public void SetWebhook(Uri url)
    {
        lock (_gate)
            _webhook = url;
    }

    /// <summary>Begins to let updates be made. The domain clock's own timers run on the wall.</summary>
    public void Begin()
    {
        lock (_gate)
            _timer ??= clock.CreateTimer(_ => LookAgain(), null, LookEvery, LookEvery);
    }

    /// <summary>What was found since a minute, newest first, and with that taken for read.</summary>
    /// <param name="since">Keepa minutes.</param>
    /// <param name="revise">Whether what was read already is wanted as well.</param>
    public IReadOnlyList<Notification> Take(long since, bool revise)
    {
        Look();
        lock (_gate)
        {
            var wanted = _kept.Where(k => k.Notification.CreatedAt >= since && (revise || !k.IsRead)).ToList();
            wanted.ForEach(k => k.IsRead = true);
            return [.. wanted.Select(k => k.Notification).OrderByDescending(n => n.CreatedAt)];
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Task[] under;
        lock (_gate)
        {
            _timer?.Dispose();
            _stopping.Cancel();
            under = [.. _under];
        }

        await Task.WhenAll(under);
        _http.Dispose();
        _places.Dispose();
        _stopping.Dispose();
    }

    private void LookAgain()
    {
        try
        {
            Look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The bucket's file; whoever embeds the simulator must not end of it.
            log.LogWarning("Trackings could not be updated: {Reason}", e.Message);
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
                return;
            var oldest = (long)World.KeepaMinutes.Of(clock.GetUtcNow()) - Notification.KeptMinutes;
            _kept.RemoveAll(k => k.Notification.CreatedAt < oldest);
            _under.RemoveAll(static t => t.IsCompleted);
            foreach (var kept in trackings.Update().Select(n => new Kept(n)))
            {
                _kept.Add(kept);
                if (_webhook is { } url)
                    _under.Add(PushAsync(kept, url, _stopping.Token));
            }
        }
    }

    private async Task PushAsync(Kept kept, Uri url, CancellationToken stopping)
    {
        try
        {
            if (await TryAsync(kept.Notification, url, stopping))
            {
                kept.IsRead = true;
                return;
            }

            await Task.Delay(SecondTryAfter, clock, stopping);
            kept.IsRead = await TryAsync(kept.Notification, url, stopping) || kept.IsRead;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It is still there to be asked for.
        }
    }

    private async Task<bool> TryAsync(Notification notification, Uri url, CancellationToken stopping)
    {
        await _places.WaitAsync(stopping);
        try
        {
            using var body = new ByteArrayContent(notification.ToBody());
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync(url, body, stopping);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            log.LogInformation("A push was not taken: {Reason}", e.Message);
            return false;
        }
        finally
        {
            _places.Release();
        }
    }

    private sealed class Kept(Notification notification)
    {
        public Notification Notification => notification;

        public volatile bool IsRead;
    }
}
