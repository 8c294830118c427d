using System.Text.Json;
using Deals.Simulator.Admin;
using Deals.Simulator.Bucket;
using Deals.Simulator.Deals;

namespace Deals.Simulator.Protocol;

/// <summary>Keepa's paths: the key, admission, the fault that was asked for, the content, the debit at the end, the envelope.</summary>
internal sealed class KeepaEndpoints(SimulatorOptions options, Account account, DealPath deals, Faults faults, TimeProvider clock)
{
    private const int MostBodyBytes = 1_000_000;
    private static readonly TimeSpan LongestHang = TimeSpan.FromMinutes(10);
    private readonly Noise _noise = new(options.Seed);
    private long _served;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var arrived = clock.GetUtcNow();
        var path = http.Request.Path.Value!.TrimEnd('/');
        var number = Interlocked.Increment(ref _served);
        account.Count(path.Length == 0 ? "/" : path);
        if (KeyProblem(http) is var (status, type, message, isZero))
        {
            await FreeAsync(http, number, arrived, status, Answer.Error(type, message, ""), isZero);
            return;
        }

        switch (path)
        {
            case "/token" when faults.Draw(path) is null or "slow":
                await FreeAsync(http, number, arrived, 200, null);
                break;
            case "/token":
                await Answer.SendAsync(http, 503, "{}"u8.ToArray());
                break;
            case "/deal" when HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsPost(http.Request.Method):
                await PaidAsync(http, number, arrived, path);
                break;
            case "/deal":
                await FreeAsync(http, number, arrived, 405, Answer.Error("methodNotAllowed", "The method is not allowed.", ""));
                break;
            default:
                await FreeAsync(http, number, arrived, 404, Answer.Error("notFound", "There is no such path.", path));
                break;
        }
    }

    private static (int Status, string Type, string Message, bool IsZero)? KeyProblem(HttpContext http)
    {
        var key = http.Request.Query["key"].ToString();
        if (key.Length == 0 || !key.All(char.IsAsciiLetterOrDigit))
            return (400, "invalidParameter", "You used an invalid parameter for this API call.", true);
        return key == "unknown" ? (402, "unauthorized", "The key is unknown or its subscription has expired.", false) : null;
    }

    private async Task PaidAsync(HttpContext http, long number, DateTimeOffset arrived, string path)
    {
        if (!account.Read().Admits)
        {
            account.Change(b => b.Refuse());
            await FreeAsync(http, number, arrived, 429, null);
            return;
        }

        var fault = faults.Draw(path);
        if (fault is "429" or "500" or "503" or "ok-with-error")
        {
            var (status, content) = fault switch
            {
                "429" => (429, (Action<Utf8JsonWriter>?)null),
                "ok-with-error" => (200, Answer.Error("internalError", "Something went wrong.", "")),
                _ => (int.Parse(fault), Answer.Error("internalError", "Something went wrong.", "")),
            };
            await FreeAsync(http, number, arrived, status, content);
            return;
        }

        Action<Utf8JsonWriter> page;
        try
        {
            page = deals.Answer(DealRequest.Read(await SelectionAsync(http)));
        }
        catch (BadRequestException e)
        {
            await FreeAsync(http, number, arrived, 400, Answer.Error("invalidParameter", e.Message, e.Details));
            return;
        }

        // A client that goes away meanwhile is charged all the same: what was asked for is served.
        await Task.Delay(Latency(number) + (fault == "slow" ? TimeSpan.FromSeconds(5) : TimeSpan.Zero), CancellationToken.None);
        var bucket = account.Change(b => b.Debit(DealPath.Cost));
        await SendPaidAsync(http, fault, Answer.Body(Answer.Envelope.Of(bucket, arrived, clock.GetUtcNow(), DealPath.Cost), number % 2 == 0, page));
    }

    private static async Task SendPaidAsync(HttpContext http, string? fault, byte[] body)
    {
        switch (fault)
        {
            case "timeout-after-debit":
                await Task.Delay(LongestHang, http.RequestAborted);
                break;
            case "reset":
                http.Abort();
                break;
            case "malformed":
                await Answer.SendAsync(http, 200, Answer.Broken());
                break;
            default:
                await Answer.SendAsync(http, 200, body, truncate: fault == "truncated-gzip");
                break;
        }
    }

    private async Task FreeAsync(HttpContext http, long number, DateTimeOffset arrived, int status, Action<Utf8JsonWriter>? content, bool isZero = false)
    {
        var envelope = isZero ? Answer.Envelope.Zero(arrived) : Answer.Envelope.Of(account.Read(), arrived, clock.GetUtcNow(), 0);
        await Answer.SendAsync(http, status, Answer.Body(envelope, number % 2 == 0, content));
    }

    private TimeSpan Latency(long number) => options.SlowestPage * (0.1 + (0.9 * _noise.Unit(number, 77)));

    private static async Task<string?> SelectionAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) || http.Request.Query.ContainsKey("selection"))
            return http.Request.Query["selection"];
        if (http.Request.ContentLength > MostBodyBytes)
            throw new BadRequestException("The queryJSON is missing or invalid.", "");
        using var reader = new StreamReader(http.Request.Body);
        return await reader.ReadToEndAsync(http.RequestAborted);
    }
}
