using System.Globalization;

namespace Deals.Simulator.World;

/// <summary>What is printed on a product and its parcel: codes, measures, fees.</summary>
internal static class Identity
{
    private const int FirstParent = 50_000_000;
    private const int OncePerMany = 9;

    /// <summary>The ASIN under which a product's variations are listed; absent without a parent.</summary>
    public static string? ParentAsin(Product product) => product.ParentIndex is { } parent ? ProductText.Asin(product.Noise, FirstParent + parent, isBook: false) : null;

    /// <summary>The ISBN of a book, the EAN of anything else. Variations that were never told apart share one.</summary>
    public static string Ean(Product product)
    {
        if (!product.IsBook)
            return "0" + Upc(product);
        var digits = "978" + product.Asin[..9];
        return digits + CheckDigit(digits);
    }

    /// <summary>Twelve digits; books have none.</summary>
    public static string? Upc(Product product)
    {
        if (product.IsBook)
            return null;
        var owner = product.ParentIndex is { } parent ? FirstParent + parent : product.Index;
        var digits = "6" + ((owner * 37L) + 1_000_000_000).ToString(CultureInfo.InvariantCulture)[..10];
        return digits + CheckDigit(digits);
    }

    /// <summary>Grams.</summary>
    public static int Weight(Product product) => 80 + product.Noise.Below(1500, product.Index, 70);

    /// <summary>Millimetres of the longest, second and shortest side.</summary>
    public static int[] Sides(Product product) => [.. Enumerable.Range(0, 3).Select(i => 20 + product.Noise.Below(300, product.Index, 71, i)).OrderDescending()];

    /// <summary>Amazon's charge for picking and packing; absent for one in nine, as Keepa does not know it for all.</summary>
    public static int? PickAndPack(Product product) => product.Index % OncePerMany == 0 ? null : 306 + (Weight(product) / 4);

    /// <summary>Amazon's share of a sale in per cent.</summary>
    public static double Referral(Product product) => product.Root.Id switch
    {
        172282 => 8,
        468642 => 15.01,
        1055398 => 15.01,
        _ => 15,
    };

    /// <summary>The fixed charge on media; absent elsewhere.</summary>
    public static int? Closing(Product product) => product.IsBook || product.Root.Id is 5174 or 468642 ? 180 : null;

    public static string Binding(Product product) => product.IsBook ? product.Noise.Unit(product.Index, 72) < 0.6 ? "Paperback" : "Hardcover" : product.Root.Name;

    private static string CheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
        return ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }
}
