namespace Deals.Simulator.World;

/// <summary>Finds products by what is printed on them, and the pages that hold variations. Built when it is first asked.</summary>
internal sealed class Listings(SimulatedWorld world)
{
    private readonly Lazy<ILookup<string, Product>> _byCode = new(() =>
        world.Products.SelectMany(p => Codes(p).Select(code => (code, p))).ToLookup(c => c.code, c => c.p, StringComparer.Ordinal));

    private readonly Lazy<ILookup<int, Product>> _byParent = new(() =>
        world.Products.Where(p => p.ParentIndex is not null).ToLookup(p => p.ParentIndex!.Value));

    private readonly Lazy<Dictionary<string, int>> _parents = new(() =>
        world.Products.Where(p => p.ParentIndex is not null).DistinctBy(p => p.ParentIndex).ToDictionary(p => Identity.ParentAsin(p)!, p => p.ParentIndex!.Value, StringComparer.Ordinal));

    public IEnumerable<Product> ByCode(string code) => _byCode.Value[code];

    /// <summary>The variations that are listed together with a product, itself among them.</summary>
    public IReadOnlyList<Product> Siblings(Product product) => product.ParentIndex is { } parent ? [.. _byParent.Value[parent]] : [];

    /// <summary>The variations of a page that holds nothing else; empty where the ASIN is none.</summary>
    public IReadOnlyList<Product> Children(string asin) => _parents.Value.TryGetValue(asin, out var parent) ? [.. _byParent.Value[parent]] : [];

    private static IEnumerable<string> Codes(Product product)
    {
        var ean = Identity.Ean(product);
        yield return ean;
        if (Identity.Upc(product) is { } upc)
            yield return upc;
        if (product.IsBook)
            yield return product.Asin;
    }
}
