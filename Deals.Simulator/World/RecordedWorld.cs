using System.Text.Json;

namespace Deals.Simulator.World;

/// <summary>Recorded bodies, told by their content: deals are served as they are, products are kept by ASIN.</summary>
internal sealed class RecordedWorld
{
    private readonly List<string> _deals = [];
    private readonly Dictionary<string, string> _products = new(StringComparer.Ordinal);

    /// <summary>Every recorded deal, verbatim, in the order of the files.</summary>
    public IReadOnlyList<string> Deals => _deals;

    /// <summary>The category arrays of the first recorded page, verbatim, by name.</summary>
    public Dictionary<string, string> Categories { get; } = new(StringComparer.Ordinal);

    /// <summary>Recorded products, verbatim, by ASIN.</summary>
    public IReadOnlyDictionary<string, string> Products => _products;

    /// <summary>Reads a folder; a file that is none of it is passed over with a line in the log.</summary>
    public static RecordedWorld Read(string directory, ILogger log)
    {
        var world = new RecordedWorld();
        foreach (var file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (!file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                log.LogInformation("{File} is passed over: it is no .json file", name);
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(file));
                if (!world.Take(document.RootElement))
                    log.LogInformation("{File} is passed over: it holds neither deals nor products", name);
            }
            catch (JsonException e)
            {
                log.LogWarning("{File} is passed over: it is not JSON ({Reason})", name, e.Message);
            }
        }

        log.LogInformation("The recorded world has {Deals} deals and {Products} products", world.Deals.Count, world.Products.Count);
        return world;
    }

    private bool Take(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return false;
        if (body.TryGetProperty("deals", out var deals) && deals.ValueKind == JsonValueKind.Object && deals.TryGetProperty("dr", out var rows) && rows.ValueKind == JsonValueKind.Array)
        {
            _deals.AddRange(rows.EnumerateArray().Select(row => row.GetRawText()));
            foreach (var name in new[] { "drDateIndex", "categoryIds", "categoryNames", "categoryCount" })
            {
                if (deals.TryGetProperty(name, out var list))
                    Categories.TryAdd(name, list.GetRawText());
            }

            return true;
        }

        if (body.TryGetProperty("products", out var products) && products.ValueKind == JsonValueKind.Array)
        {
            foreach (var product in products.EnumerateArray())
                Keep(product);
            return true;
        }

        return body.TryGetProperty("csv", out _) && Keep(body);
    }

    private bool Keep(JsonElement product)
    {
        if (product.ValueKind != JsonValueKind.Object || !product.TryGetProperty("asin", out var asin) || asin.ValueKind != JsonValueKind.String)
            return false;
        _products[asin.GetString()!] = product.GetRawText();
        return true;
    }
}
