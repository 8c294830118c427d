using Deals.Simulator.World;

namespace Deals.Simulator.Protocol;

/// <summary>/topseller: the sellers with the most ratings, best first.</summary>
internal sealed class TopSellerPath(SimulatedWorld world, int seed, Pace pace) : IKeepaPath
{
    private const int Cost = 50;
    private const int MostSellers = 1_000;
    private const int ProductsASeller = 10;
    private const int IdLength = 14;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private readonly Noise _noise = new(seed);

    public string Path => "/topseller";

    public bool NeedsTokens => true;

    public Task<Served> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        var sellers = Asked.Domain(request) == Asked.OnlyDomain ? Math.Min(MostSellers, (world.Products.Count + ProductsASeller - 1) / ProductsASeller) : 0;
        return Task.FromResult(new Served(Cost, json =>
        {
            json.WriteStartArray("sellerIdList");
            for (var i = 0; i < sellers; i++)
                json.WriteStringValue(IdOf(i));
            json.WriteEndArray();
        }, pace.Next()));
    }

    private string IdOf(int seller) => "A" + string.Concat(Enumerable.Range(1, IdLength - 1).Select(place => Digits[_noise.Below(Digits.Length, seller, 0x5E11E4, place)]));
}
