using System.Text.Json;
using Deals.Simulator.Deals;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>Writes the content of /deal: from the world, or from recorded bodies.</summary>
internal sealed class DealPath(SimulatorOptions options, SimulatedWorld world, RecordedWorld? recorded, TimeProvider clock)
{
    /// <summary>Tokens of a page, also of a short or empty one.</summary>
    public const int Cost = 5;

    private readonly DealSearch _search = new(world, clock);

    /// <summary>Answers a request that was read.</summary>
    public Action<Utf8JsonWriter> Answer(DealRequest request)
    {
        if (recorded is not null)
            return json => Recorded(json, recorded, request.Page);
        var (result, cached) = _search.Find(request);
        var rows = result.Products.Skip(request.Page * DealSearch.PageSize).Take(DealSearch.PageSize).ToList();
        return json =>
        {
            json.WriteStartObject("deals");
            json.WriteStartArray("dr");
            foreach (var (product, look) in rows)
                DealRowJson.Write(json, product, look, request.DateRange, options.ArrayLength);
            json.WriteEndArray();
            Categories(json, result);
            json.WriteEndObject();
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

    /// <summary>All matched roots, whatever the query's categories; the first stands for products without one.</summary>
    private void Categories(Utf8JsonWriter json, DealResult result)
    {
        var counts = (result.Products.Count == 0 ? [] : world.Products).CountBy(p => p.Root).OrderBy(r => r.Key.Id).ToList();
        json.WriteStartArray("drDateIndex");
        json.WriteEndArray();
        json.WriteStartArray("categoryIds");
        json.WriteNumberValue(long.MaxValue);
        counts.ForEach(c => json.WriteNumberValue(c.Key.Id));
        json.WriteEndArray();
        json.WriteStartArray("categoryNames");
        json.WriteStringValue("?");
        counts.ForEach(c => json.WriteStringValue(c.Key.Name));
        json.WriteEndArray();
        json.WriteStartArray("categoryCount");
        json.WriteNumberValue(0);
        counts.ForEach(c => json.WriteNumberValue(c.Value));
        json.WriteEndArray();
    }
}
