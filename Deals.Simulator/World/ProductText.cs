using System.Globalization;

namespace Deals.Simulator.World;

/// <summary>Names of products that do not exist.</summary>
internal static class ProductText
{
    public static readonly (long Id, string Name)[] Roots =
    [
        (283155, "Books"), (1055398, "Home & Kitchen"), (165793011, "Toys & Games"), (172282, "Electronics"), (468642, "Video Games"),
        (228013, "Tools & Home Improvement"), (3375251, "Sports & Outdoors"), (1064954, "Office Products"), (5174, "CDs & Vinyl"), (2619533011, "Pet Supplies"),
    ];

    private static readonly string[] Makers = ["Alder", "Brightwell", "Corvane", "Dunmore", "Elmfield", "Farrow", "Gantry", "Hollis", "Ivanova", "Juno", "Kestrel", "Larkin"];
    private static readonly string[] Kinds = ["Compact", "Classic", "Folding", "Illustrated", "Portable", "Premium", "Revised", "Rugged", "Slim", "Vintage", "Wooden", "Cordless"];
    private static readonly string[] Things =
        ["Atlas", "Backpack", "Cookbook", "Desk Lamp", "Drill Set", "Field Guide", "Headphones", "Jigsaw Puzzle", "Kettle", "Notebook", "Novel", "Railway Set", "Storage Box", "Tent", "Workbook"];

    public static string Brand(Noise noise, long index) => Makers[noise.Below(Makers.Length, index, 1)];

    public static string Title(Noise noise, long index) =>
        $"{Brand(noise, index)} {Kinds[noise.Below(Kinds.Length, index, 2)]} {Things[noise.Below(Things.Length, index, 3)]}, "
        + (noise.Unit(index, 4) < 0.3 ? $"{(2 + noise.Below(11, index, 5)).ToString(CultureInfo.InvariantCulture)} Pack" : $"No. {(100 + noise.Below(900, index, 5)).ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Books have ten digits with a check digit, everything else a code that begins with B0. Two indexes never give the same.</summary>
    public static string Asin(Noise noise, long index, bool isBook)
    {
        // Multiplying by a number without a common factor with the range is a permutation: no two indexes meet.
        var offset = (long)(noise.Bits(7) % 90_000_000);
        var scattered = ((index * 7_654_321) + offset) % 90_000_000;
        if (!isBook)
            return "B0" + Base36(1_000_000_000_000 + (scattered * 17_231)).PadLeft(8, '0')[^8..];
        var digits = (100_000_000 + scattered).ToString(CultureInfo.InvariantCulture)[..9];
        var sum = digits.Select((digit, place) => (10 - place) * (digit - '0')).Sum();
        var check = (11 - (sum % 11)) % 11;
        return digits + (check == 10 ? "X" : check.ToString(CultureInfo.InvariantCulture));
    }

    public static string Image(Noise noise, long index) => string.Concat(Enumerable.Range(0, 11).Select(i => Base36(noise.Below(36, index, 6, i)))) + ".jpg";

    private static string Base36(long number)
    {
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var text = "";
        do
        {
            text = Digits[(int)(number % 36)] + text;
            number /= 36;
        }
        while (number > 0);
        return text;
    }
}
