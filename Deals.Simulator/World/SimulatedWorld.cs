namespace Deals.Simulator.World;

/// <summary>All products.</summary>
internal sealed class SimulatedWorld
{
    private readonly Dictionary<string, Product> _byAsin;

    public SimulatedWorld(int seed, int products)
    {
        var noise = new Noise(seed);
        Products = [.. Enumerable.Range(0, products).AsParallel().AsOrdered().Select(i => new Product(noise, i))];
        _byAsin = Products.ToDictionary(p => p.Asin, StringComparer.Ordinal);
    }

    public IReadOnlyList<Product> Products { get; }

    public Product? Find(string asin) => _byAsin.GetValueOrDefault(asin);
}
