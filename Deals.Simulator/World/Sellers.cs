using System.Globalization;

namespace Deals.Simulator.World;

/// <summary>The sellers of the world: who they are is a function of the seed.</summary>
internal static class Sellers
{
    public const string Amazon = "ATVPDKIKX0DER";
    public const string Warehouse = "A2L77EE7U53NWQ";
    public const int Count = 2_000;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int TailLength = 9;

    /// <summary>The seller of a product's offer; two offers of one product have different ones.</summary>
    public static string IdOf(Product product, int offer) =>
        Id(product.Noise, NumberOf(product, offer));

    /// <summary>The number of the seller of a product's offer.</summary>
    public static int NumberOf(Product product, int offer) => (product.Noise.Below(Count, product.Index, 68) + (offer * 7)) % Count;

    /// <summary>The id of a seller by its number, which stands in it.</summary>
    public static string Id(Noise noise, int number)
    {
        var tail = string.Concat(Enumerable.Range(0, TailLength).Select(i => Digits[noise.Below(36, 8, number, i)]));
        return "A" + (1000 + number).ToString(CultureInfo.InvariantCulture) + tail;
    }

    /// <summary>The number of a seller; absent where there is none of that id. Amazon and its warehouse come behind all others.</summary>
    public static int? Find(Noise noise, string id) => id switch
    {
        Amazon => Count,
        Warehouse => Count + 1,
        _ => NumberIn(noise, id),
    };

    private static int? NumberIn(Noise noise, string id) =>
        id.Length == 5 + TailLength && int.TryParse(id.AsSpan(1, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1000 && number < 1000 + Count && Id(noise, number - 1000) == id ? number - 1000 : null;
}
