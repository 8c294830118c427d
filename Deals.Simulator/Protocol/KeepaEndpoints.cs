using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Deals.Simulator.Admin;
using Deals.Simulator.Bucket;

namespace Deals.Simulator.Protocol;

/// <summary>What holds for every path of Keepa's: the key, admission, the fault that was asked for, the content, the debit at the end, the envelope.</summary>
internal sealed class KeepaEndpoints(IEnumerable<IKeepaPath> paths, Account account, Faults faults, TimeProvider clock)
{
    private static readonly TimeSpan LongestHang = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SlowExtra = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, IKeepaPath> _paths = paths.ToDictionary(p => p.Path, StringComparer.Ordinal);
    private long _served;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var arrived = new Arrival(clock.GetUtcNow(), Stopwatch.GetTimestamp(), Interlocked.Increment(ref _served));
        var name = http.Request.Path.Value!.TrimEnd('/');
        var path = _paths.GetValueOrDefault(name);
        // Whatever is not served is counted together: names are the caller's, and without a bound.
        account.Count(path?.Path ?? "other");
        if (KeyProblem(http) is var (status, type, message, isZero))
            await FreeAsync(http, arrived, status, Answer.Error(type, message, ""), isZero);
        else if (path is null)
            await FreeAsync(http, arrived, 404, Answer.Error("notFound", "There is no such path.", name));
        else if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsPost(http.Request.Method))
            await FreeAsync(http, arrived, 405, Answer.Error("methodNotAllowed", "The method is not allowed.", http.Request.Method));
        else if (path.NeedsTokensFor(http.Request) && !account.Admit())
            await FreeAsync(http, arrived, 429, null);
        else
            await AdmittedAsync(http, arrived, path, faults.Draw(path.Path));
    }

    private static (int Status, string Type, string Message, bool IsZero)? KeyProblem(HttpContext http)
    {
        var key = http.Request.Query["key"].ToString();
        if (key.Length == 0 || !key.All(char.IsAsciiLetterOrDigit))
            return (400, "invalidParameter", "You used an invalid parameter for this API call.", true);
        return key == "unknown" ? (402, "unauthorized", "The key is unknown or its subscription has expired.", false) : null;
    }

    private async Task AdmittedAsync(HttpContext http, Arrival arrived, IKeepaPath path, string? fault)
    {
        switch (fault)
        {
            case "429":
                account.Change(b => b.Inject());
                await FreeAsync(http, arrived, 429, null);
                return;
            case "500" or "503":
                await FreeAsync(http, arrived, int.Parse(fault, CultureInfo.InvariantCulture), Answer.Error("internalError", "Something went wrong.", ""));
                return;
            case "ok-with-error":
                await FreeAsync(http, arrived, 200, Answer.Error("internalError", "Something went wrong.", ""));
                return;
            default:
                await ServeAsync(http, arrived, path, fault);
                return;
        }
    }

    private async Task ServeAsync(HttpContext http, Arrival arrived, IKeepaPath path, string? fault)
    {
        Served served;
        try
        {
            served = await path.AnswerAsync(http.Request, http.RequestAborted);
        }
        catch (BadRequestException e)
        {
            await FreeAsync(http, arrived, 400, Answer.Error("invalidParameter", e.Message, e.Details));
            return;
        }

        var wait = served.Takes + (fault == "slow" ? SlowExtra : TimeSpan.Zero) - Stopwatch.GetElapsedTime(arrived.Stamp);
        // A client that goes away meanwhile is charged all the same: what was asked for is served.
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, CancellationToken.None);
        var bucket = served.Cost > 0 ? account.Change(b => b.Debit(served.Cost)) : account.Read();
        var envelope = Answer.Envelope.Of(bucket, arrived.At, clock.GetUtcNow(), served.Cost, isSuccess: true);
        await SendAsync(http, fault, served.Png is { } png ? body => body.Write(png) : Answer.Body(envelope, arrived.IsEven, served.Content), isPng: served.Png is not null);
    }

    private static async Task SendAsync(HttpContext http, string? fault, Action<Stream> body, bool isPng)
    {
        switch (fault)
        {
            case "timeout-after-debit":
                await HangAsync(http.RequestAborted);
                http.Abort();
                break;
            case "reset":
                http.Abort();
                break;
            case "malformed":
                await Answer.SendAsync(http, 200, Answer.Broken);
                break;
            default:
                await Answer.SendAsync(http, 200, body, truncate: fault == "truncated-gzip", isPng);
                break;
        }
    }

    private static async Task HangAsync(CancellationToken untilGone)
    {
        try
        {
            await Task.Delay(LongestHang, untilGone);
        }
        catch (OperationCanceledException) when (untilGone.IsCancellationRequested)
        {
            // The client gave up, as it was meant to.
        }
    }

    private Task FreeAsync(HttpContext http, Arrival arrived, int status, Action<Utf8JsonWriter>? content, bool isZero = false)
    {
        var envelope = isZero ? Answer.Envelope.Zero(arrived.At) : Answer.Envelope.Of(account.Read(), arrived.At, clock.GetUtcNow(), 0, isSuccess: false);
        return Answer.SendAsync(http, status, Answer.Body(envelope, arrived.IsEven, content));
    }

    /// <summary>When a request came: in the domain's time, on the wall, and in which place.</summary>
    private sealed record Arrival(DateTimeOffset At, long Stamp, long Number)
    {
        /// <summary>Decides the order of the answer's keys.</summary>
        public bool IsEven => Number % 2 == 0;
    }
}
