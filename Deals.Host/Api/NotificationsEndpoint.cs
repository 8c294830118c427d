using Deals.Actors.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Deals.Host.Api;

/// <summary><c>POST /keepa/notifications/{secret}</c>, to which Keepa pushes what its trackings have to tell; there only where <c>Keepa:Webhook:Secret</c> is set. The secret is the
/// authentication, so that no key is asked for; with another one there is nothing at this address, as on a node without a webhook.</summary>
internal static class NotificationsEndpoint
{
    private const string Path = "/keepa/notifications";
    private const int LargestBody = 1_000_000;

    /// <summary>Maps it. It is not in the description of the API: that is for everybody, and would say that there is one.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<WebhookOptions>().Secret is { } secret)
        {
            routes.Map(Path + "/{secret}", ([FromRoute(Name = "secret")] string presented, HttpContext context, WebhookReceiver receiver) => secret.Is(presented) ? receiver.ReceiveAsync(context) : NothingHere)
                .WithMetadata(new RequestSizeLimitAttribute(LargestBody))
                .ExcludeFromDescription();
        }
    }

    /// <summary>The path of a request as a log may have it.</summary>
    public static string? Shown(PathString path) => path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var rest) && rest.HasValue ? Path + "/***" : path.Value;

    private static Task<IResult> NothingHere => Task.FromResult<IResult>(TypedResults.NotFound());
}
