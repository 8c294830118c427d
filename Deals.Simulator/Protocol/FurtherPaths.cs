using Deals.Simulator.Catalogue;
using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>The paths around deals and products: finding, listing and drawing. No recording of them is public, so beside recorded bodies they are empty.</summary>
internal static class FurtherPaths
{
    public static IKeepaPath[] Of(SimulatorOptions options, SimulatedWorld simulated, TimeProvider clock)
    {
        var world = options.WorldDirectory is null ? simulated : new SimulatedWorld(options.Seed, 0);
        var pace = new Pace(options);
        var tree = new Lazy<CategoryTree>(() => new CategoryTree(world));
        return
        [
            new QueryPath(world, pace, clock), new BestSellersPath(tree, pace, clock), new TopSellerPath(world, options.Seed, pace), new CategoryPath(tree, pace, clock),
            new SearchPath(world, tree, pace, clock), new GraphImagePath(world, pace, clock), new LightningDealPath(world, pace, clock),
        ];
    }
}
