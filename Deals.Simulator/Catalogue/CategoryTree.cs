using System.Collections.Frozen;
using Deals.Simulator.World;

namespace Deals.Simulator.Catalogue;

/// <summary>A category.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Parent">The category above it; 0 for a root.</param>
/// <param name="Children">The categories below it.</param>
/// <param name="Root">The root category that it belongs to.</param>
/// <param name="Products">A root's products are those of its whole tree, any other's what is listed in it.</param>
internal sealed record Category(long Id, string Name, long Parent, IReadOnlyList<long> Children, (long Id, string Name) Root, IReadOnlyList<Product> Products);

/// <summary>The categories that the world's products are listed in: the roots, and one level below.</summary>
internal sealed class CategoryTree
{
    private readonly FrozenDictionary<long, Category> _byId;

    public CategoryTree(SimulatedWorld world)
    {
        var all = new List<Category>();
        foreach (var tree in world.Products.GroupBy(p => p.Root).OrderBy(g => g.Key.Id))
        {
            var listings = tree
                .SelectMany(p => p.Categories.Distinct().Select(id => (Id: id, Product: p)))
                .GroupBy(l => l.Id, l => l.Product)
                .OrderBy(g => g.Key)
                .ToList();
            all.Add(new Category(tree.Key.Id, tree.Key.Name, 0, [.. listings.Select(l => l.Key)], tree.Key, [.. tree]));
            all.AddRange(listings.Select(l => new Category(l.Key, $"{tree.Key.Name}, Section {l.Key % 100 + 1}", tree.Key.Id, [], tree.Key, [.. l])));
        }

        All = all;
        _byId = all.ToFrozenDictionary(c => c.Id);
    }

    /// <summary>Every category, a root before what is below it.</summary>
    public IReadOnlyList<Category> All { get; }

    public IEnumerable<Category> Roots => All.Where(c => c.Parent == 0);

    public Category? Find(long id) => _byId.GetValueOrDefault(id);
}
