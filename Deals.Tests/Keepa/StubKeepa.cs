using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Deals.Tests.Keepa;

/// <summary>A server that answers as a test says, and counts what reaches it.</summary>
internal sealed class StubKeepa : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubKeepa(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<(string Method, string PathAndQuery, string Body, string AcceptEncoding)> Requests { get; } = new();

    public static async Task<StubKeepa> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new StubKeepa(builder.Build());
        stub._app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            stub.Requests.Enqueue((http.Request.Method, http.Request.Path + http.Request.QueryString, await reader.ReadToEndAsync(), http.Request.Headers.AcceptEncoding.ToString()));
            await answer(http);
        });
        await stub._app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
