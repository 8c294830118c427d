using System.Text.Json;
using Deals.Simulator.Analyst;
using Deals.Simulator.Bucket;
using Deals.Simulator.World;
using Microsoft.AspNetCore.Http.Features;

namespace Deals.Simulator.Admin;

/// <summary>What tests and people ask of the simulator itself, below <c>/_sim/</c>.</summary>
internal sealed class AdminEndpoints(
    SimulatorOptions options, Account account, Faults faults, ServedProducts served, SimulatedWorld world, AnalystEndpoints analyst, TimeProvider clock)
{
    private const long MostOrderBytes = 256L * 1024 * 1024;
    private const int ThreeYears = 3 * 365 * 1440;

    public void Map(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/_sim");
        admin.MapGet("/clock", () => Results.Json(new { now = clock.GetUtcNow(), origin = options.Origin, scale = options.TimeScale }));
        admin.MapGet("/stats", () => Results.Json(Stats(account.Read())));
        admin.MapGet("/served", () => Results.Json(served.Counts()));
        admin.MapGet("/served/times", () => Results.Json(served.Times()));
        Post(admin, "/plan", body => Stats(account.Change(Planned(Whole(body, "refillRate", 1, 10_000)))));
        Post(admin, "/drain", body => Stats(account.Change(Drained(Whole(body, "tokensPerMinute", 0, 10_000)))));
        Post(admin, "/flow", body => Stats(account.Change(Tracked(Rate(body, "tokensPerMinute", 10_000)))));
        Post(admin, "/faults", faults.Replace);
        Post(admin, "/score", new Score(world, clock).Of);
        Post(admin, "/xai", analyst.Change);
        admin.MapGet("/truth/{asin}", (string asin) => world.Find(asin) is { } product
            ? Results.Json(Truth(product))
            : Results.Json(new { error = $"The world has no product {asin}." }, statusCode: 404));
        admin.Map("/{**rest}", () => Results.NotFound());
    }

    private object Stats(TokenBucket bucket) => new
    {
        initial = bucket.Initial,
        refilled = bucket.Refilled,
        lostAtCap = bucket.LostAtCap,
        debited = bucket.Debited,
        drained = bucket.Drained,
        refused429 = bucket.Refused,
        injected429 = bucket.Injected,
        requests = account.Requests(),
        balance = bucket.Balance,
        xai = analyst.Counts(),
    };

    private object Truth(Product product)
    {
        var now = KeepaMinutes.Of(clock.GetUtcNow());
        var look = product.LookedAt(now);
        return new
        {
            asin = product.Asin,
            title = product.Title,
            changesADay = product.ChangesADay,
            lookedAt = KeepaMinutes.ToInstant(look),
            goneAt = product.GoneAt == long.MaxValue ? null : (DateTimeOffset?)KeepaMinutes.ToInstant(product.GoneAt),
            season = product.Season.Months,
            sales = product.Sales.Between(Math.Max(product.TrackedSince, now - ThreeYears), now)
                .Select(s => new { at = KeepaMinutes.ToInstant(s.At), condition = s.IsUsed ? "used" : "new", price = s.Price }),
            types = Enumerable.Range(0, 36).Where(product.Has).Select(type => new
            {
                type,
                now = product.TrueValue(type, now).Value,
                since = KeepaMinutes.ToInstant(product.TrueValue(type, now).Since),
                seen = product.Seen(type, look).Value,
                history = product.History(type, look, look - (7 * 1440)).Select(h => new { from = KeepaMinutes.ToInstant(h.From), to = KeepaMinutes.ToInstant(h.To), h.Value }),
            }),
        };
    }

    private static Func<TokenBucket, TokenBucket> Planned(int rate) => bucket => bucket.Plan(rate);

    private static Func<TokenBucket, TokenBucket> Drained(int rate) => bucket => bucket with { DrainRate = rate };

    private Func<TokenBucket, TokenBucket> Tracked(decimal rate) => bucket => bucket.Track(rate, clock.GetUtcNow());

    // The body is read here and not bound, so that a wrong one is told what was expected, whatever it is and whatever type it claims.
    private static void Post(IEndpointRouteBuilder routes, string path, Func<JsonElement, object> order) => routes.MapPost(path, async (HttpRequest request) =>
    {
        try
        {
            // A score of every deal of a large world is long.
            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = MostOrderBytes;
            using var body = await JsonDocument.ParseAsync(request.Body);
            return Results.Json(order(body.RootElement));
        }
        catch (Exception e) when (e is JsonException or FormatException or BadHttpRequestException)
        {
            return Results.Json(new { error = e is FormatException ? e.Message : $"The body is no JSON: {e.Message}" }, statusCode: 400);
        }
    });

    private static decimal Rate(JsonElement body, string name, int most) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
        && number >= 0 && number <= most
            ? number
            : throw new FormatException($"{Shortened(body)} has no {name}: {{\"{name}\": n}} with n from 0 to {most} was expected.");

    private static string Shortened(JsonElement body) => body.GetRawText()[..Math.Min(100, body.GetRawText().Length)];

    private static int Whole(JsonElement body, string name, int least, int most) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
        && number >= least && number <= most
            ? number
            : throw new FormatException($"{Shortened(body)} has no {name}: {{\"{name}\": n}} with n from {least} to {most} was expected.");
}
