using System.Text;
using System.Text.Json.Nodes;
using Deals.Actors.Keepa;

namespace Deals.Tests.Recorded;

/// <summary>The recorded products.</summary>
internal static class RecordedProducts
{
    /// <summary>The files.</summary>
    public static readonly string[] Files = ["product-1.json", "product-2.json", "product-4.json"];

    /// <summary>A product's own JSON.</summary>
    public static JsonNode Json(string file)
    {
        var answer = JsonNode.Parse(File.ReadAllBytes(Samples.PathOf(file)))!;
        return answer["products"]?[0] ?? answer;
    }

    /// <summary>The same, decoded.</summary>
    public static ProductRecord Read(string file) => Decode(Json(file));

    /// <summary>A product's JSON, decoded.</summary>
    public static ProductRecord Decode(JsonNode json) =>
        ProductDecoder.Decode(AmazonDomain.Us, Encoding.UTF8.GetBytes(json.ToJsonString()), out var reason) ?? throw new InvalidOperationException(reason);
}
