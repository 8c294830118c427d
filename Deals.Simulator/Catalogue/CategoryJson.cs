using System.Globalization;
using System.Text.Json;

namespace Deals.Simulator.Catalogue;

/// <summary>Writes categories as Keepa does.</summary>
internal static class CategoryJson
{
    /// <summary>A map of categories by their number.</summary>
    public static void Map(Utf8JsonWriter json, string name, IEnumerable<(Category Category, Insights Insights)> categories, int domain)
    {
        json.WriteStartObject(name);
        foreach (var (category, insights) in categories)
        {
            json.WriteStartObject(category.Id.ToString(CultureInfo.InvariantCulture));
            Fields(json, category, domain);
            insights.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, Category category, int domain)
    {
        json.WriteNumber("domainId", domain);
        json.WriteNumber("catId", category.Id);
        json.WriteString("name", category.Name);
        json.WriteString("contextFreeName", category.Name);
        json.WriteString("websiteDisplayGroup", category.Root.Name);
        json.WriteStartArray("children");
        foreach (var child in category.Children)
            json.WriteNumberValue(child);
        json.WriteEndArray();
        json.WriteNumber("parent", category.Parent);
        json.WriteBoolean("isBrowseNode", true);
        json.WriteNumber("productCount", category.Products.Count);
        json.WriteStartArray("relatedCategories");
        json.WriteEndArray();
    }
}
