using System.Text.Json;
using Deals.Simulator.Deals;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>Writes the content of /deal: from the world, or from recorded bodies.</summary>
internal sealed class DealPath(SimulatorOptions options, SimulatedWorld world, RecordedWorld? recorded, TimeProvider clock) : IKeepaPath
{
    /// <summary>Tokens of a page, also of a short or empty one.</summary>
    public const int Cost = 5;

    private const double ShortestShare = 0.1;
    private readonly DealSearch _search = new(world, clock);
    private readonly Noise _noise = new(options.Seed);
    private long _answered;

    public string Path => "/deal";

    public bool NeedsTokens => true;

    public async Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var query = DealRequest.Read(await Asked.SelectionAsync(request, cancellation));
        var takes = options.SlowestPage * (ShortestShare + ((1 - ShortestShare) * _noise.Unit(Interlocked.Increment(ref _answered), 77)));
        return new Served(Cost, recorded is null ? Page(query) : json => Recorded(json, recorded, query.Page), takes);
    }

    private Action<Utf8JsonWriter> Page(DealRequest request)
    {
        var (result, cached) = _search.Find(request);
        var rows = result.Products.Skip((int)Math.Min(int.MaxValue, (long)request.Page * DealSearch.PageSize)).Take(DealSearch.PageSize).ToList();
        // Written before the debit: it takes time, and processing ends where the content is there.
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("dr");
            foreach (var (product, look) in rows)
                DealRowJson.Write(json, product, look, request.DateRange, options.ArrayLength);
            json.WriteEndArray();
            Categories(json, result);
            json.WriteEndObject();
        }

        var deals = buffer.ToArray();
        return json =>
        {
            json.WritePropertyName("deals");
            json.WriteRawValue(deals, skipInputValidation: true);
            json.WriteBoolean("dealsCached", cached);
        };
    }

    private static void Recorded(Utf8JsonWriter json, RecordedWorld recorded, int page)
    {
        json.WriteStartObject("deals");
        json.WriteStartArray("dr");
        if (page == 0)
        {
            foreach (var row in recorded.Deals)
                json.WriteRawValue(row);
        }

        json.WriteEndArray();
        foreach (var (name, list) in recorded.Categories)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(list);
        }

        json.WriteEndObject();
        json.WriteBoolean("dealsCached", false);
    }

    /// <summary>The roots of all that match but for the query's categories; the first stands for products without one.</summary>
    private static void Categories(Utf8JsonWriter json, DealResult result)
    {
        var counts = result.Roots;
        json.WriteStartArray("drDateIndex");
        json.WriteEndArray();
        json.WriteStartArray("categoryIds");
        json.WriteNumberValue(long.MaxValue);
        foreach (var (root, _) in counts)
            json.WriteNumberValue(root.Id);
        json.WriteEndArray();
        json.WriteStartArray("categoryNames");
        json.WriteStringValue("?");
        foreach (var (root, _) in counts)
            json.WriteStringValue(root.Name);
        json.WriteEndArray();
        json.WriteStartArray("categoryCount");
        json.WriteNumberValue(0);
        foreach (var (_, count) in counts)
            json.WriteNumberValue(count);
        json.WriteEndArray();
    }
}
