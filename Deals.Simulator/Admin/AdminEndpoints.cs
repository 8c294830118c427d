using System.Text.Json;
using Deals.Simulator.Bucket;
using Deals.Simulator.World;

namespace Deals.Simulator.Admin;

/// <summary>What tests and people ask of the simulator itself, below <c>/_sim/</c>.</summary>
internal sealed class AdminEndpoints(SimulatorOptions options, Account account, Faults faults, SimulatedWorld world, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/_sim");
        admin.MapGet("/clock", () => Results.Json(new { now = clock.GetUtcNow(), origin = options.Origin, scale = options.TimeScale }));
        admin.MapGet("/stats", () => Results.Json(Stats(account.Read())));
        admin.MapPost("/plan", (JsonElement body) => Whole(body, "refillRate", 1, 10_000) is { } rate
            ? Results.Json(Stats(account.Change(b => b.Plan(rate))))
            : Wrong("{\"refillRate\": 5} with 1 to 10000 was expected."));
        admin.MapPost("/drain", (JsonElement body) => Whole(body, "tokensPerMinute", 0, 10_000) is { } drain
            ? Results.Json(Stats(account.Change(b => b with { DrainRate = drain })))
            : Wrong("{\"tokensPerMinute\": 10} with 0 to 10000 was expected."));
        admin.MapPost("/faults", (JsonElement body) =>
        {
            try
            {
                faults.Replace(body);
                return Results.NoContent();
            }
            catch (FormatException e)
            {
                return Wrong(e.Message);
            }
        });
        admin.MapGet("/truth/{asin}", (string asin) => world.Find(asin) is { } product ? Results.Json(Truth(product)) : Results.NotFound());
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
        requests = account.Requests(),
        balance = bucket.Balance,
        refillRate = bucket.RefillRate,
        nextTick = bucket.NextTick,
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

    private static int? Whole(JsonElement body, string name, int least, int most) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
        && number >= least && number <= most ? number : null;

    private static IResult Wrong(string expected) => Results.Json(new { error = expected }, statusCode: 400);
}
