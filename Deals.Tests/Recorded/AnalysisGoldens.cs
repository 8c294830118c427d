using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deals.Actors.Enrichment;
using Deals.Actors.Keepa;
using Deals.Tests.Enrichment;
using Xunit.Abstractions;

namespace Deals.Tests.Recorded;

/// <summary>The analyses of the recorded products, beside those that somebody else computed from the same definitions in another language.</summary>
public sealed class AnalysisGoldens(ITestOutputHelper output)
{
    /// <summary>The environment variable that names a file into which the analyses are written, for whoever has to compare them elsewhere.</summary>
    private const string Dump = "DEALS_ANALYSIS_DUMP";

    private static readonly string[] Products = ["product-1", "product-2", "product-4"];
    private static readonly PriceType[] Types = [PriceType.New, PriceType.Used];

    [RecordedFact]
    public void The_analysis_of_every_recorded_product_can_be_written_and_has_every_key()
    {
        var all = new JsonArray([.. All()]);
        Assert.Equal(Products.Length * Types.Length, all.Count);
        Assert.All(all, a => Assert.Equal(25, a!.AsObject().Count));
        var text = all.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable(Dump) is { Length: > 0 } path)
            File.WriteAllText(path, text + "\n", new UTF8Encoding(false));
    }

    [GoldenFact]
    public void F75_F82_a_second_implementation_found_the_same_to_the_cent()
    {
        var ours = All().ToDictionary(a => (a["product"]!.GetValue<string>(), a["priceType"]!.GetValue<string>()));
        var compared = 0;
        foreach (var golden in GoldenFactAttribute.Files.SelectMany(ReadAll))
        {
            var key = (golden["product"]!.GetValue<string>(), golden["priceType"]!.GetValue<string>());
            var mine = ours[key];
            Assert.Equal(golden.Select(g => g.Key).Order(StringComparer.Ordinal), mine.Select(m => m.Key).Order(StringComparer.Ordinal));
            foreach (var (name, value) in golden)
                Assert.True(JsonNode.DeepEquals(value, mine[name]), $"{key}: {name} is {mine[name]?.ToJsonString() ?? "null"}, {value?.ToJsonString() ?? "null"} was expected.");
            compared++;
        }

        Assert.NotEqual(0, compared);
    }

    private static IEnumerable<JsonObject> ReadAll(string file) => JsonNode.Parse(File.ReadAllText(file)) switch
    {
        JsonArray many => many.Select(m => m!.AsObject()),
        var one => [one!.AsObject()],
    };

    private static IEnumerable<JsonObject> All() =>
        from product in Products
        let record = RecordedProducts.Read(product + ".json")
        from type in Types
        select GoldenForm.Of(product, ProductAnalysis.TryOf(record, type, AnalysisSettings.Default, out _)!);
}

/// <summary>A test against the analyses of a second implementation; skipped where the recordings or those are not there.</summary>
public sealed class GoldenFactAttribute : FactAttribute
{
    private static readonly string? Folder = Find();

    public GoldenFactAttribute()
    {
        if (Samples.Folder is null)
            Skip = $"{Samples.Variable} does not name a folder with recorded answers of Keepa.";
        else if (Files.Length == 0)
            Skip = "docs/enrichment/golden has no analyses of a second implementation.";
    }

    /// <summary>The files with such analyses.</summary>
    public static string[] Files { get; } = Folder is null ? [] : Directory.GetFiles(Folder, "*.json");

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Deals.Actors.sln")))
                return Path.Combine(folder.FullName, "docs", "enrichment", "golden") is var golden && Directory.Exists(golden) ? golden : null;
        }

        return null;
    }
}
